/**
 * Long work: queues in PostgreSQL (pg-boss, in its schema `pgboss`). A job is leased to a worker, whose heartbeat
 * keeps it; when the worker dies the job is given out again. So a handler must be able to run twice.
 */
import { PgBoss } from 'pg-boss'
import type { z } from 'zod'
import type { Log } from './log.ts'

/** A job whose worker gave no sign for this long is given out again. pg-boss allows no less. */
const HEARTBEAT_SECONDS = 10
const SUPERVISE_SECONDS = 5
const POLL_SECONDS = 2
const DEFAULT_RETRY_LIMIT = 5
const DEFAULT_RETRY_DELAY_SECONDS = 2
const HIGHEST_RETRY_DELAY_SECONDS = 300
const DEFAULT_TIME_LIMIT_SECONDS = 3600
const CLOSE_TIMEOUT_MS = 10_000

export interface Queue<Payload extends object> {
  readonly name: string
  /** What a job carries; checked when it is sent and when it is taken. */
  readonly payload: z.ZodType<Payload>
  /** `perKey`: at most one job with the same key waits or runs; further ones are dropped. */
  readonly uniqueness?: 'none' | 'perKey'
  readonly retryLimit?: number
  readonly retryDelaySeconds?: number
  /** A run that takes longer is aborted and counted as failed. */
  readonly timeLimitSeconds?: number
}

export interface SendOptions {
  readonly key?: string
  readonly startAfter?: Date
  /** Higher is sooner; 0 by default. */
  readonly priority?: number
}

export interface JobContext {
  readonly id: string
  /** 0 at the first run. */
  readonly attempt: number
  /** Aborted when the time limit passed, the lease was lost, or the process is closing. */
  readonly signal: AbortSignal
}

export interface Jobs {
  /** Returns the job's id, or null when one with the same key is already waiting or running. */
  send<Payload extends object>(
    queue: Queue<Payload>,
    payload: Payload,
    options?: SendOptions,
  ): Promise<string | null>
  /** Runs the handler for each job, `concurrency` at a time (1 by default). A handler that throws is retried later. */
  work<Payload extends object>(
    queue: Queue<Payload>,
    handler: (payload: Payload, context: JobContext) => Promise<void>,
    concurrency?: number,
  ): Promise<void>
  /** Takes no more jobs, waits a while for running ones and closes. May be called twice. */
  close(): Promise<void>
}

export interface JobsOptions {
  readonly databaseUrl: string
  readonly log: Log
  /** `worker` also watches over leases and cleans up; a process that only sends leaves that to others. */
  readonly role: 'sender' | 'worker'
}

/** Connects, and makes or upgrades the job tables when they are missing or old. */
export async function openJobs({ databaseUrl, log, role }: JobsOptions): Promise<Jobs> {
  const isWorker = role === 'worker'
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: `tongting jobs (${role})`,
    schema: 'pgboss',
    max: isWorker ? 5 : 2,
    schedule: false,
    supervise: isWorker,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    useListenNotify: isWorker,
  })
  boss.on('error', (error) => log.warn({ err: error }, 'job queue: a database call failed'))
  await boss.start()
  const known = new Map<string, Promise<void>>()
  let closing: Promise<void> | undefined

  const ensure = (queue: Queue<object>): Promise<void> => {
    const begun = known.get(queue.name) ?? makeQueue(boss, queue)
    known.set(queue.name, begun)
    begun.catch(() => known.delete(queue.name))
    return begun
  }

  return {
    async send(queue, payload, options = {}) {
      await ensure(queue)
      return boss.send(queue.name, queue.payload.parse(payload), {
        ...(options.key !== undefined && { singletonKey: options.key }),
        ...(options.startAfter && { startAfter: options.startAfter }),
        ...(options.priority !== undefined && { priority: options.priority }),
      })
    },
    async work(queue, handler, concurrency = 1) {
      await ensure(queue)
      // A notice wakes the worker for a new job; retries send none and are found by polling.
      const work = {
        pollingIntervalSeconds: POLL_SECONDS,
        notifyPollingIntervalSeconds: POLL_SECONDS,
        localConcurrency: concurrency,
      }
      await boss.work(queue.name, work, async (batch) => {
        for (const job of batch) {
          const context = { id: job.id, attempt: job.retryCount, signal: job.signal }
          try {
            await handler(queue.payload.parse(job.data), context)
          } catch (error) {
            log.warn({ err: error, queue: queue.name, jobId: job.id, attempt: job.retryCount }, 'job failed')
            throw error
          }
        }
      })
    },
    close: () => (closing ??= boss.stop({ graceful: true, timeout: CLOSE_TIMEOUT_MS })),
  }
}

async function makeQueue(boss: PgBoss, queue: Queue<object>): Promise<void> {
  const settings = {
    retryLimit: queue.retryLimit ?? DEFAULT_RETRY_LIMIT,
    retryDelay: queue.retryDelaySeconds ?? DEFAULT_RETRY_DELAY_SECONDS,
    retryBackoff: true,
    retryDelayMax: HIGHEST_RETRY_DELAY_SECONDS,
    expireInSeconds: queue.timeLimitSeconds ?? DEFAULT_TIME_LIMIT_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    notify: true,
  }
  const policy = queue.uniqueness === 'perKey' ? 'exclusive' : 'standard'
  await boss.createQueue(queue.name, { ...settings, policy })
}
