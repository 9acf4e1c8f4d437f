import { describe, expect, it } from 'vitest'
import { audience } from './audience.ts'
import {
  courtIn,
  everybody,
  grid,
  idOf,
  nameOf,
  phases,
  roles,
  type Court,
  type Person,
  type PhaseName,
} from './testing/court.ts'

const SOURCES = ['mic', 'camera', 'screen'] as const

/** Microphone, camera, screen of one seat: L live, h held (may exist, reaches nobody), . nothing. */
function sends(court: Court, person: Person): string {
  const production = audience(court.state).produce.get(idOf(person))
  return SOURCES.map((source) => {
    if (production?.live.includes(source)) return production.held.includes(source) ? '!' : 'L'
    return production?.held.includes(source) ? 'h' : '.'
  }).join('')
}

/** Everything that a seat receives, as `plaintiff.mic`. */
function receives(court: Court, person: Person): string[] {
  const grants = audience(court.state).receive.get(idOf(person)) ?? []
  return grants.map(({ seatId, source }) => `${nameOf(seatId)}.${source}`)
}

const switchOn = (court: Court, person: Person) => {
  court.attempt(person, { type: 'setMic', on: true })
  court.attempt(person, { type: 'setCamera', on: true })
}
const giveFloor = (court: Court, person: Person) => {
  court.attempt('judge', { type: 'grantFloor', seatId: idOf(person) })
}

interface Case {
  readonly title: string
  readonly prepare?: (court: Court, person: Person) => void
  /** What happens in the phase itself. */
  readonly meanwhile?: (court: Court, person: Person) => void
  readonly cells: string
}

const header = 'scheduled lobby opening inSession paused suspended closed cancelled'

const cases: Case[] = [
  {
    title: '[AUD-5] [SIT-6] nobody is live who switched nothing on, but for the judge whom 开庭 opens',
    cells: `judge     ... hh. Lh. Lh. hh. hh. ... ...
            clerk     ... hh. hh. hh. hh. hh. ... ...
            plaintiff ... hh. hh. hh. hh. hh. ... ...
            defendant ... hh. hh. hh. hh. hh. ... ...
            agent     ... hh. hh. hh. hh. hh. ... ...
            gallery   ... ... ... ... ... ... ... ...`,
  },
  {
    title: '[AUD-2] [AUD-4] [AUD-7] before the hearing all speak who are let in; then parties need the floor',
    prepare: switchOn,
    cells: `judge     ... LL. LL. LL. hh. hh. ... ...
            clerk     ... LL. LL. LL. hh. hh. ... ...
            plaintiff ... LL. hL. hL. hh. hh. ... ...
            defendant ... LL. hL. hL. hh. hh. ... ...
            agent     ... LL. hL. hL. hh. hh. ... ...
            gallery   ... ... ... ... ... ... ... ...`,
  },
  {
    title: '[AUD-4] with the floor parties and agents are heard in session',
    prepare: (court, person) => {
      switchOn(court, person)
      giveFloor(court, person)
    },
    cells: `judge     ... LL. LL. LL. hh. hh. ... ...
            clerk     ... LL. LL. LL. hh. hh. ... ...
            plaintiff ... LL. LL. LL. hh. hh. ... ...
            defendant ... LL. LL. LL. hh. hh. ... ...
            agent     ... LL. LL. LL. hh. hh. ... ...
            gallery   ... ... ... ... ... ... ... ...`,
  },
  {
    title: '[AUD-4] the floor opens no microphone that its owner closed',
    prepare: giveFloor,
    cells: `judge     ... hh. Lh. Lh. hh. hh. ... ...
            clerk     ... hh. hh. hh. hh. hh. ... ...
            plaintiff ... hh. hh. hh. hh. hh. ... ...
            defendant ... hh. hh. hh. hh. hh. ... ...
            agent     ... hh. hh. hh. hh. hh. ... ...
            gallery   ... ... ... ... ... ... ... ...`,
  },
  {
    title: '[AUD-3] a seat silenced by the court is heard nowhere, floor or not; its picture stays',
    prepare: (court, person) => {
      switchOn(court, person)
      giveFloor(court, person)
      court.attempt('judge', { type: 'mute', seatId: idOf(person) })
    },
    meanwhile: (court, person) => {
      court.attempt(person, { type: 'setMic', on: true })
    },
    cells: `judge     ... LL. LL. LL. hh. hh. ... ...
            clerk     ... hL. hL. hL. hh. hh. ... ...
            plaintiff ... hL. hL. hL. hh. hh. ... ...
            defendant ... hL. hL. hL. hh. hh. ... ...
            agent     ... hL. hL. hL. hh. hh. ... ...
            gallery   ... ... ... ... ... ... ... ...`,
  },
  {
    title: '[AUD-8] the screen of the one who shares is live while the room is, and of nobody else',
    prepare: (court, person) => {
      giveFloor(court, person)
      court.attempt(person, { type: 'startShare' })
    },
    cells: `judge     ... hhL LhL LhL hh. hh. ... ...
            clerk     ... hhL hhL hhL hh. hh. ... ...
            plaintiff ... hhL hhL hhL hh. hh. ... ...
            defendant ... hhL hhL hhL hh. hh. ... ...
            agent     ... hhL hhL hhL hh. hh. ... ...
            gallery   ... ... ... ... ... ... ... ...`,
  },
  {
    title: '[AUD-12] a lost connection takes nothing from a seat during its grace period',
    prepare: (court, person) => {
      switchOn(court, person)
      giveFloor(court, person)
    },
    meanwhile: (court, person) => {
      court.attempt('system', { type: 'disconnect', seatId: idOf(person) })
    },
    cells: `judge     ... LL. LL. LL. hh. hh. ... ...
            clerk     ... LL. LL. LL. hh. hh. ... ...
            plaintiff ... LL. LL. LL. hh. hh. ... ...
            defendant ... LL. LL. LL. hh. hh. ... ...
            agent     ... LL. LL. LL. hh. hh. ... ...
            gallery   ... ... ... ... ... ... ... ...`,
  },
  {
    title: '[AUD-12] who left sends nothing, whatever was granted',
    prepare: (court, person) => {
      switchOn(court, person)
      giveFloor(court, person)
    },
    meanwhile: (court, person) => {
      court.attempt(person, { type: 'leave' })
    },
    cells: roles.map((role) => `${role} ... ... ... ... ... ... ... ...`).join('\n'),
  },
]

describe(`who may send what: role × phase (${header})`, () => {
  it.each(cases)('$title', ({ prepare, meanwhile, cells }) => {
    const found = roles.map((person) => {
      const row = phases.map((phase) => {
        const court = courtIn(phase, { prepare: (lobby) => prepare?.(lobby, person) })
        meanwhile?.(court, person)
        return sends(court, person)
      })
      return [person, ...row].join(' ')
    })
    expect(found).toEqual(grid(cells))
  })

  it('[AUD-3] the court’s silence holds even where the own switch were on', () => {
    const { state } = courtIn('inSession')
    const seats = state.seats.map((seat) => ({ ...seat, micOn: true, hasFloor: true, courtMuted: true }))
    expect(audience({ ...state, seats }).recorder).toEqual([])
  })

  it.each(['waiting', 'dismissed', 'removed', 'missing'] as const)(
    '[AUD-1] who is %s sends nothing in any phase',
    (how) => {
      for (const phase of phases) {
        for (const person of ['plaintiff', 'defendant', 'agent', 'gallery'] as const) {
          const court = courtAt(phase, person, how)
          expect(sends(court, person)).toBe('...')
        }
      }
    },
  )
})

function courtAt(phase: PhaseName, person: Person, how: 'waiting' | 'dismissed' | 'removed' | 'missing') {
  return courtIn(phase, {
    waiting: how === 'waiting' ? [person] : [],
    missing: how === 'missing' ? [person] : [],
    prepare: (court) => {
      for (const each of everybody) {
        switchOn(court, each)
        giveFloor(court, each)
      }
      court.tell('clerk', { type: 'startShare' })
      if (how === 'dismissed') court.tell('clerk', { type: 'dismiss', seatId: idOf(person) })
      if (how === 'removed') court.tell('judge', { type: 'remove', seatId: idOf(person) })
    },
  })
}

/** Everybody switched on, the plaintiff with the floor, the defendant silenced, the clerk sharing. */
function busy(phase: PhaseName, recorded = true): Court {
  return courtIn(phase, {
    recorded,
    prepare: (court) => {
      for (const person of everybody) switchOn(court, person)
      giveFloor(court, 'plaintiff')
      court.tell('judge', { type: 'mute', seatId: idOf('defendant') })
      court.tell('clerk', { type: 'startShare' })
    },
  })
}

const sessionSound = ['judge.mic', 'clerk.mic', 'plaintiff.mic']
const lobbySound = ['judge.mic', 'clerk.mic', 'plaintiff.mic', 'agent.mic', 'other.mic']
const pictures = ['judge', 'clerk', 'plaintiff', 'defendant', 'agent', 'other'].map((who) => `${who}.camera`)
const roomCarries: Record<PhaseName, string[]> = {
  scheduled: [],
  lobby: [...lobbySound, ...pictures, 'clerk.screen'],
  opening: [...sessionSound, ...pictures, 'clerk.screen'],
  inSession: [...sessionSound, ...pictures, 'clerk.screen'],
  paused: [],
  suspended: [],
  closed: [],
  cancelled: [],
}

describe('who receives what', () => {
  it.each(phases)(
    '[AUD-9] [AUD-7] [AUD-11] everybody in the courtroom gets all but their own: %s',
    (phase) => {
      const court = busy(phase)
      for (const person of roles) {
        const wanted = roomCarries[phase].filter((source) => !source.startsWith(`${person}.`))
        expect(receives(court, person).toSorted()).toEqual(wanted.toSorted())
      }
    },
  )

  it.each(['waiting', 'dismissed', 'removed', 'missing'] as const)(
    '[AUD-1] who is %s receives nothing in any phase, while others are heard',
    (how) => {
      for (const phase of phases) {
        for (const person of ['plaintiff', 'defendant', 'agent', 'gallery'] as const) {
          expect(receives(courtAt(phase, person, how), person)).toEqual([])
        }
      }
      expect(receives(courtAt('inSession', 'agent', how), 'judge')).toContain('plaintiff.mic')
    },
  )

  it('[AUD-1] who is let in receives at once, who is dismissed no more', () => {
    const court = courtAt('inSession', 'agent', 'waiting')
    court.admit('agent')
    expect(receives(court, 'agent')).toContain('judge.mic')
    court.tell('clerk', { type: 'dismiss', seatId: idOf('agent') })
    expect(receives(court, 'agent')).toEqual([])
  })

  it('[AUD-12] a lost connection keeps what it receives for the grace period, an absent seat receives nothing', () => {
    const court = busy('inSession')
    court.tell('system', { type: 'disconnect', seatId: idOf('agent') })
    expect(receives(court, 'agent')).toContain('judge.mic')
    court.tell('agent', { type: 'leave' })
    expect(receives(court, 'agent')).toEqual([])
  })

  it('[AUD-3] [AUD-9] silencing and giving the floor take effect for every receiver', () => {
    const court = busy('inSession')
    court.tell('judge', { type: 'mute', seatId: idOf('plaintiff') })
    giveFloor(court, 'agent')
    for (const person of ['judge', 'clerk', 'defendant', 'gallery'] as const) {
      expect(receives(court, person)).not.toContain('plaintiff.mic')
      expect(receives(court, person)).toContain('agent.mic')
    }
  })

  it.each([
    ['outside', 'scheduled', 'plaintiff'],
    ['courtroom', 'lobby', 'plaintiff'],
    ['courtroom', 'paused', 'gallery'],
    ['outside', 'closed', 'judge'],
    ['outside', 'cancelled', 'clerk'],
  ] as const)('[AUD-1] [AUD-11] the space is %s: %s, %s', (space, phase, person) => {
    expect(audience(courtIn(phase).state).spaces.get(idOf(person))).toBe(space)
  })

  it.each([
    ['waiting', 'waitingRoom'],
    ['dismissed', 'waitingRoom'],
    ['removed', 'outside'],
    ['missing', 'outside'],
  ] as const)('[AUD-1] who is %s is in the %s', (how, space) => {
    const table = audience(courtAt('inSession', 'agent', how).state)
    expect(table.spaces.get(idOf('agent'))).toBe(space)
  })
})

describe('the recorder’s row', () => {
  it.each(phases)('[AUD-10] [REC-1] the recorder gets all that is live, on record only: %s', (phase) => {
    const table = audience(busy(phase).state)
    const onRecord = phase === 'opening' || phase === 'inSession'
    const row = table.recorder.map(({ seatId, source }) => `${nameOf(seatId)}.${source}`)
    expect(row.toSorted()).toEqual(onRecord ? roomCarries[phase].toSorted() : [])
    expect(table.probe).toBe(onRecord)
  })

  const unrecorded = phases.filter((phase) => phase !== 'opening')
  it.each(unrecorded)('[AUD-10] [SIT-10] a sitting that is not recorded has no recorder: %s', (phase) => {
    const table = audience(busy(phase, false).state)
    expect(table.recorder).toEqual([])
    expect(table.probe).toBe(false)
  })

  it('[AUD-10] the probe stands when nobody has a microphone or camera on', () => {
    const court = courtIn('opening')
    court.tell('judge', { type: 'setMic', on: false })
    expect(audience(court.state)).toMatchObject({ recorder: [], probe: true })
  })
})
