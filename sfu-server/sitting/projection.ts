import { v7 as uuidv7 } from 'uuid'
import type { SittingState } from '#procedure/sitting/state.ts'
import type { Transaction } from './eventStore.ts'

/**
 * Writes what lists and pages read of a sitting, in the transaction of the events it follows from. A recorded
 * sitting that closes gets its recording's row, which the recorder then fills.
 */
export async function projectSitting(
  transaction: Transaction,
  before: SittingState,
  after: SittingState,
): Promise<void> {
  if (before.phase.name === after.phase.name) return
  const closedAt = after.phase.name === 'closed' ? new Date(after.phase.at) : null
  await transaction.sitting.update({
    where: { id: after.sittingId },
    data: { phase: after.phase.name, closedAt },
  })
  const [first] = after.intervals
  if (after.phase.name !== 'closed' || !after.recorded || !first) return
  await transaction.recording.create({
    data: { id: uuidv7(), sittingId: after.sittingId, startedAt: new Date(first.from) },
  })
}
