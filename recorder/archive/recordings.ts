/** The rows by which the rest of the system knows of recordings. */
import type { Database } from '#platform/database.ts'
import type { PutResult } from '#platform/storage.ts'
import { v7 as uuidv7 } from 'uuid'
import type { FileClass, RecordingState } from '../../prisma/generated/client.ts'

export interface ArchivedFile extends PutResult {
  readonly class: FileClass
  readonly mediaType: string
}

/** Recorded sittings that are closed and have no finished recording, oldest first. */
export async function unfinishedSittings({ prisma }: Database): Promise<string[]> {
  const rows = await prisma.sitting.findMany({
    where: { recorded: true, phase: 'closed', recordings: { none: { state: 'ready' } } },
    orderBy: { closedAt: 'asc' },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/** Of these sittings, those whose recording is finished. */
export async function finishedAmong({ prisma }: Database, sittingIds: readonly string[]): Promise<string[]> {
  const rows = await prisma.recording.findMany({
    where: { state: 'ready', sittingId: { in: [...sittingIds] } },
    select: { sittingId: true },
  })
  return rows.map(({ sittingId }) => sittingId)
}

/** Writes how far a recording is; makes its row when there is none. A finished recording stays finished. */
export async function noteProgress(
  { prisma }: Database,
  sittingId: string,
  news: {
    readonly state: Exclude<RecordingState, 'ready'>
    readonly progress?: number
    readonly failure?: string | null
    readonly startedAt?: Date
  },
): Promise<void> {
  await prisma.recording.createMany({ data: [{ id: uuidv7(), sittingId }], skipDuplicates: true })
  await prisma.recording.updateMany({ where: { sittingId, state: { not: 'ready' } }, data: news })
}

/** Writes the files and marks the recording as ready, together or not at all. */
export async function finishRecording(
  { prisma }: Database,
  sittingId: string,
  durationMs: number,
  files: readonly ArchivedFile[],
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const { id } = await transaction.recording.update({
      where: { sittingId },
      data: { state: 'ready', progress: 1, failure: null, durationMs },
    })
    await transaction.storedFile.createMany({
      data: files.map(({ key, size, sha256, class: fileClass, mediaType }) => ({
        id: uuidv7(),
        recordingId: id,
        class: fileClass,
        key,
        mediaType,
        bytes: BigInt(size),
        sha256,
      })),
      skipDuplicates: true,
    })
  })
}
