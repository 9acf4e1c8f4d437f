import type { Instant, SeatId } from '#protocol/ids.ts'
import type { SittingEvent } from '#protocol/sitting/events.ts'
import type { OpeningOrigin, Phase, RecordInterval, Seat, SittingState } from './state.ts'

/**
 * The state after an event. Pure; the only place where a sitting changes.
 * Throws when the stream does not begin with `sittingScheduled`: such a stream is damaged.
 */
export function evolve(state: SittingState | null, event: SittingEvent, at: Instant): SittingState {
  if (event.type === 'sittingScheduled') return scheduled(event)
  if (state === null) throw new Error(`A sitting's stream begins with ${event.type}`)
  switch (event.type) {
    case 'lobbyOpened':
      return { ...state, phase: { name: 'lobby', lastFailure: null } }
    case 'seatConnected':
      return withSeat(state, event.seatId, (seat) => ({
        presence: { status: 'present' },
        admission: seat.admission === 'outside' ? 'waiting' : seat.admission,
      }))
    case 'seatDisconnected':
      return withSeat(state, event.seatId, () => ({ presence: { status: 'reconnecting', since: at } }))
    case 'seatWentAway':
      return withSeat(state, event.seatId, (seat) => ({
        presence: { status: 'away' },
        handRaisedAt: null,
        // Who never got in waits again when they come back.
        admission: seat.admission === 'waiting' ? 'outside' : seat.admission,
      }))
    case 'seatAdmitted':
      return withSeat(state, event.seatId, () => ({ admission: 'admitted' }))
    case 'seatDismissed':
      return withSeat(state, event.seatId, () => ({ ...silenced, admission: 'dismissed' }))
    case 'seatRemoved':
      return withSeat(state, event.seatId, () => ({
        ...silenced,
        admission: 'removed',
        presence: { status: 'away' },
      }))
    case 'openingBegan':
      return unmuteChair({ ...state, phase: { name: 'opening', since: at, from: originOf(state.phase) } })
    case 'openingFailed':
      return { ...state, phase: fallBack(state.phase, event.reason) }
    case 'sessionBegan': {
      // The words of 开庭 itself are spoken while the recorder starts: the interval begins with the opening.
      const from = state.phase.name === 'opening' ? state.phase.since : at
      const begun: SittingState = {
        ...state,
        phase: { name: 'inSession', since: from },
        intervals: [...state.intervals, { from, to: null }],
      }
      return state.phase.name === 'opening' ? begun : unmuteChair(begun)
    }
    case 'sessionPaused':
      return {
        ...state,
        phase: { name: 'paused', since: at, reason: event.reason, lastFailure: null },
        intervals: ended(state.intervals, at),
        shareSeatId: null,
      }
    case 'sessionSuspended':
      return {
        ...state,
        phase: { name: 'suspended', since: at, reason: event.reason },
        intervals: ended(state.intervals, at),
        shareSeatId: null,
      }
    case 'sittingClosed':
      return {
        ...state,
        phase: { name: 'closed', at },
        intervals: ended(state.intervals, at),
        shareSeatId: null,
        seats: state.seats.map((seat) => ({ ...seat, hasFloor: false, handRaisedAt: null })),
      }
    case 'sittingCancelled':
      return { ...state, phase: { name: 'cancelled', at }, shareSeatId: null }
    case 'floorGranted':
      return withSeat(state, event.seatId, () => ({ hasFloor: true, handRaisedAt: null }))
    case 'floorRevoked':
      return withSeat(state, event.seatId, () => ({ hasFloor: false }))
    case 'seatMuted':
      return withSeat(state, event.seatId, () => ({ courtMuted: true, micOn: false }))
    case 'seatUnmuted':
      return withSeat(state, event.seatId, () => ({ courtMuted: false }))
    case 'micSwitched':
      return withSeat(state, event.seatId, () => ({ micOn: event.on }))
    case 'cameraSwitched':
      return withSeat(state, event.seatId, () => ({ cameraOn: event.on }))
    case 'handRaised':
      return withSeat(state, event.seatId, () => ({ handRaisedAt: at }))
    case 'handLowered':
      return withSeat(state, event.seatId, () => ({ handRaisedAt: null }))
    case 'shareStarted':
      return { ...state, shareSeatId: event.seatId }
    case 'shareStopped':
      return { ...state, shareSeatId: null }
    default:
      return assertUnreachable(event)
  }
}

const silenced = { hasFloor: false, handRaisedAt: null, micOn: false, cameraOn: false } as const

function scheduled(event: Extract<SittingEvent, { type: 'sittingScheduled' }>): SittingState {
  const { type: _type, seats, ...facts } = event
  return {
    ...facts,
    phase: { name: 'scheduled' },
    seats: seats.map((plan) => ({
      ...plan,
      admission: 'outside',
      presence: { status: 'away' },
      micOn: false,
      cameraOn: false,
      courtMuted: false,
      hasFloor: false,
      handRaisedAt: null,
    })),
    shareSeatId: null,
    intervals: [],
  }
}

function withSeat(state: SittingState, seatId: SeatId, change: (seat: Seat) => Partial<Seat>): SittingState {
  return {
    ...state,
    seats: state.seats.map((seat) => (seat.seatId === seatId ? { ...seat, ...change(seat) } : seat)),
  }
}

/** 开庭 opens the presiding judge's microphone: the words that open a hearing must not be lost to a mute. */
function unmuteChair(state: SittingState): SittingState {
  return {
    ...state,
    seats: state.seats.map((seat) =>
      seat.role === 'presidingJudge' ? { ...seat, micOn: true, courtMuted: false } : seat,
    ),
  }
}

function originOf(phase: Phase): OpeningOrigin {
  switch (phase.name) {
    case 'paused':
      return { name: 'paused', since: phase.since, reason: phase.reason }
    case 'suspended':
      return phase
    default:
      return { name: 'lobby' }
  }
}

function fallBack(phase: Phase, reason: 'recorderSilent' | 'restarted' | 'chairLost'): Phase {
  if (phase.name !== 'opening') return phase
  switch (phase.from.name) {
    case 'lobby':
      return { name: 'lobby', lastFailure: reason }
    case 'paused':
      return { ...phase.from, lastFailure: reason }
    case 'suspended':
      return phase.from
    default:
      return assertUnreachable(phase.from)
  }
}

function ended(intervals: readonly RecordInterval[], at: Instant): RecordInterval[] {
  return intervals.map((interval) => (interval.to === null ? { ...interval, to: at } : interval))
}

function assertUnreachable(value: never): never {
  throw new Error(`Unknown fact: ${JSON.stringify(value)}`)
}
