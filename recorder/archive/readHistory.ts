import type { Database } from '#platform/database.ts'
import { SITTING_EVENT_VERSION, SittingEvent } from '#protocol/sitting/events.ts'
import { historyOf, type SittingHistory } from './sittingHistory.ts'

/**
 * Reads a sitting from the event store.
 *
 * @throws Error when it has no events, or one of a newer program; ZodError when an event does not have its shape
 */
export async function readHistory({ prisma }: Database, sittingId: string): Promise<SittingHistory> {
  const rows = await prisma.eventRecord.findMany({
    where: { stream: `sitting:${sittingId}` },
    orderBy: { seq: 'asc' },
    select: { seq: true, at: true, version: true, payload: true },
  })
  const newer = rows.find(({ version }) => version > SITTING_EVENT_VERSION)
  if (newer) throw new Error(`Event ${newer.seq} of ${sittingId} has version ${newer.version}, unknown here`)
  return historyOf(rows.map(({ at, payload }) => ({ at: at.getTime(), event: SittingEvent.parse(payload) })))
}
