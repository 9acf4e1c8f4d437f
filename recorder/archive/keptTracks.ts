import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildTracks, type BuildOptions } from '../tracks/build.ts'
import type { TrackSet } from '../tracks/trackSet.ts'

const SET_FILE = 'tracks.json'

/**
 * Builds the tracks unless they were built from the very same journal before: a composer that was killed goes on
 * with its pieces instead of reading gigabytes again.
 *
 * @throws what `buildTracks` throws
 */
export async function keepTracks(options: BuildOptions): Promise<TrackSet> {
  const { outputFolder, fingerprint } = options
  const kept = await readKept(outputFolder)
  if (kept?.fingerprint === fingerprint) return kept
  await rm(outputFolder, { recursive: true, force: true })
  const built = await buildTracks(options)
  const unfinished = join(outputFolder, `${SET_FILE}.part`)
  await writeFile(unfinished, JSON.stringify(built), { flush: true })
  await rename(unfinished, join(outputFolder, SET_FILE))
  return built
}

// The list is written last, and only here, so what it names is whole.
async function readKept(folder: string): Promise<TrackSet | null> {
  const path = join(folder, SET_FILE)
  if (!(await stat(path).catch(() => null))) return null
  return JSON.parse(await readFile(path, 'utf8')) as TrackSet
}
