import { SITTING_EVENT_VERSION, SittingEvent } from '#protocol/sitting/events.ts'
import type { SittingId } from '#protocol/ids.ts'
import { evolve } from '#procedure/sitting/evolve.ts'
import type { SittingState } from '#procedure/sitting/state.ts'
import { readStream, type Reader, type StoredEvent, type StreamHead } from './eventStore.ts'
import { sittingStream } from './schedule.ts'

export interface Rebuilt {
  readonly state: SittingState
  readonly head: StreamHead
}

/**
 * A sitting as its events say; null when it has none.
 *
 * @throws when an event was written by a newer program or does not have its shape: such a stream is not guessed at
 */
export async function rebuildSitting(reader: Reader, sittingId: SittingId): Promise<Rebuilt | null> {
  const stored = await readStream(reader, sittingStream(sittingId))
  let state: SittingState | null = null
  for (const event of stored) state = evolve(state, factOf(event), event.at)
  const last = stored.at(-1)
  return state && last ? { state, head: { seq: last.seq, hash: last.hash, at: last.at } } : null
}

function factOf(event: StoredEvent): SittingEvent {
  if (event.version > SITTING_EVENT_VERSION) {
    throw new Error(
      `Event ${event.seq} has version ${event.version}; this program knows ${SITTING_EVENT_VERSION}`,
    )
  }
  return SittingEvent.parse(event.payload)
}
