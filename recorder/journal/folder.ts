/**
 * Where the journals lie:
 *
 *     <data>/journal/<sittingId>/000001.rtpj …   segments, 64 s each
 *     <data>/journal/<sittingId>/facts.jsonl     what happened, one chain
 *     <data>/journal/.open/<sittingId>           one empty file per sitting that is not sealed yet
 *     <data>/journal/.orphans/<source>/…         packets nobody has announced yet
 *
 * The names under `.open` let a restarted writer find its sittings at once, however many thousand lie sealed
 * beside them. What counts as sealed is said by the facts alone.
 */
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const SEGMENT_SUFFIX = '.rtpj'
const SEGMENT_DIGITS = 6
const segmentName = /^(\d{6,})\.rtpj$/
const sittingName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The folder of all journals. */
export function journalRoot(dataFolder: string): string {
  return join(dataFolder, 'journal')
}

/** The folder of one sitting. */
export function sittingFolder(dataFolder: string, sittingId: string): string {
  return join(journalRoot(dataFolder), sittingId)
}

/** The folder that names the sittings that are not sealed. */
export function openSittingsFolder(dataFolder: string): string {
  return join(journalRoot(dataFolder), '.open')
}

/** The folder of packets that no desire has announced yet. */
export function orphansFolder(dataFolder: string): string {
  return join(journalRoot(dataFolder), '.orphans')
}

/** The facts file in a sitting's folder. */
export function factsPath(folder: string): string {
  return join(folder, 'facts.jsonl')
}

/** A segment file in a sitting's folder. */
export function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(SEGMENT_DIGITS, '0')}${SEGMENT_SUFFIX}`)
}

/** Numbers of the segments in a folder, ascending; none when the folder does not exist. */
export async function segmentNumbers(folder: string): Promise<number[]> {
  const names = await namesIn(folder)
  return names
    .flatMap((name) => segmentName.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
}

/** Ids of the sittings that are not sealed. */
export async function openSittingIds(dataFolder: string): Promise<string[]> {
  return (await namesIn(openSittingsFolder(dataFolder))).filter((name) => sittingName.test(name))
}

/** Makes the names in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return []
    throw error
  }
}

/** Whether an error of the file system carries the given code. */
export function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
