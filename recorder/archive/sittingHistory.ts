/** What the composer must know of a sitting, from its events. */
import { onRecordIntervals, type MediaInterval } from '#procedure/mediaTime.ts'
import { evolve } from '#procedure/sitting/evolve.ts'
import type { SittingState } from '#procedure/sitting/state.ts'
import type { SittingEvent } from '#protocol/sitting/events.ts'
import type { Heading } from '../composition/background.ts'
import type { Attendance } from '../composition/scene.ts'

export interface DatedEvent {
  readonly event: SittingEvent
  /** UTC milliseconds. */
  readonly at: number
}

export interface SittingHistory {
  readonly heading: Heading
  readonly intervals: readonly MediaInterval[]
  readonly attendance: readonly Attendance[]
}

/**
 * Replays a sitting.
 *
 * @throws RangeError when there are no events
 */
export function historyOf(events: readonly DatedEvent[]): SittingHistory {
  let state: SittingState | null = null
  const spans = new Map<string, { fromMs: number; toMs: number }[]>()
  for (const { event, at } of events) {
    state = evolve(state, event, at)
    for (const { seatId, admission, presence } of state.seats) {
      const own = spans.get(seatId) ?? []
      const open = own.at(-1)?.toMs === Infinity ? own.at(-1) : undefined
      const isPresent = admission === 'admitted' && presence.status !== 'away'
      if (isPresent && !open) own.push({ fromMs: at, toMs: Infinity })
      if (!isPresent && open) open.toMs = at
      spans.set(seatId, own)
    }
  }
  const last = events.at(-1)
  if (!state || !last) throw new RangeError('A sitting without events')
  const { courtName, courtroomName, caseNumber, seats } = state
  return {
    heading: { courtName, courtroomName, caseNumber },
    intervals: onRecordIntervals(state.intervals, last.at).filter(({ from, to }) => to > from),
    attendance: seats.map(({ seatId, role, side, name }) => ({
      seat: { seatId, role, side, name },
      present: spans.get(seatId) ?? [],
    })),
  }
}
