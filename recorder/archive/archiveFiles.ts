/** Puts finished files into the archive, under the case they belong to. */
import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import type { PutResult, Storage } from '#platform/storage.ts'
import { StorageError } from '#platform/storage.ts'

export interface ArchivePlace {
  readonly courtId: string
  readonly caseId: string
  readonly sittingId: string
  /** When the sitting began; its year in China names the folder. */
  readonly startedAt: Date
}

const yearInChina = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Shanghai', year: 'numeric' })

/** `{court}/{year}/{case}/{sitting}`: everything of one sitting lies under it. */
export function archivePrefix({ courtId, caseId, sittingId, startedAt }: ArchivePlace): string {
  return [courtId, yearInChina.format(startedAt), caseId, sittingId].join('/')
}

/** Stores a file; see `putBytes`. */
export function putFile(storage: Storage, key: string, path: string): Promise<PutResult> {
  return putOnce(storage, key, () => createReadStream(path))
}

/** Stores bytes; see `putOnce`. */
export function putBytes(storage: Storage, key: string, bytes: Uint8Array): Promise<PutResult> {
  return putOnce(storage, key, () => bytes)
}

const MOST_VERSIONS = 1000

/**
 * Stores under the key, or under the next free one when other bytes lie there: nothing in the archive is ever
 * replaced, and a second making after a crash may differ, for instance by another ffmpeg. The same bytes are
 * stored once.
 *
 * @throws StorageError, or what reading the file throws
 */
async function putOnce(
  storage: Storage,
  key: string,
  content: () => Uint8Array | AsyncIterable<Uint8Array>,
): Promise<PutResult> {
  const extension = extname(key)
  const stem = key.slice(0, key.length - extension.length)
  for (let version = 1; ; version += 1) {
    try {
      return await storage.put(version === 1 ? key : `${stem}-${version}${extension}`, content())
    } catch (error) {
      const isTaken = error instanceof StorageError && error.reason === 'exists'
      if (!isTaken || version === MOST_VERSIONS) throw error
    }
  }
}
