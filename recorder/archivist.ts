/**
 * Entry of the archivist's process: makes the recordings of closed sittings. It shares nothing with the journal's
 * writer but the disk, so that an encoder gone wild can never cost a packet.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ConfigError, loadConfig } from '#platform/config.ts'
import { openDatabase } from '#platform/database.ts'
import { openJobs, type Queue } from '#platform/jobs.ts'
import { createLog } from '#platform/log.ts'
import { createFolderStorage } from '#platform/storage.ts'
import { z } from 'zod'
import { type ArchiveServices, makeRecording, workRoot } from './archive/makeRecording.ts'
import { finishedAmong, noteProgress, unfinishedSittings } from './archive/recordings.ts'
import { defaultProfile } from './composition/profile.ts'

const SWEEP_MS = 2000
const SHUTDOWN_MS = 15_000
const POOL_SIZE = 4

const composeQueue: Queue<{ sittingId: string }> = {
  name: 'compose',
  payload: z.object({ sittingId: z.uuid() }),
  uniqueness: 'perKey',
  // A recording is never given up: pg-boss waits longer each time, at most five minutes.
  retryLimit: 1000,
  timeLimitSeconds: 12 * 3600,
}

async function run(): Promise<() => Promise<void>> {
  const config = loadConfig()
  const log = createLog('archivist', config.log.level)
  const database = openDatabase(config.database.url, {
    poolSize: POOL_SIZE,
    onConnectionLost: (error) => log.warn({ err: error }, 'database connection lost'),
  })
  const jobs = await openJobs({ databaseUrl: config.database.url, log, role: 'worker' })
  const services: ArchiveServices = {
    database,
    log,
    storage: createFolderStorage(join(config.dataFolder, 'storage')),
    dataFolder: config.dataFolder,
    ffmpeg: config.tools.ffmpeg,
    profile: defaultProfile,
  }
  await clearLeftovers(services)
  /** Closed without ever having been on record; asked again after a restart. */
  const withoutRecord = new Set<string>()
  const closing = new AbortController()
  await jobs.work(composeQueue, async ({ sittingId }, { signal }) => {
    const either = AbortSignal.any([signal, closing.signal])
    try {
      if (!(await makeRecording(services, sittingId, either))) withoutRecord.add(sittingId)
    } catch (error) {
      const failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      // A stopped process has not failed; its work goes on with the next one.
      if (!either.aborted) await noteProgress(database, sittingId, { state: 'failed', failure })
      throw error
    }
  })
  const sweep = async () => {
    for (const sittingId of await unfinishedSittings(database)) {
      if (withoutRecord.has(sittingId)) continue
      await jobs.send(composeQueue, { sittingId }, { key: sittingId })
    }
  }
  const sweeping = sweepUntilClosed(sweep, closing.signal, (error) =>
    log.warn({ err: error }, 'sweep failed; trying again'),
  )
  log.info('ready')
  return async () => {
    closing.abort(new Error('the archivist is closing'))
    await sweeping
    await jobs.close()
    await database.close()
  }
}

async function sweepUntilClosed(
  sweep: () => Promise<void>,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await sweep().catch(onError)
    await delay(SWEEP_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** Removes what a process that was killed between the last row and the last deletion has left. */
async function clearLeftovers({ database, dataFolder }: ArchiveServices): Promise<void> {
  const root = workRoot(dataFolder)
  const names = await readdir(root).catch(() => [])
  const sittingIds = names.filter((name) => z.uuid().safeParse(name).success)
  for (const sittingId of await finishedAmong(database, sittingIds)) {
    await rm(join(root, sittingId), { recursive: true, force: true })
  }
}

function stopOnce(close: () => Promise<void>): void {
  let isStopping = false
  const stop = () => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref()
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('disconnect', stop)
}

try {
  stopOnce(await run())
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`)
  process.exit(1)
}
