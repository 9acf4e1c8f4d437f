/** One hash for many files, to know whether something made from them is still up to date. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const ignored = new Set(['node_modules', 'dist', 'generated'])

/**
 * @param {readonly string[]} paths files and folders; one that does not exist counts as empty
 * @returns {Promise<string>} changes with any name or content
 */
export async function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const path of paths) await addTo(hash, path)
  return hash.digest('hex')
}

async function addTo(hash, path) {
  const entries = await readdir(path, { withFileTypes: true }).catch((error) =>
    error.code === 'ENOTDIR' ? null : [],
  )
  if (entries === null) {
    hash.update(`${path}\0`).update(await readFile(path))
    return
  }
  const names = entries
    .filter((entry) => !ignored.has(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
  for (const name of names.toSorted()) await addTo(hash, join(path, name))
}

/**
 * Runs `make` unless it ran before with the same inputs.
 *
 * @param {string} stampFile holds the fingerprint of the last success; lies inside what is made, so it goes with it
 * @param {readonly string[]} inputs
 * @param {() => Promise<unknown>} make
 */
export async function whenChanged(stampFile, inputs, make) {
  const wanted = await fingerprint(inputs)
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === wanted) return
  await make()
  await mkdir(dirname(stampFile), { recursive: true })
  await writeFile(stampFile, wanted)
}
