import type { Actor, SittingEvent } from '#protocol/sitting/events.ts'
import { SITTING_EVENT_VERSION } from '#protocol/sitting/events.ts'
import type { Instant } from '#protocol/ids.ts'
import type { SittingState } from '#procedure/sitting/state.ts'
import type { PrismaClient } from '../../prisma/generated/client.ts'
import { appendEvents, type StreamHead } from './eventStore.ts'
import { holdLease } from './lease.ts'
import { projectSitting } from './projection.ts'
import { storeReceipt, type CommandReply, type ReceiptKey } from './receipts.ts'
import { sittingStream } from './schedule.ts'

export interface SittingCommit {
  readonly before: SittingState
  readonly after: SittingState
  readonly expected: StreamHead
  readonly fence: number
  readonly at: Instant
  readonly actor: Actor
  readonly events: readonly SittingEvent[]
  readonly receipt: { key: ReceiptKey; payloadHash: string; reply: CommandReply } | null
}

/**
 * The one transaction of a step: events, the answer to its command and what lists read of it, all or nothing,
 * and only while the lease is held.
 *
 * @throws FencedError when another node took over
 * @throws StreamMovedError when the stream does not end where this node believes
 */
export async function commitStep(prisma: PrismaClient, step: SittingCommit): Promise<StreamHead> {
  const { before, after, expected, fence, at, actor, events, receipt } = step
  return prisma.$transaction(async (transaction) => {
    await holdLease(transaction, after.sittingId, fence)
    const head = await appendEvents(transaction, {
      stream: sittingStream(after.sittingId),
      expected,
      at,
      actor,
      events: events.map((event) => ({ type: event.type, version: SITTING_EVENT_VERSION, payload: event })),
    })
    if (receipt) {
      const { key, payloadHash, reply } = receipt
      await storeReceipt(transaction, key, { payloadHash, reply, at })
    }
    await projectSitting(transaction, before, after)
    return head
  })
}
