import { v7 as uuidv7 } from 'uuid'
import type { Role, Side } from '#protocol/roles.ts'
import type { Actor, SeatPlan } from '#protocol/sitting/events.ts'
import type { SittingId } from '#protocol/ids.ts'
import type { Transaction } from '../sitting/eventStore.ts'
import { scheduleSitting } from '../sitting/schedule.ts'

export interface NewSeat {
  /** Null for a seat whose person is not known beforehand, as in the gallery. */
  readonly personId: string | null
  readonly role: Role
  readonly side: Side
  /** The name on the plate. */
  readonly name: string
}

export interface NewSitting {
  readonly caseId: string
  readonly courtroomId: string
  readonly scheduledAt: Date
  /** In the order in which they are shown. */
  readonly seats: readonly NewSeat[]
}

/**
 * Puts a hearing on the calendar: its rows, its seats and the first event of its stream, within the caller's
 * transaction.
 *
 * @throws when the case or the courtroom does not exist
 */
export async function createSitting(
  transaction: Transaction,
  { caseId, courtroomId, scheduledAt, seats }: NewSitting,
  made: { at: Date; actor: Actor },
): Promise<{ sittingId: SittingId; seats: SeatPlan[] }> {
  const hearing = { kind: 'hearing', recorded: true } as const
  const sittingId = uuidv7()
  const theCase = await transaction.case.findUniqueOrThrow({
    where: { id: caseId },
    include: { court: true },
  })
  const courtroom = await transaction.courtroom.findUniqueOrThrow({ where: { id: courtroomId } })
  const plan = seats.map((seat) => ({ ...seat, seatId: uuidv7() }))
  await transaction.sitting.create({
    data: { id: sittingId, ...hearing, courtroomId, scheduledAt, cases: { create: { caseId } } },
  })
  await transaction.seat.createMany({
    data: plan.map(({ seatId, ...seat }, position) => ({ id: seatId, sittingId, position, ...seat })),
  })
  const plates = plan.map(({ seatId, role, side, name }) => ({ seatId, role, side, name }))
  await scheduleSitting(
    transaction,
    {
      sittingId,
      ...hearing,
      caseNumber: theCase.number,
      causeOfAction: theCase.causeOfAction,
      courtName: theCase.court.name,
      courtroomName: courtroom.name,
      scheduledAt: scheduledAt.getTime(),
      seats: plates,
    },
    made,
  )
  return { sittingId, seats: plates }
}
