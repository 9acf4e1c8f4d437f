import type { Instant, SeatId } from '#protocol/ids.ts'
import type { SystemCommand } from '#protocol/sitting/commands.ts'
import type { SittingEvent } from '#protocol/sitting/events.ts'
import { accept, refuse, type Decision } from './decision.ts'
import { departure } from './departure.ts'
import { roleRights } from './roles.ts'
import {
  isOver,
  OPENING_TIMEOUT_MS,
  RECONNECT_GRACE_MS,
  seatOf,
  type Seat,
  type SittingState,
} from './state.ts'
import { assertUnreachable } from '../unreachable.ts'

/** What connections, clocks and the recorder report. A report that came too late changes nothing. */
export function decideSystem(state: SittingState, command: SystemCommand, now: Instant): Decision {
  if (isOver(state)) return command.type === 'connect' ? refuse('SITTING_OVER') : accept()
  const phase = state.phase
  switch (command.type) {
    case 'connect':
      return withSeat(state, command.seatId, (seat) => decideConnect(state, seat))
    case 'disconnect':
      return withSeat(state, command.seatId, (seat) =>
        seat.presence.status === 'present'
          ? accept({ type: 'seatDisconnected', seatId: seat.seatId })
          : accept(),
      )
    case 'graceExpired':
      return withSeat(state, command.seatId, (seat) =>
        seat.presence.status === 'reconnecting' && now >= seat.presence.since + RECONNECT_GRACE_MS
          ? accept(...departure(state, seat, 'graceExpired'))
          : accept(),
      )
    case 'recorderWriting':
      return phase.name === 'opening' ? accept({ type: 'sessionBegan' }) : accept()
    case 'openingExpired':
      return phase.name === 'opening' && now >= phase.since + OPENING_TIMEOUT_MS
        ? accept({ type: 'openingFailed', reason: 'recorderSilent' })
        : accept()
    case 'recorderSilent':
      return phase.name === 'inSession' && state.recorded
        ? accept({ type: 'sessionPaused', reason: 'recorderSilent' })
        : accept()
    case 'restarted':
      return accept(...afterRestart(state))
    default:
      return assertUnreachable(command)
  }
}

function decideConnect(state: SittingState, seat: Seat): Decision {
  if (seat.admission === 'removed') return refuse('REMOVED')
  const events: SittingEvent[] = []
  if (state.phase.name === 'scheduled') events.push({ type: 'lobbyOpened' })
  if (seat.presence.status !== 'present') events.push({ type: 'seatConnected', seatId: seat.seatId })
  if (seat.admission === 'outside' && roleRights[seat.role].entersFreely) {
    events.push({ type: 'seatAdmitted', seatId: seat.seatId })
  }
  return accept(...events)
}

/** No connection survives a restart: everybody who was there gets a fresh grace period. */
function afterRestart(state: SittingState): SittingEvent[] {
  const events: SittingEvent[] = state.seats
    .filter((seat) => seat.presence.status !== 'away')
    .map((seat) => ({ type: 'seatDisconnected', seatId: seat.seatId }))
  if (state.phase.name === 'opening') events.push({ type: 'openingFailed', reason: 'restarted' })
  if (state.shareSeatId !== null) events.push({ type: 'shareStopped', seatId: state.shareSeatId })
  return events
}

function withSeat(state: SittingState, seatId: SeatId, then: (seat: Seat) => Decision): Decision {
  const seat = seatOf(state, seatId)
  return seat ? then(seat) : refuse('SEAT_UNKNOWN')
}
