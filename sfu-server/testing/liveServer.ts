/** A whole server with one scheduled hearing, on its own database and ports, for tests. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig, type Config } from '#platform/config.ts'
import { openDatabase } from '#platform/database.ts'
import { createLog } from '#platform/log.ts'
import { createTestDatabase } from '#platform/testing/postgres.ts'
import type { SeatId, SittingId } from '#protocol/ids.ts'
import type { Role } from '#protocol/roles.ts'
import { startServer, type RunningServer } from '../server.ts'
import { scheduleTestHearing, type TestHearing } from './hearing.ts'

export interface LiveServer {
  readonly config: Config
  /** The same as environment variables, for a recorder beside it. */
  readonly environment: NodeJS.ProcessEnv
  readonly sittingId: SittingId
  readonly url: string
  /** The running process; another one after `restart`. */
  readonly server: RunningServer
  /** A ticket for a seat, with a fresh login unless one is given. */
  ticket(seatId: SeatId, loginId?: string): Promise<string>
  /** Id of a new login to a seat. */
  login(seatId: SeatId): Promise<string>
  readonly seatOf: (role: Role) => SeatId
  /** Ends the server, as an orderly stop does, and starts another on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Starts it. `variables` overrides the configuration. */
export async function startLiveServer(variables: NodeJS.ProcessEnv = {}): Promise<LiveServer> {
  const testDatabase = await createTestDatabase()
  const dataFolder = await mkdtemp(join(tmpdir(), 'live-'))
  const environment = {
    ...process.env,
    DATABASE_URL: testDatabase.url,
    TONGTING_DATA: dataFolder,
    HTTP_PORT: String(await freePort()),
    MEDIA_PORT: String(await freePort()),
    MEDIA_WORKERS: '1',
    RECORDER_CONTROL_PORT: String(await freePort()),
    RECORDER_TOKEN: randomBytes(32).toString('hex'),
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    RECORDER_RTP_PORT: String(20_000 + Math.floor(Math.random() * 200)),
    ...variables,
  }
  const config = loadConfig(environment)
  const { sittingId, seatOf } = await scheduleHearing(config)
  const log = createLog('test', config.log.level)
  let server = await startServer({ config, log })
  const login = async (seatId: SeatId) => {
    const { handle, secret } = await server.logins.createForSeat(seatId)
    const verified = await server.logins.verify(handle, secret)
    if (!verified) throw new Error('A fresh login is not valid')
    return verified.login.id
  }
  return {
    config,
    environment,
    sittingId,
    url: `http://127.0.0.1:${config.http.port}`,
    get server() {
      return server
    },
    login,
    ticket: async (seatId, loginId) =>
      server.tickets.issue({ loginId: loginId ?? (await login(seatId)), seatId, sittingId }),
    seatOf,
    async restart() {
      await server.close()
      server = await startServer({ config, log })
    },
    async close() {
      await server.close()
      await testDatabase.drop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

async function scheduleHearing({ database: { url } }: Config): Promise<TestHearing> {
  const database = openDatabase(url)
  try {
    return await scheduleTestHearing(database)
  } finally {
    await database.close()
  }
}

/** A TCP port that nobody uses now, outside those the system hands out. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 31_000 + Math.floor(Math.random() * 1_700)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
