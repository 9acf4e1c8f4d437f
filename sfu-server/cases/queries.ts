import type { Database } from '#platform/database.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { CaseDetail, CaseSummary } from '#protocol/http/routes.ts'
import type { Prisma } from '../../prisma/generated/client.ts'
import { recordingParts, summariseRecording } from '../recordings/queries.ts'
import type { Reader } from './readers.ts'
import { summarise, summaryParts } from './sittings.ts'

/** Newest first; older ones are found by their number, which is for a search to come. */
const MOST_CASES = 500

/** The reader's cases: those of the courts of a member of staff, or the one that a seat belongs to. */
export async function listCases({ prisma }: Database, reader: Reader): Promise<CaseSummary[]> {
  const rows = await prisma.case.findMany({
    where: readableCases(reader),
    include: { _count: { select: { sittings: true } } },
    orderBy: [{ filedAt: 'desc' }, { id: 'desc' }],
    take: MOST_CASES,
  })
  return rows.map((row) => ({
    caseId: row.id,
    caseNumber: row.number,
    causeOfAction: row.causeOfAction,
    filedAt: row.filedAt.getTime(),
    sittings: reader.kind === 'seat' ? 1 : row._count.sittings,
  }))
}

/**
 * A case's page. The holder of a seat finds its own sitting there and no other.
 *
 * @throws CatalogueError NOT_ALLOWED for a case that the reader may not see, existing or not
 */
export async function readCase({ prisma }: Database, reader: Reader, caseId: string): Promise<CaseDetail> {
  const row = await prisma.case.findFirst({
    where: { AND: [{ id: caseId }, readableCases(reader)] },
    include: {
      court: true,
      parties: {
        include: { person: true, representations: { include: { agent: true } } },
        orderBy: { id: 'asc' },
      },
      sittings: {
        where: reader.kind === 'seat' ? { sittingId: reader.sittingId } : {},
        include: { sitting: { include: { ...summaryParts, recordings: { include: recordingParts } } } },
      },
    },
  })
  if (!row) throw new CatalogueError('NOT_ALLOWED')
  const sittings = row.sittings
    .map(({ sitting }) => sitting)
    .toSorted((a, b) => b.scheduledAt.getTime() - a.scheduledAt.getTime())
  return {
    caseId: row.id,
    caseNumber: row.number,
    causeOfAction: row.causeOfAction,
    courtName: row.court.name,
    filedAt: row.filedAt.getTime(),
    parties: row.parties.map(({ id, role, person, representations }) => ({
      partyId: id,
      role,
      name: person.name,
      agents: representations.map(({ agent }) => agent.name),
    })),
    sittings: sittings.map((sitting) => summarise(sitting, reader)),
    recordings: sittings.flatMap(({ recordings }) =>
      recordings.map((recording) => summariseRecording(recording, reader, row.courtId)),
    ),
  }
}

function readableCases(reader: Reader): Prisma.CaseWhereInput {
  if (reader.kind === 'staff') return { courtId: { in: [...reader.courtIds] } }
  // The public hears a case and reads nothing of its file.
  if (reader.role === 'gallery') return { id: { in: [] } }
  return { sittings: { some: { sittingId: reader.sittingId } } }
}
