import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { openDatabase } from './database.ts'
import { openJobs, type Jobs, type Queue } from './jobs.ts'
import { createTestDatabase, type TestDatabase } from './testing/postgres.ts'

const log = pino({ level: 'silent' })
const build: Queue<{ segment: number }> = {
  name: 'build',
  payload: z.object({ segment: z.number().int() }),
  retryDelaySeconds: 0,
}
let database: TestDatabase
let sender: Jobs
let worker: Jobs

beforeEach(async () => {
  database = await createTestDatabase('empty')
  sender = await openJobs({ databaseUrl: database.url, log, role: 'sender' })
  worker = await openJobs({ databaseUrl: database.url, log, role: 'worker' })
})
afterEach(async () => {
  await Promise.all([sender.close(), worker.close()])
  await database.drop()
})

describe('jobs', () => {
  it('reach a worker in another process at once, not at its next poll', async () => {
    const done: number[] = []
    await worker.work(build, async ({ segment }) => void done.push(segment))
    await new Promise((resolve) => setTimeout(resolve, 300))
    const sent = Date.now()
    await sender.send(build, { segment: 1 })
    await vi.waitFor(() => expect(done).toEqual([1]), { timeout: 5000, interval: 10 })
    expect(Date.now() - sent).toBeLessThan(1000)
  })

  it('[RUN-7] are tried again when the handler fails', async () => {
    const attempts: number[] = []
    await worker.work(build, async (_, { attempt }) => {
      attempts.push(attempt)
      if (attempt === 0) throw new Error('disk full')
    })
    await sender.send(build, { segment: 1 })
    await vi.waitFor(() => expect(attempts).toEqual([0, 1]), { timeout: 15_000 })
  })

  it('[RUN-7] with the same key wait or run only once', async () => {
    const queue = { ...build, name: 'seal', uniqueness: 'perKey' as const }
    expect(await sender.send(queue, { segment: 1 }, { key: 'room-1' })).toBeTypeOf('string')
    expect(await sender.send(queue, { segment: 1 }, { key: 'room-1' })).toBeNull()
    expect(await sender.send(queue, { segment: 1 }, { key: 'room-2' })).toBeTypeOf('string')
  })

  it('[RUN-7] of a worker that was killed are given to another', { timeout: 60_000 }, async () => {
    const script = join(import.meta.dirname, 'testing/hangingWorker.ts')
    const env = { ...process.env, DATABASE_URL: database.url }
    const doomed = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    await sender.send(build, { segment: 1 })
    await once(doomed.stdout, 'data')
    doomed.kill('SIGKILL')
    const done: number[] = []
    await worker.work(build, async (_, { attempt }) => void done.push(attempt))
    await vi.waitFor(() => expect(done).toEqual([1]), { timeout: 50_000, interval: 200 })
  })

  it('with a malformed payload are refused where they are sent', async () => {
    await expect(sender.send(build, { segment: 1.5 })).rejects.toThrow(z.ZodError)
  })

  it('keep their tables out of the schema that migrations compare', async () => {
    await sender.send(build, { segment: 1 })
    const opened = openDatabase(database.url)
    const { rows } = await opened.pool.query(
      "SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'",
    )
    await opened.close()
    expect(rows).toEqual([{ count: 0 }])
  })
})
