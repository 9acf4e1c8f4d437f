import type { Database } from '#platform/database.ts'
import type { SittingSummary } from '#protocol/http/routes.ts'
import { Role, Side } from '#protocol/roles.ts'
import type { Prisma } from '../../prisma/generated/client.ts'
import { openPhases } from './phases.ts'
import type { Reader } from './readers.ts'
import { shanghaiDay } from './shanghaiDay.ts'

/** What a summary is made of. */
export const summaryParts = {
  courtroom: true,
  cases: { include: { case: true } },
  seats: { orderBy: { position: 'asc' } },
} as const satisfies Prisma.SittingInclude

type SittingRow = Prisma.SittingGetPayload<{ include: typeof summaryParts }>

/** Today's sittings and those still open, of the reader's courts; a seat's holder sees its own sitting alone. */
export async function listSittings(
  { prisma }: Database,
  reader: Reader,
  now: Date,
): Promise<SittingSummary[]> {
  const { from, to } = shanghaiDay(now)
  const where: Prisma.SittingWhereInput =
    reader.kind === 'seat'
      ? { id: reader.sittingId }
      : {
          courtroom: { courtId: { in: [...reader.courtIds] } },
          OR: [{ scheduledAt: { gte: from, lt: to } }, { phase: { in: [...openPhases] } }],
        }
  const rows = await prisma.sitting.findMany({
    where,
    include: summaryParts,
    orderBy: [{ scheduledAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map((row) => summarise(row, reader))
}

/** A sitting as lists show it, with the reader's own seat marked. */
export function summarise(row: SittingRow, reader: Reader): SittingSummary {
  const theCase = row.cases[0]?.case
  // Every sitting is made together with its case (newSitting.ts).
  if (!theCase) throw new Error(`Sitting ${row.id} has no case`)
  const own = row.seats.find((seat) =>
    reader.kind === 'seat' ? seat.id === reader.seatId : seat.personId === reader.personId,
  )
  return {
    sittingId: row.id,
    caseId: theCase.id,
    caseNumber: theCase.number,
    causeOfAction: theCase.causeOfAction,
    courtroomName: row.courtroom.name,
    scheduledAt: row.scheduledAt.getTime(),
    phase: row.phase,
    seatId: own?.id ?? null,
    // Parties and visitors are not told who else of the public comes.
    seats: row.seats
      .filter(({ id, side }) => reader.kind === 'staff' || side !== 'public' || id === own?.id)
      .map(({ id, role, side, name }) => ({
        seatId: id,
        role: Role.parse(role),
        side: Side.parse(side),
        name,
      })),
  }
}
