import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NodeIdentity } from './sitting/lease.ts'

const FILE = 'node-id'

/**
 * Who this node is. Kept in its data folder, so that after a crash it takes up its own sittings at once instead of
 * waiting until its leases have run out.
 */
export async function readNodeIdentity(dataFolder: string): Promise<NodeIdentity> {
  const file = join(dataFolder, FILE)
  await mkdir(dataFolder, { recursive: true })
  // Of two processes that start at once the first one writes; both read the same.
  await writeFile(file, randomUUID(), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return { nodeId: (await readFile(file, 'utf8')).trim(), nodeUrl: '' }
}
