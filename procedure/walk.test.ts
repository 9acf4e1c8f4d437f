import { describe, expect, it } from 'vitest'
import { seatTargetCommands, type SeatCommand, type SystemCommand } from '#protocol/sitting/commands.ts'
import { SittingEvent } from '#protocol/sitting/events.ts'
import { audience, type Grant } from './audience.ts'
import type { Decision } from './sitting/decision.ts'
import { deadlines } from './sitting/deadlines.ts'
import { evolve } from './sitting/evolve.ts'
import { isOver, roomIsLive, seatOf, type SittingState } from './sitting/state.ts'
import { seededRandom, type Random } from './testing/random.ts'
import { Court, everybody, idOf, nameOf, phases, type Person } from './testing/court.ts'
import { view } from './view.ts'

const WALKS = 120
const STEPS = 250

const plain = [
  { type: 'open' },
  { type: 'pause', reason: 'recess' },
  { type: 'pause', reason: 'mediation' },
  { type: 'resume' },
  { type: 'close' },
  { type: 'cancel' },
  { type: 'muteAll' },
  { type: 'setMic', on: true },
  { type: 'setMic', on: false },
  { type: 'setCamera', on: true },
  { type: 'setCamera', on: false },
  { type: 'raiseHand' },
  { type: 'startShare' },
  { type: 'stopShare' },
  { type: 'leave' },
] as const satisfies readonly SeatCommand[]

const everySeatCommand: readonly SeatCommand[] = [
  ...plain,
  ...seatTargetCommands.flatMap((type) => everybody.map((person) => ({ type, seatId: idOf(person) }))),
]

interface Move {
  readonly who: Person | 'system'
  readonly command: SeatCommand | SystemCommand
}

function nextMove(court: Court, random: Random): Move {
  const [due] = deadlines(court.state)
  const dice = random.below(100)
  if (due && dice < 4) {
    court.now = Math.max(court.now, due.at)
    return { who: 'system', command: due.command }
  }
  if (dice < 35) return { who: 'system', command: anyReport(random) }
  const who = dice < 65 ? 'judge' : random.pick(everybody)
  const command = random.pick<SeatCommand>(random.below(2) === 0 ? plain : everySeatCommand)
  if (!isSkipped(command, random)) return { who, command }
  return { who: 'judge', command: { type: 'admit', seatId: idOf(random.pick(everybody)) } }
}

/** Endings and departures are rare, or every walk would be short. */
function isSkipped({ type }: SeatCommand, random: Random): boolean {
  if (type === 'cancel') return random.below(30) > 0
  return (type === 'close' || type === 'leave') && random.below(6) > 0
}

function anyReport(random: Random): SystemCommand {
  const seat = { seatId: idOf(random.pick(everybody)) }
  return random.pick<SystemCommand>([
    { type: 'connect', ...seat },
    { type: 'connect', ...seat },
    { type: 'connect', ...seat },
    { type: 'connect', seatId: idOf('judge') },
    { type: 'disconnect', ...seat },
    { type: 'graceExpired', ...seat },
    { type: 'recorderWriting' },
    { type: 'recorderWriting' },
    { type: 'openingExpired' },
    { type: 'recorderSilent' },
    { type: 'restarted' },
  ])
}

interface Step {
  readonly before: SittingState
  readonly after: SittingState
  readonly court: Court
  readonly move: Move
  readonly decision: Decision
}

/** Walks through a sitting by chance and shows every step to somebody. */
function walk(seed: number, watch: (step: Step) => void): Court {
  const random = seededRandom(seed)
  const court = new Court({ recorded: random.below(5) > 0 })
  for (let count = 0; count < STEPS; count += 1) {
    const before = court.state
    const move = nextMove(court, random)
    const decision = court.attempt(move.who, move.command)
    watch({ before, after: court.state, court, move, decision })
  }
  return court
}

const seeds = Array.from({ length: WALKS }, (_, index) => index + 1)

/** What a rule finds wrong in all walks, with the seed and the command after which it was so. */
function breaches(rule: (step: Step) => readonly string[], from: readonly number[] = seeds): string[] {
  const found: string[] = []
  for (const seed of from) {
    walk(seed, (step) => {
      for (const what of rule(step))
        found.push(`walk ${seed}, ${step.move.who} ${step.move.command.type}: ${what}`)
    })
  }
  return found
}

function when(wrong: boolean, what: string): string[] {
  return wrong ? [what] : []
}

const isOnRecord = (state: SittingState) =>
  state.recorded && (state.phase.name === 'opening' || state.phase.name === 'inSession')

const nameGrants = (grants: readonly Grant[]) =>
  grants.map(({ seatId, source }) => `${nameOf(seatId)}.${source}`)

describe(`${WALKS} seeded walks of ${STEPS} commands`, () => {
  it('[SIT-13] the walks reach every phase and every event, and decide throws in none', () => {
    const reached = new Set<string>()
    const happened = new Set<string>()
    for (const seed of seeds) {
      const court = walk(seed, ({ before }) => reached.add(before.phase.name))
      for (const { event } of court.facts) happened.add(event.type)
    }
    expect(phases.filter((phase) => !reached.has(phase))).toEqual([])
    expect(allEventTypes.filter((type) => !happened.has(type))).toEqual([])
  })

  it('[SIT-13] [SIT-9] a refusal changes nothing, and nothing happens after the end', () => {
    const found = breaches(({ before, after, decision }) => [
      ...when(!decision.ok && after !== before, 'a refusal changed something'),
      ...when(decision.ok && decision.events.length === 0 && after !== before, 'changed without a fact'),
      ...when(isOver(before) && after !== before, 'changed after the end'),
    ])
    expect(found).toEqual([])
  })

  it('[AUD-1] [AUD-3] [AUD-6] nobody outside sends or receives, nobody silenced is heard, no gallery sends', () => {
    const found = breaches(({ after }) => {
      const table = audience(after)
      return after.seats.flatMap((seat) => {
        const { live, held } = table.produce.get(seat.seatId) ?? { live: [], held: [] }
        const received = table.receive.get(seat.seatId) ?? []
        const inside = seat.admission === 'admitted' && seat.presence.status !== 'away' && !isOver(after)
        return [
          ...when(!inside && live.length + held.length > 0, 'sends from outside'),
          ...when(!inside && received.length > 0, 'receives outside'),
          ...when((seat.courtMuted || !seat.micOn) && live.includes('mic'), 'heard though silent'),
          ...when(!seat.cameraOn && live.includes('camera'), 'seen though the camera is off'),
          ...when(live.includes('screen') && after.shareSeatId !== seat.seatId, 'shows a screen unasked'),
          ...when(seat.role === 'gallery' && live.length + held.length > 0, 'the gallery sends'),
          ...when(
            live.some((source) => held.includes(source)),
            'live and held at once',
          ),
        ]
      })
    })
    expect(found).toEqual([])
  })

  it('[AUD-9] everybody inside receives what is live from all others, and never themselves', () => {
    const found = breaches(({ after }) => {
      const table = audience(after)
      const live = after.seats.flatMap(({ seatId }) =>
        (table.produce.get(seatId)?.live ?? []).map((source) => ({ seatId, source })),
      )
      return after.seats
        .filter((seat) => table.spaces.get(seat.seatId) === 'courtroom' && seat.presence.status !== 'away')
        .flatMap(({ seatId }) => {
          const wanted = nameGrants(live.filter((grant) => grant.seatId !== seatId)).join()
          return when(nameGrants(table.receive.get(seatId) ?? []).join() !== wanted, nameOf(seatId))
        })
    })
    expect(found).toEqual([])
  })

  it('[AUD-10] the recorder gets exactly what is live on record, and nothing off record', () => {
    const found = breaches(({ after }) => {
      const table = audience(after)
      const live = after.seats.flatMap(({ seatId }) =>
        (table.produce.get(seatId)?.live ?? []).map((source) => ({ seatId, source })),
      )
      const wanted = isOnRecord(after) ? live : []
      return [
        ...when(nameGrants(table.recorder).join() !== nameGrants(wanted).join(), 'another row'),
        ...when(table.probe !== isOnRecord(after), 'probe'),
      ]
    })
    expect(found).toEqual([])
  })

  it('[REC-3] stretches on record never overlap; one runs exactly while a recorded sitting is in session', () => {
    const found = breaches(({ after }) => {
      const { intervals, recorded, phase } = after
      const running = intervals.filter(({ to }) => to === null).length
      return [
        ...when(running !== Number(recorded && phase.name === 'inSession'), `${running} running`),
        ...intervals.flatMap(({ from, to }, index) => {
          const earlier = intervals[index - 1]
          return when(
            (to ?? from) < from || (earlier !== undefined && from < (earlier.to ?? Infinity)),
            'overlap',
          )
        }),
      ]
    })
    expect(found).toEqual([])
  })

  it('[SIT-2] [SIT-8] only judge, recorder and clock move the phase, and nothing runs without the judge', () => {
    const found = breaches(({ before, after, court, move }) => [
      ...when(before.phase.name !== after.phase.name && !['system', 'judge'].includes(move.who), 'moved'),
      ...when(
        ['opening', 'inSession'].includes(after.phase.name) && court.seat('judge').presence.status === 'away',
        'runs without its judge',
      ),
    ])
    expect(found).toEqual([])
  })

  it('[SEAT-4] [SEAT-9] [SEAT-13] silence ends by the court alone; floor, hand and screen are of who is there', () => {
    const found = breaches(({ before, after, move }) =>
      after.seats.flatMap((seat) => {
        const lifted = seatOf(before, seat.seatId)?.courtMuted === true && !seat.courtMuted
        const inside = seat.admission === 'admitted'
        const there = inside && seat.presence.status !== 'away'
        return [
          ...when(lifted && !['judge', 'clerk'].includes(move.who), 'silence lifted'),
          ...when(!inside && (seat.hasFloor || seat.micOn || seat.cameraOn), 'granted outside'),
          ...when(!there && (seat.handRaisedAt !== null || seat.micOn), 'absent with a hand or microphone'),
          ...when(!there && after.shareSeatId === seat.seatId, 'absent and sharing'),
          ...when(after.shareSeatId !== null && !roomIsLive(after), 'sharing into a silent room'),
        ]
      }),
    )
    expect(found).toEqual([])
  })

  it('[STORE-1] replaying the stored facts gives the live state', () => {
    for (const seed of seeds) {
      const court = walk(seed, () => undefined)
      // Through JSON, as the event store keeps them.
      const stored = JSON.parse(JSON.stringify(court.facts)) as { event: unknown; at: number }[]
      const rebuilt = stored.reduce<SittingState | null>(
        (state, { event, at }) => evolve(state, SittingEvent.parse(event), at),
        null,
      )
      expect(rebuilt).toEqual(court.state)
    }
  })

  it('[VIEW-7] the buttons shown are exactly the commands that would change something', () => {
    const found = breaches(
      ({ after, court }) => {
        const would = (who: Person, command: SeatCommand) => {
          const decision = court.ask(who, command)
          return decision.ok && decision.events.length > 0
        }
        return everybody.flatMap((person) => {
          const mine = view(after, idOf(person), court.now)
          const own = new Set<string>(
            plain.filter((command) => would(person, command)).map(({ type }) => type),
          )
          return [
            ...when([...own].toSorted().join() !== mine.you.powers.toSorted().join(), `${person}: own`),
            ...mine.seats.flatMap((seat) => {
              const over = seatTargetCommands.filter((type) => would(person, { type, seatId: seat.seatId }))
              return when(over.join() !== seat.powers.join(), `${person}: ${nameOf(seat.seatId)}`)
            }),
          ]
        })
      },
      seeds.slice(0, 12),
    )
    expect(found).toEqual([])
  })

  it('[VIEW-1] [VIEW-2] who is not let in sees nobody; no party sees the gallery or who waits', () => {
    const found = breaches(
      ({ after, court }) =>
        everybody.flatMap((person) => {
          const mine = view(after, idOf(person), court.now)
          const others = mine.seats.map(({ seatId }) => nameOf(seatId)).filter((name) => name !== person)
          const inside = court.seat(person).admission === 'admitted'
          const officer = person === 'judge' || person === 'clerk'
          return [
            ...when(
              !inside && (others.length > 0 || mine.shareSeatId !== null),
              `${person} sees from outside`,
            ),
            ...when(!officer && others.includes('gallery'), `${person} sees the gallery`),
            ...when(
              !officer && others.some((other) => court.seat(other).admission !== 'admitted'),
              `${person} sees who is not inside`,
            ),
          ]
        }),
      seeds.slice(0, 30),
    )
    expect(found).toEqual([])
  })
})

const allEventTypes: readonly SittingEvent['type'][] = [
  'sittingScheduled',
  'lobbyOpened',
  'seatConnected',
  'seatDisconnected',
  'seatWentAway',
  'seatAdmitted',
  'seatDismissed',
  'seatRemoved',
  'openingBegan',
  'openingFailed',
  'sessionBegan',
  'sessionPaused',
  'sessionSuspended',
  'sittingClosed',
  'sittingCancelled',
  'floorGranted',
  'floorRevoked',
  'seatMuted',
  'seatUnmuted',
  'micSwitched',
  'cameraSwitched',
  'handRaised',
  'handLowered',
  'shareStarted',
  'shareStopped',
]
