import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { ManualClock } from '#platform/clock.ts'
import { openDatabase, type Database } from '#platform/database.ts'
import { createLog } from '#platform/log.ts'
import { createFolderStorage, type Storage } from '#platform/storage.ts'
import { createTestDatabase } from '#platform/testing/postgres.ts'
import { seedDemoCity } from '../../prisma/seed/demoCity.ts'
import { createHttpApp, type HttpDependencies } from '../http/app.ts'
import { Logins } from '../http/logins.ts'
import { TicketStore } from '../http/tickets.ts'
import { TEST_ORIGIN } from './browser.ts'

/** A Monday morning in Shanghai. */
export const TEST_START = new Date('2026-11-23T01:30:00Z')

export interface HttpTestServer {
  readonly app: FastifyInstance
  readonly database: Database
  readonly clock: ManualClock
  readonly logins: Logins
  readonly tickets: TicketStore
  readonly storage: Storage
  readonly dataFolder: string
  /** Another server on the same database, as after a restart; with some parts changed. */
  restart(
    config?: Partial<HttpDependencies['config']>,
    parts?: Partial<HttpDependencies>,
  ): Promise<FastifyInstance>
  close(): Promise<void>
}

/** The HTTP side with the demo city in a database of its own, and a clock that the test moves. */
export async function startHttpTestServer(): Promise<HttpTestServer> {
  const testDatabase = await createTestDatabase()
  const dataFolder = await mkdtemp(join(tmpdir(), 'http-'))
  const database = openDatabase(testDatabase.url)
  const clock = new ManualClock(TEST_START)
  await seedDemoCity(database, clock)
  const logins = new Logins(database, clock)
  const tickets = new TicketStore(clock)
  const storage = createFolderStorage(join(dataFolder, 'files'))
  const apps: FastifyInstance[] = []
  const start: HttpTestServer['restart'] = async (config = {}, parts = {}) => {
    const app = await createHttpApp({
      config: {
        mode: 'trial',
        dataFolder,
        http: { host: '127.0.0.1', port: 3000, publicUrl: TEST_ORIGIN, https: null },
        ...config,
      },
      log: createLog('test', 'silent'),
      clock,
      database,
      storage,
      tickets,
      logins,
      health: async () => [],
      clientFolder: join(dataFolder, 'client'),
      ...parts,
    })
    apps.push(app)
    return app
  }
  return {
    app: await start(),
    database,
    clock,
    logins,
    tickets,
    storage,
    dataFolder,
    restart: start,
    async close() {
      for (const app of apps) await app.close()
      await database.close()
      await testDatabase.drop()
      await rm(dataFolder, { recursive: true })
    },
  }
}

/** A digest of every table's rows, by table, to prove that something changed nothing. */
export async function digestTables({ pool }: Database): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query<{ schema: string; name: string }>(
    `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'limits') AND table_type = 'BASE TABLE' ORDER BY 1, 2`,
  )
  const digests: Record<string, string> = {}
  for (const { schema, name } of tables) {
    const { rows } = await pool.query<{ digest: string }>(
      `SELECT count(*) || ':' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest
       FROM "${schema}"."${name}" t`,
    )
    digests[name] = rows[0]?.digest ?? ''
  }
  return digests
}
