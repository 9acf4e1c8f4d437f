import type { Instant, SeatId } from '#protocol/ids.ts'
import type { SittingEvent } from '#protocol/sitting/events.ts'
import { roleRights } from './roles.ts'
import {
  roomIsLive,
  type OpeningFailure,
  type OpeningOrigin,
  type Phase,
  type RecordInterval,
  type Seat,
  type SittingState,
} from './state.ts'
import { assertUnreachable } from '../unreachable.ts'

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
        // Whoever comes back after an absence is not on the air before they have touched a button.
        ...silenced,
        presence: { status: 'away' },
        // Who never got in waits again when they come back.
        admission: seat.admission === 'waiting' ? 'outside' : seat.admission,
      }))
    case 'noticeAccepted':
      return withSeat(state, event.seatId, () => ({ noticeVersion: event.version }))
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
      return switchChairMic(
        {
          ...state,
          phase: {
            name: 'opening',
            since: at,
            from: originOf(state.phase),
            chairMicWasOn: state.seats.some((seat) => roleRights[seat.role].chairs && seat.micOn),
          },
        },
        true,
      )
    case 'openingFailed':
      return state.phase.name === 'opening' ? fallBack(state, state.phase, event.reason) : state
    case 'sessionBegan': {
      // The words of 开庭 itself are spoken while the recorder starts: the interval begins with the opening.
      const from = state.phase.name === 'opening' ? state.phase.since : at
      const begun: SittingState = {
        ...state,
        phase: { name: 'inSession', since: from },
        intervals: state.recorded ? [...state.intervals, { from, to: null }] : state.intervals,
      }
      return state.phase.name === 'opening' ? begun : switchChairMic(begun, true)
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
        phase: { name: 'suspended', since: at, reason: event.reason, lastFailure: null },
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
      noticeVersion: null,
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
function switchChairMic(state: SittingState, on: boolean): SittingState {
  return {
    ...state,
    seats: state.seats.map((seat) => (roleRights[seat.role].chairs ? { ...seat, micOn: on } : seat)),
  }
}

function originOf(phase: Phase): OpeningOrigin {
  if (phase.name === 'paused') return { name: 'paused', since: phase.since, reason: phase.reason }
  if (phase.name === 'suspended') return { name: 'suspended', since: phase.since, reason: phase.reason }
  return { name: 'lobby' }
}

function fallBack(
  state: SittingState,
  opening: Extract<Phase, { name: 'opening' }>,
  lastFailure: OpeningFailure,
): SittingState {
  const phase: Phase =
    opening.from.name === 'lobby' ? { name: 'lobby', lastFailure } : { ...opening.from, lastFailure }
  const left: SittingState = { ...state, phase }
  const back = opening.chairMicWasOn ? left : switchChairMic(left, false)
  // A screen shared in the moment of opening must not come up by itself after the next one.
  return roomIsLive(back) ? back : { ...back, shareSeatId: null }
}

function ended(intervals: readonly RecordInterval[], at: Instant): RecordInterval[] {
  return intervals.map((interval) => (interval.to === null ? { ...interval, to: at } : interval))
}
