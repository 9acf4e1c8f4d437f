import type { SittingEvent } from '#protocol/sitting/events.ts'
import { roleRights } from './roles.ts'
import type { Seat, SittingState } from './state.ts'

/** What follows when somebody goes: the shared screen ends, and without a chair the session stands still. */
export function departure(state: SittingState, seat: Seat, cause: 'left' | 'graceExpired'): SittingEvent[] {
  const events: SittingEvent[] = [{ type: 'seatWentAway', seatId: seat.seatId, cause }]
  if (state.shareSeatId === seat.seatId) events.push({ type: 'shareStopped', seatId: seat.seatId })
  if (roleRights[seat.role].chairs) {
    if (state.phase.name === 'inSession') events.push({ type: 'sessionSuspended', reason: 'chairLost' })
    if (state.phase.name === 'opening') events.push({ type: 'openingFailed', reason: 'chairLost' })
  }
  return events
}
