/** The database as every process sees it: Prisma's client and the pool under it. */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '../prisma/generated/client.ts'

const CONNECT_TIMEOUT_MS = 10_000
const DEFAULT_POOL_SIZE = 10

export interface Database {
  readonly prisma: PrismaClient
  /** For what Prisma cannot say: LISTEN, advisory locks, bulk reads. Shares its connections with `prisma`. */
  readonly pool: pg.Pool
  /** Waits for running queries, then closes every connection. May be called twice. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Largest number of connections of this process. */
  readonly poolSize?: number
  /** Told when an idle connection breaks, as happens when PostgreSQL restarts; the pool opens a new one by itself. */
  readonly onConnectionLost?: (error: Error) => void
}

/** Opens nothing yet: the first query connects. A server that is away shows in that query, not here. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? DEFAULT_POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  // Without a listener a broken idle connection would end the process.
  pool.on('error', (error) => options.onConnectionLost?.(error))
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  let closing: Promise<void> | undefined
  return {
    prisma,
    pool,
    close: () =>
      (closing ??= (async () => {
        await prisma.$disconnect()
        await pool.end()
      })()),
  }
}
