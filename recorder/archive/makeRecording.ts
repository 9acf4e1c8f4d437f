/** One sitting from journal to archive. Every step can be repeated, so it may be killed anywhere and begun again. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '#platform/database.ts'
import type { Log } from '#platform/log.ts'
import type { Storage } from '#platform/storage.ts'
import type { SeatPlan } from '#protocol/sitting/events.ts'
import { compose, type Composition } from '../composition/compose.ts'
import type { CompositionProfile } from '../composition/profile.ts'
import { roleOnPlate } from '../composition/texts.ts'
import { sittingFolder } from '../journal/folder.ts'
import type { OpenedTrack } from '../tracks/plans.ts'
import type { TrackSet } from '../tracks/trackSet.ts'
import { archivePrefix, putBytes, putFile } from './archiveFiles.ts'
import { keepTracks } from './keptTracks.ts'
import { readHistory } from './readHistory.ts'
import { type ArchivedFile, finishRecording, noteProgress } from './recordings.ts'
import { settledJournal } from './settledJournal.ts'

export interface ArchiveServices {
  readonly database: Database
  readonly storage: Storage
  readonly log: Log
  readonly dataFolder: string
  readonly ffmpeg: string
  readonly profile: CompositionProfile
}

/** A sitting was on record, but its journal is not on this machine. */
export class JournalMissingError extends Error {
  override readonly name = 'JournalMissingError'

  constructor(sittingId: string) {
    super(`No journal of sitting ${sittingId} is on this machine`)
  }
}

/** Parts of the whole work, as shown to people. */
const BUILT_AT = 0.1
const COMPOSED_AT = 0.95
const PROGRESS_EVERY_MS = 1000
const MATROSKA = { audio: 'audio/x-matroska', video: 'video/x-matroska' } as const

/** Where unfinished recordings lie; nothing in it is needed once a recording is ready. */
export function workRoot(dataFolder: string): string {
  return join(dataFolder, 'composing')
}

/**
 * Makes the recording of a closed sitting.
 *
 * @returns false when the sitting was never on record, so that there is nothing to make
 * @throws JournalMissingError, FfmpegError, errors of database, storage and file system, or the signal's reason
 */
export async function makeRecording(
  services: ArchiveServices,
  sittingId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { database, dataFolder, log } = services
  const history = await readHistory(database, sittingId)
  const startedMs = history.intervals[0]?.from
  if (startedMs === undefined) return false
  const startedAt = new Date(startedMs)
  await noteProgress(database, sittingId, { state: 'building', progress: 0, failure: null, startedAt })
  const journalFolder = sittingFolder(dataFolder, sittingId)
  const journal = await settledJournal(journalFolder, signal)
  if (!journal) throw new JournalMissingError(sittingId)
  if (!journal.isSealed) log.warn({ sittingId }, 'composing from a journal that was not sealed')
  const workFolder = join(workRoot(dataFolder), sittingId)
  const tracksFolder = join(workFolder, 'tracks')
  const { heading, intervals, attendance } = history
  const trackSet = await keepTracks({
    journalFolder,
    facts: journal.facts,
    outputFolder: tracksFolder,
    fingerprint: journal.fingerprint,
    titleOf: titlesFor(attendance.map(({ seat }) => seat)),
    signal,
  })
  log.info({ sittingId, tracks: trackSet.tracks.length, gaps: trackSet.gaps.length }, 'tracks built')
  await noteProgress(database, sittingId, { state: 'composing', progress: BUILT_AT })
  let lastNoteAt = 0
  const composition = await compose({
    ffmpeg: services.ffmpeg,
    profile: services.profile,
    trackSet,
    tracksFolder,
    intervals,
    attendance,
    heading,
    workFolder: join(workFolder, 'pieces'),
    title: heading.caseNumber,
    signal,
    onProgress: (part) => {
      if (Date.now() - lastNoteAt < PROGRESS_EVERY_MS) return
      lastNoteAt = Date.now()
      const progress = BUILT_AT + part * (COMPOSED_AT - BUILT_AT)
      noteProgress(database, sittingId, { state: 'composing', progress }).catch((error: unknown) => {
        log.warn({ err: error, sittingId }, 'progress could not be written')
      })
    },
  })
  signal.throwIfAborted()
  const files = await archive(services, sittingId, { startedAt, tracksFolder, trackSet, composition })
  await finishRecording(database, sittingId, composition.durationMs, files)
  await rm(workFolder, { recursive: true, force: true })
  const { durationMs, encoded, reused } = composition
  log.info({ sittingId, durationMs, encoded, reused, files: files.length }, 'recording ready')
  return true
}

function titlesFor(seats: readonly SeatPlan[]) {
  return ({ seatId }: OpenedTrack): string => {
    const seat = seats.find((candidate) => candidate.seatId === seatId)
    return seat ? `${roleOnPlate(seat)} ${seat.name}` : seatId
  }
}

async function archive(
  { database, storage }: ArchiveServices,
  sittingId: string,
  made: {
    readonly startedAt: Date
    readonly tracksFolder: string
    readonly trackSet: TrackSet
    readonly composition: Composition
  },
): Promise<ArchivedFile[]> {
  const sitting = await database.prisma.sitting.findUniqueOrThrow({
    where: { id: sittingId },
    select: {
      courtroom: { select: { courtId: true } },
      cases: { select: { caseId: true }, orderBy: { caseId: 'asc' } },
    },
  })
  const { courtId } = sitting.courtroom
  // A sitting of several cases is filed once, under the first of them.
  const caseId = sitting.cases[0]?.caseId ?? sittingId
  const prefix = archivePrefix({ courtId, caseId, sittingId, startedAt: made.startedAt })
  const film = await putFile(storage, `${prefix}/composite/hearing.mp4`, made.composition.path)
  const files: ArchivedFile[] = [{ ...film, class: 'composite', mediaType: 'video/mp4' }]
  for (const { file, source } of made.trackSet.tracks) {
    const stored = await putFile(storage, `${prefix}/tracks/${file}`, join(made.tracksFolder, file))
    files.push({ ...stored, class: 'track', mediaType: MATROSKA[source === 'mic' ? 'audio' : 'video'] })
  }
  const { tracks, gaps } = made.trackSet
  const report = Buffer.from(
    JSON.stringify({ schema: 'tongting-tracks/1', sittingId, tracks, gaps }, null, 2),
  )
  const stored = await putBytes(storage, `${prefix}/reports/tracks.json`, report)
  return [...files, { ...stored, class: 'report', mediaType: 'application/json' }]
}
