import type { Instant, SeatId } from '#protocol/ids.ts'
import type { SeatCommand, SystemCommand } from '#protocol/sitting/commands.ts'
import { decideChair } from './decideChair.ts'
import { decideOwnSeat, isOwnSeatCommand } from './decideOwnSeat.ts'
import { decideSystem } from './decideSystem.ts'
import { refuse, type Decision } from './decision.ts'
import { isOver, seatOf, type SittingState } from './state.ts'

export type SittingActor = { kind: 'seat'; seatId: SeatId } | { kind: 'system' }

/**
 * Whether a command may happen, and what then is true. Pure: no clock, no database.
 * @param now UTC ms, never before the last event's.
 */
export function decide(
  state: SittingState,
  command: SeatCommand | SystemCommand,
  actor: SittingActor,
  now: Instant,
): Decision {
  if (actor.kind === 'system') {
    return isSystemCommand(command) ? decideSystem(state, command, now) : refuse('NOT_ALLOWED')
  }
  if (isSystemCommand(command)) return refuse('NOT_ALLOWED')
  const seat = seatOf(state, actor.seatId)
  if (!seat) return refuse('SEAT_UNKNOWN')
  if (isOver(state)) return refuse('SITTING_OVER')
  // A command that arrives behind its sender's departure must not open or move anything in their absence.
  if (seat.presence.status !== 'present' && command.type !== 'leave') return refuse('SEAT_NOT_ADMITTED')
  return isOwnSeatCommand(command) ? decideOwnSeat(state, command, seat) : decideChair(state, command, seat)
}

const systemCommandTypes: ReadonlySet<string> = new Set<SystemCommand['type']>([
  'connect',
  'disconnect',
  'graceExpired',
  'recorderWriting',
  'openingExpired',
  'recorderSilent',
  'restarted',
])

function isSystemCommand(command: SeatCommand | SystemCommand): command is SystemCommand {
  return systemCommandTypes.has(command.type)
}
