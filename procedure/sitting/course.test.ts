import { describe, expect, it } from 'vitest'
import type { SystemCommand } from '#protocol/sitting/commands.ts'
import { PauseReason, SeatCommand } from '#protocol/sitting/commands.ts'
import { Court, courtIn, idOf, NINE, phases, scheduledFact } from '../testing/court.ts'
import { deadlines } from './deadlines.ts'
import { evolve } from './evolve.ts'
import { OPENING_TIMEOUT_MS, RECONNECT_GRACE_MS } from './state.ts'

const judge = { seatId: idOf('judge') }
const plaintiff = { seatId: idOf('plaintiff') }

describe('the course of a sitting', () => {
  it('[SIT-1] the first connection of anybody opens the lobby', () => {
    const court = new Court()
    expect(court.tell('system', { type: 'connect', ...plaintiff })).toEqual(['lobbyOpened', 'seatConnected'])
    expect(court.state.phase).toEqual({ name: 'lobby', lastFailure: null })
    expect(court.tell('system', { type: 'connect', ...judge })).toEqual(['seatConnected', 'seatAdmitted'])
  })

  it('[REC-1] opening is not in session before the recorder’s word', () => {
    const court = courtIn('lobby')
    expect(court.tell('judge', { type: 'open' })).toEqual(['openingBegan'])
    expect(court.state.phase.name).toBe('opening')
    expect(court.state.intervals).toEqual([])
    expect(court.tell('system', { type: 'recorderWriting' })).toEqual(['sessionBegan'])
    expect(court.state.phase.name).toBe('inSession')
  })

  it.each(phases)('[REC-1] the recorder’s word begins a session only out of an opening: %s', (phase) => {
    const court = courtIn(phase)
    court.tell('system', { type: 'recorderWriting' })
    expect(court.state.phase.name).toBe(phase === 'opening' ? 'inSession' : phase)
  })

  it('[SIT-4] an opening without the recorder’s word falls back to the lobby after 10 s, with the reason', () => {
    const court = courtIn('opening')
    const since = court.now
    court.now = since + OPENING_TIMEOUT_MS - 1
    expect(court.ask('system', { type: 'openingExpired' })).toEqual({ ok: true, events: [] })
    court.now = since + OPENING_TIMEOUT_MS
    expect(court.tell('system', { type: 'openingExpired' })).toEqual(['openingFailed'])
    expect(court.state.phase).toEqual({ name: 'lobby', lastFailure: 'recorderSilent' })
    expect(OPENING_TIMEOUT_MS).toBe(10_000)
  })

  it('[SIT-4] a failed resumption falls back to the pause it came from, with its reason and time', () => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'pause', reason: 'mediation' })
    const since = court.now
    court.tell('judge', { type: 'resume' })
    court.letOpeningExpire()
    expect(court.state.phase).toEqual({
      name: 'paused',
      since,
      reason: 'mediation',
      lastFailure: 'recorderSilent',
    })
  })

  it('[SIT-4] a failed resumption after a suspension says why it failed', () => {
    const court = courtIn('suspended')
    court.tell('judge', { type: 'resume' })
    court.letOpeningExpire()
    expect(court.state.phase).toMatchObject({
      name: 'suspended',
      reason: 'chairLost',
      lastFailure: 'recorderSilent',
    })
  })

  it('[SIT-4] a failure is forgotten with the next opening', () => {
    const court = courtIn('opening')
    court.letOpeningExpire()
    court.tell('judge', { type: 'open' })
    court.tell('system', { type: 'recorderWriting' })
    court.tell('judge', { type: 'pause', reason: 'recess' })
    expect(court.state.phase).toMatchObject({ name: 'paused', lastFailure: null })
  })

  it('[SIT-5] resuming waits for the recorder like opening', () => {
    const court = courtIn('paused')
    expect(court.tell('judge', { type: 'resume' })).toEqual(['openingBegan'])
    expect(court.state.phase.name).toBe('opening')
    court.tell('system', { type: 'recorderWriting' })
    expect(court.state.phase.name).toBe('inSession')
  })

  it('[SIT-6] 开庭 opens the judge’s microphone and nobody else’s', () => {
    const court = courtIn('opening')
    const open = court.state.seats.filter((seat) => seat.micOn).map((seat) => seat.seatId)
    expect(open).toEqual([idOf('judge')])
  })

  it('[SIT-6] a failed opening closes the judge’s microphone again, unless it was open before', () => {
    const closed = courtIn('opening')
    closed.letOpeningExpire()
    expect(closed.seat('judge').micOn).toBe(false)
    const open = courtIn('opening', {
      prepare: (court) => court.tell('judge', { type: 'setMic', on: true }),
    })
    open.letOpeningExpire()
    expect(open.seat('judge').micOn).toBe(true)
  })

  it.each(PauseReason.options)('[REC-3] the judge pauses for %s', (reason) => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'pause', reason })
    expect(court.state.phase).toEqual({ name: 'paused', since: court.now, reason, lastFailure: null })
  })

  it('[REC-3] there are three reasons to pause, and a free one is not a command', () => {
    expect(PauseReason.options).toEqual(['recess', 'nonPublicEvidence', 'mediation'])
    expect(SeatCommand.safeParse({ type: 'pause', reason: 'tea' }).success).toBe(false)
    expect(SeatCommand.safeParse({ type: 'pause', reason: 'recorderSilent' }).success).toBe(false)
    expect(SeatCommand.safeParse({ type: 'pause' }).success).toBe(false)
  })

  it.each(phases)('[SIT-7] a silent recorder pauses what is in session, and only that: %s', (phase) => {
    const court = courtIn(phase)
    court.tell('system', { type: 'recorderSilent' })
    expect(court.state.phase.name).toBe(phase === 'inSession' ? 'paused' : phase)
  })

  it('[SIT-8] the judge who leaves suspends the hearing; it goes on only when the judge resumes', () => {
    const court = courtIn('inSession')
    expect(court.tell('judge', { type: 'leave' })).toEqual(['seatWentAway', 'sessionSuspended'])
    court.connect('judge')
    expect(court.state.phase.name).toBe('suspended')
    court.tell('judge', { type: 'resume' })
    expect(court.state.phase.name).toBe('opening')
  })

  it('[SIT-8] the judge whose connection is lost for good suspends the hearing', () => {
    const court = courtIn('inSession')
    court.tell('system', { type: 'disconnect', ...judge })
    expect(court.state.phase.name).toBe('inSession')
    court.now += RECONNECT_GRACE_MS
    expect(court.tell('system', { type: 'graceExpired', ...judge })).toEqual([
      'seatWentAway',
      'sessionSuspended',
    ])
  })

  it('[SIT-8] the judge who goes while it opens ends the opening, and stays silent', () => {
    const court = courtIn('opening', {
      prepare: (lobby) => lobby.tell('judge', { type: 'setMic', on: true }),
    })
    expect(court.tell('judge', { type: 'leave' })).toEqual(['seatWentAway', 'openingFailed'])
    expect(court.state.phase).toEqual({ name: 'lobby', lastFailure: 'chairLost' })
    expect(court.seat('judge').micOn).toBe(false)
  })

  it.each(['clerk', 'plaintiff', 'gallery'] as const)(
    '[SIT-8] the hearing goes on without the %s',
    (person) => {
      const court = courtIn('inSession')
      expect(court.tell(person, { type: 'leave' })).toEqual(['seatWentAway'])
      expect(court.state.phase.name).toBe('inSession')
    },
  )

  it.each(['closed', 'cancelled'] as const)('[SIT-9] nothing happens any more once %s', (phase) => {
    const court = courtIn(phase)
    const reports: SystemCommand[] = [
      { type: 'disconnect', ...plaintiff },
      { type: 'graceExpired', ...plaintiff },
      { type: 'recorderWriting' },
      { type: 'openingExpired' },
      { type: 'recorderSilent' },
      { type: 'restarted' },
    ]
    for (const report of reports) expect(court.ask('system', report)).toEqual({ ok: true, events: [] })
    expect(court.ask('system', { type: 'connect', ...plaintiff })).toMatchObject({ code: 'SITTING_OVER' })
    expect(deadlines(court.state)).toEqual([])
  })

  it('[SIT-9] closing ends floor, hands and the recording', () => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'grantFloor', ...plaintiff })
    court.tell('defendant', { type: 'raiseHand' })
    court.tell('judge', { type: 'close' })
    expect(court.state.seats.some((seat) => seat.hasFloor || seat.handRaisedAt !== null)).toBe(false)
    expect(court.state.intervals.at(-1)?.to).toBe(court.now)
  })

  it('[SIT-10] a sitting that is not recorded skips the opening and has nothing on record', () => {
    const court = courtIn('lobby', { recorded: false })
    expect(court.tell('judge', { type: 'open' })).toEqual(['sessionBegan'])
    expect(court.seat('judge').micOn).toBe(true)
    court.tell('system', { type: 'recorderSilent' })
    court.tell('judge', { type: 'pause', reason: 'recess' })
    expect(court.tell('judge', { type: 'resume' })).toEqual(['sessionBegan'])
    expect(court.state.phase.name).toBe('inSession')
    expect(court.state.intervals).toEqual([])
  })
})

describe('after a restart', () => {
  it('[SIT-11] everybody who was there is reconnecting with a fresh grace period', () => {
    const court = courtIn('inSession', { missing: ['other'] })
    court.tell('system', { type: 'disconnect', ...plaintiff })
    court.now += RECONNECT_GRACE_MS - 5000
    court.tell('system', { type: 'restarted' })
    for (const seat of court.state.seats) {
      expect(seat.presence).toEqual(
        seat.seatId === idOf('other') ? { status: 'away' } : { status: 'reconnecting', since: court.now },
      )
    }
    expect(deadlines(court.state).every(({ at }) => at === court.now + RECONNECT_GRACE_MS)).toBe(true)
    expect(court.state.phase.name).toBe('inSession')
  })

  it('[SIT-11] an opening falls back with the reason, and the shared screen ends', () => {
    const court = courtIn('opening', { prepare: (lobby) => lobby.tell('clerk', { type: 'startShare' }) })
    court.tell('system', { type: 'restarted' })
    expect(court.state).toMatchObject({
      phase: { name: 'lobby', lastFailure: 'restarted' },
      shareSeatId: null,
    })
  })

  it('[SIT-11] a sitting where nobody was has nothing to say', () => {
    expect(courtIn('scheduled').tell('system', { type: 'restarted' })).toEqual([])
  })
})

describe('deadlines', () => {
  it('[SIT-12] every lost connection and every opening falls due, the earliest first', () => {
    const court = courtIn('lobby')
    court.tell('system', { type: 'disconnect', ...plaintiff })
    const lostAt = court.now
    court.tell('judge', { type: 'open' })
    const openedAt = court.now
    expect(deadlines(court.state)).toEqual([
      { at: openedAt + OPENING_TIMEOUT_MS, command: { type: 'openingExpired' } },
      { at: lostAt + RECONNECT_GRACE_MS, command: { type: 'graceExpired', ...plaintiff } },
    ])
  })

  it('[SIT-12] what is carried out at its time falls due no more', () => {
    const court = courtIn('opening')
    court.tell('system', { type: 'disconnect', ...judge })
    for (let rounds = 0; deadlines(court.state).length > 0; rounds += 1) {
      expect(rounds).toBeLessThan(5)
      const [next] = deadlines(court.state)
      if (!next) break
      court.now = Math.max(court.now, next.at)
      court.tell('system', next.command)
    }
    expect(court.state.phase).toMatchObject({ name: 'lobby' })
    expect(court.seat('judge').presence.status).toBe('away')
  })
})

describe('who reports', () => {
  it('[CMD-1] nobody in a seat can report what only the system may', () => {
    const court = courtIn('opening')
    expect(court.ask('judge', { type: 'recorderWriting' })).toMatchObject({ code: 'NOT_ALLOWED' })
    expect(court.ask('judge', { type: 'connect', ...plaintiff })).toMatchObject({ code: 'NOT_ALLOWED' })
    expect(court.ask('system', { type: 'close' })).toMatchObject({ code: 'NOT_ALLOWED' })
  })

  it('[CMD-1] a report about a seat that is not of this sitting is refused', () => {
    const court = courtIn('lobby')
    const seatId = '019cab00-0000-7000-8000-000000000999'
    for (const type of ['connect', 'disconnect', 'graceExpired'] as const) {
      expect(court.ask('system', { type, seatId })).toMatchObject({ code: 'SEAT_UNKNOWN' })
    }
  })
})

describe('the stream', () => {
  it('[STORE-1] a stream that does not begin with the schedule is damaged', () => {
    expect(() => evolve(null, { type: 'lobbyOpened' }, NINE)).toThrow('begins with lobbyOpened')
  })

  it('[SIT-1] a scheduled sitting is empty, silent and off record', () => {
    const state = evolve(null, scheduledFact(), NINE)
    expect(state).toMatchObject({ phase: { name: 'scheduled' }, shareSeatId: null, intervals: [] })
    for (const seat of state.seats) {
      expect(seat).toMatchObject({
        admission: 'outside',
        presence: { status: 'away' },
        micOn: false,
        cameraOn: false,
        courtMuted: false,
        hasFloor: false,
        handRaisedAt: null,
      })
    }
  })
})
