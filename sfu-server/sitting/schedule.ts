import { SITTING_EVENT_VERSION, SittingEvent, type Actor } from '#protocol/sitting/events.ts'
import type { SittingId } from '#protocol/ids.ts'
import { appendEvents, EMPTY_STREAM, type StreamHead, type Transaction } from './eventStore.ts'

export type SittingScheduled = Extract<SittingEvent, { type: 'sittingScheduled' }>

/** Name of a sitting's stream in the event store. */
export function sittingStream(sittingId: SittingId): string {
  return `sitting:${sittingId}`
}

/**
 * Writes the first event of a sitting. The caller's transaction holds its rows (Sitting, Seat, SittingCase) as
 * well, so that neither exists without the other.
 *
 * @param at when it was scheduled; not the time of the hearing, which is `scheduledAt`
 * @throws StreamMovedError when the sitting has events already
 */
export async function scheduleSitting(
  transaction: Transaction,
  scheduled: Omit<SittingScheduled, 'type'>,
  { at, actor }: { at: Date; actor: Actor },
): Promise<StreamHead> {
  const payload = SittingEvent.parse({ type: 'sittingScheduled', ...scheduled })
  return appendEvents(transaction, {
    stream: sittingStream(scheduled.sittingId),
    expected: EMPTY_STREAM,
    at: at.getTime(),
    actor,
    events: [{ type: payload.type, version: SITTING_EVENT_VERSION, payload }],
  })
}
