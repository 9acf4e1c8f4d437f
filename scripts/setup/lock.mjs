/** One set-up at a time, so that two starts in two terminals do not install over each other. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { cacheFolder, root } from './places.mjs'
import { createHash } from 'node:crypto'

const POLL_MS = 500

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  const folder = join(cacheFolder, 'locks')
  await mkdir(folder, { recursive: true })
  const file = join(folder, createHash('sha256').update(root).digest('hex').slice(0, 16))
  for (let hasSaid = false; !(await take(file)); hasSaid = true) {
    if (!hasSaid) console.log('- Waiting for another set-up of this folder to finish ...')
    await wait(POLL_MS)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const holder = Number(await readFile(file, 'utf8').catch(() => ''))
  if (holder > 0 && !isAlive(holder)) await rm(file, { force: true })
  return false
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
