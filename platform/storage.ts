/**
 * Where finished files live. Written once under a key, read whole or by range, never changed and never deleted
 * from here: what was filed with a case stays.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

/** Bytes `first` to `last`, both included, as in an HTTP Range. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

export interface StoredFile {
  readonly key: string
  /** Bytes. */
  readonly size: number
}

export interface PutResult extends StoredFile {
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  readonly sha256: string
}

export interface Storage {
  /**
   * Writes a file; once this resolves it survives a power cut. Writing the same bytes again is accepted.
   *
   * @throws StorageError `invalidKey`, or `exists` when other bytes are stored under the key
   */
  put(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<PutResult>
  /**
   * Reads a file or a part of it.
   *
   * @throws StorageError `notFound`, `invalidKey`, or `invalidRange` when the range is not inside the file
   */
  read(key: string, range?: ByteRange): Promise<Readable>
  /** What is stored under the key, or null. */
  stat(key: string): Promise<StoredFile | null>
}

export type StorageErrorReason = 'notFound' | 'exists' | 'invalidKey' | 'invalidRange'

export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly reason: StorageErrorReason
  readonly key: string

  constructor(reason: StorageErrorReason, key: string) {
    super(`${reason}: ${key}`)
    this.reason = reason
    this.key = key
  }
}

const INCOMING_FOLDER = '.incoming'
const keyPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/
const MAX_KEY_CHARACTERS = 512

/** Storage in a local folder. Keys are slash-separated names of letters, digits, `.`, `_` and `-`. */
export function createFolderStorage(folder: string): Storage {
  const pathOf = (key: string): string => {
    if (key.length > MAX_KEY_CHARACTERS || !keyPattern.test(key)) throw new StorageError('invalidKey', key)
    return join(folder, key)
  }
  return {
    async put(key, bytes) {
      const target = pathOf(key)
      const incoming = join(folder, INCOMING_FOLDER, randomUUID())
      await mkdir(dirname(incoming), { recursive: true })
      try {
        const written = await writeDurably(incoming, bytes)
        await makeFolder(dirname(target))
        await publish(incoming, target, key, written.sha256)
        return { key, ...written }
      } finally {
        await unlink(incoming).catch(ignoreMissing)
      }
    },
    async read(key, range) {
      const path = pathOf(key)
      const size = await sizeOf(path)
      if (size === null) throw new StorageError('notFound', key)
      if (!range) return createReadStream(path)
      const isInside = range.first >= 0 && range.first <= range.last && range.last < size
      if (!isInside) throw new StorageError('invalidRange', key)
      return createReadStream(path, { start: range.first, end: range.last })
    },
    async stat(key) {
      const size = await sizeOf(pathOf(key))
      return size === null ? null : { key, size }
    },
  }
}

async function writeDurably(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let size = 0
  const file = await open(path, 'wx', 0o640)
  try {
    for await (const part of bytes instanceof Uint8Array ? [bytes] : bytes) {
      hash.update(part)
      size += part.length
      await file.writeFile(part)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { size, sha256: hash.digest('hex') }
}

// A hard link, unlike a rename, fails when the name is taken, so two writers can never replace each other's file.
async function publish(incoming: string, target: string, key: string, sha256: string): Promise<void> {
  try {
    await link(incoming, target)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    if ((await sha256Of(target)) !== sha256) throw new StorageError('exists', key)
  }
  await syncFolder(dirname(target))
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Uint8Array)
  return hash.digest('hex')
}

/** Makes a folder and its parents, each name durable in the folder above it. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path)
    return found.isFile() ? found.size : null
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return null
    throw error
  }
}

function ignoreMissing(error: unknown): void {
  if (!isCode(error, 'ENOENT')) throw error
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
