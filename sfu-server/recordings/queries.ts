import type { Database } from '#platform/database.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { RecordingSummary } from '#protocol/http/routes.ts'
import type { Prisma, StoredFile } from '../../prisma/generated/client.ts'
import type { Reader } from '../cases/readers.ts'

/** What a summary is made of: the film of the whole sitting, not its tracks. */
export const recordingParts = {
  files: { where: { class: 'composite' }, orderBy: { createdAt: 'desc' }, take: 1 },
} as const satisfies Prisma.RecordingInclude

type RecordingRow = Prisma.RecordingGetPayload<{ include: typeof recordingParts }>

/** A recording as a case's page lists it. Its size and hash are for those who may play it. */
export function summariseRecording(row: RecordingRow, reader: Reader, courtId: string): RecordingSummary {
  const isReady = row.state === 'ready'
  const mayPlay = isReady && maySee('play', reader, courtId)
  const film = mayPlay ? row.files[0] : undefined
  return {
    recordingId: row.id,
    sittingId: row.sittingId,
    state: row.state,
    progress: row.progress,
    durationMs: row.durationMs,
    bytes: film ? Number(film.bytes) : null,
    sha256: film?.sha256 ?? null,
    startedAt: row.startedAt?.getTime() ?? null,
    mayPlay,
    mayDownload: isReady && maySee('download', reader, courtId),
  }
}

export interface Film {
  readonly file: StoredFile
  readonly caseNumber: string
  readonly startedAt: Date
}

/**
 * The film of a sitting, for somebody who wants to play it or take it away.
 *
 * @throws CatalogueError NOT_ALLOWED, also when there is no such recording; RECORDING_NOT_READY
 */
export async function findFilm(
  { prisma }: Database,
  reader: Reader,
  recordingId: string,
  wish: 'play' | 'download',
): Promise<Film> {
  const row = await prisma.recording.findUnique({
    where: { id: recordingId },
    include: { ...recordingParts, sitting: { include: { cases: { include: { case: true } } } } },
  })
  const theCase = row?.sitting.cases[0]?.case
  if (!row || !theCase || !maySee(wish, reader, theCase.courtId)) throw new CatalogueError('NOT_ALLOWED')
  const [file] = row.files
  if (row.state !== 'ready' || !file) throw new CatalogueError('RECORDING_NOT_READY')
  return { file, caseNumber: theCase.number, startedAt: row.startedAt ?? row.sitting.scheduledAt }
}

/** Judges and clerks of the court play; its clerks take away. Parties need a leave that is not given here yet. */
function maySee(wish: 'play' | 'download', reader: Reader, courtId: string): boolean {
  if (reader.kind === 'seat') return false
  return (wish === 'play' ? reader.courtIds : reader.clerkOf).includes(courtId)
}
