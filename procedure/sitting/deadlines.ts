import type { Instant } from '#protocol/ids.ts'
import type { SystemCommand } from '#protocol/sitting/commands.ts'
import { isOver, OPENING_TIMEOUT_MS, RECONNECT_GRACE_MS, type SittingState } from './state.ts'

export interface Deadline {
  readonly at: Instant
  readonly command: SystemCommand
}

/** Everything that falls due by the clock alone, earliest first; valid after a restart too. */
export function deadlines(state: SittingState): Deadline[] {
  if (isOver(state)) return []
  const due: Deadline[] = []
  for (const seat of state.seats) {
    if (seat.presence.status === 'reconnecting') {
      due.push({
        at: seat.presence.since + RECONNECT_GRACE_MS,
        command: { type: 'graceExpired', seatId: seat.seatId },
      })
    }
  }
  if (state.phase.name === 'opening') {
    due.push({ at: state.phase.since + OPENING_TIMEOUT_MS, command: { type: 'openingExpired' } })
  }
  return due.toSorted((a, b) => a.at - b.at)
}
