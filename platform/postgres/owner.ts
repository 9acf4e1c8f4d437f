/** PostgreSQL refuses to run as root. Then it runs as a system user of its own, from places that user can read. */
import { execFile } from 'node:child_process'
import type { Stats } from 'node:fs'
import { chmod, chown, cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const USER_NAME = 'tongting'
/** Holds the copied binaries, and the clusters whose own folder lies where the system user may not go. */
export const SYSTEM_FOLDER = '/var/lib/tongting'

export interface Owner {
  readonly uid: number
  readonly gid: number
}

/**
 * The user PostgreSQL is to run as: null for "the one who asks", else the system user, which is made when missing.
 *
 * @throws Error when the user cannot be made
 */
export async function findOwner(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null
  const found = await lookUp()
  if (found) return found
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    USER_NAME,
  ])
  const made = await lookUp()
  if (!made) throw new Error(`The system user ${USER_NAME} could not be made`)
  return made
}

async function lookUp(): Promise<Owner | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', USER_NAME]), run('id', ['-g', USER_NAME])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return null
  }
}

/** Makes a folder that only the owner (and root) may enter. */
export async function makePrivateFolder(folder: string, owner: Owner | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (owner) await chown(folder, owner.uid, owner.gid)
}

/** Lets the owner, and nobody else besides ourselves, pass through a folder on the way to its own. */
export async function letPass(folder: string, owner: Owner): Promise<void> {
  await chown(folder, process.getuid?.() ?? 0, owner.gid)
  await chmod(folder, 0o710)
}

/** Whether the owner may pass through the folder and all above it. What does not exist yet is no obstacle. */
export async function canPass(folder: string, owner: Owner): Promise<boolean> {
  const parts = folder.split('/').filter(Boolean)
  for (let depth = 0; depth <= parts.length; depth++) {
    const found = await stat('/' + parts.slice(0, depth).join('/')).catch(() => null)
    if (found && !isOpenTo(owner, found)) return false
  }
  return true
}

function isOpenTo(owner: Owner, { mode, uid, gid }: Stats): boolean {
  if (uid === owner.uid) return (mode & 0o100) !== 0
  if (gid === owner.gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}

/** Copies a folder once, so that a copy that exists is complete. Returns the copy's place. */
export async function copyOnce(source: string, target: string): Promise<string> {
  if (await stat(target).catch(() => null)) return target
  const partial = `${target}.${process.pid}`
  await mkdir(join(target, '..'), { recursive: true, mode: 0o755 })
  await cp(source, partial, { recursive: true, verbatimSymlinks: true })
  try {
    await rename(partial, target)
  } catch (error) {
    // Another start was quicker.
    await rm(partial, { recursive: true, force: true })
    if (!(await stat(target).catch(() => null))) throw error
  }
  return target
}
