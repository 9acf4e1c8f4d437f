/** A whole server with one scheduled hearing, on its own database and ports, for tests. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { loadConfig, type Config } from '#platform/config.ts'
import { openDatabase } from '#platform/database.ts'
import { createLog } from '#platform/log.ts'
import { createTestDatabase } from '#platform/testing/postgres.ts'
import type { SeatId, SittingId } from '#protocol/ids.ts'
import type { SeatPlan } from '#protocol/sitting/events.ts'
import { createSitting, type NewSeat } from '../cases/newSitting.ts'
import { startServer, type RunningServer } from '../server.ts'

export interface LiveServer {
  readonly config: Config
  /** The same as environment variables, for a recorder beside it. */
  readonly environment: NodeJS.ProcessEnv
  readonly sittingId: SittingId
  readonly seats: readonly SeatPlan[]
  readonly url: string
  /** The running process; another one after `restart`. */
  readonly server: RunningServer
  /** A ticket for a seat, with a fresh login unless one is given. */
  ticket(seatId: SeatId, loginId?: string): Promise<string>
  /** Id of a new login to a seat. */
  login(seatId: SeatId): Promise<string>
  seatOf(role: SeatPlan['role']): SeatId
  /** Ends the server, as an orderly stop does, and starts another on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** The people of the hearing. */
export const testSeats: readonly NewSeat[] = [
  { personId: null, role: 'presidingJudge', side: 'bench', name: '审判长' },
  { personId: null, role: 'clerk', side: 'bench', name: '书记员' },
  { personId: null, role: 'plaintiff', side: 'plaintiff', name: '原告' },
  { personId: null, role: 'defendant', side: 'defendant', name: '被告' },
  { personId: null, role: 'gallery', side: 'public', name: '旁听' },
]

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
  const { sittingId, seats } = await scheduleHearing(config)
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
    seats,
    url: `http://127.0.0.1:${config.http.port}`,
    get server() {
      return server
    },
    login,
    ticket: async (seatId, loginId) =>
      server.tickets.issue({ loginId: loginId ?? (await login(seatId)), seatId, sittingId }),
    seatOf: (role) => {
      const seat = seats.find((plan) => plan.role === role)
      if (!seat) throw new Error(`No seat for ${role}`)
      return seat.seatId
    },
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

async function scheduleHearing(config: Config) {
  const database = openDatabase(config.database.url)
  try {
    const courtId = uuidv7()
    const courtroomId = uuidv7()
    const caseId = uuidv7()
    return await database.prisma.$transaction(async (transaction) => {
      await transaction.court.create({ data: { id: courtId, name: '测试法院', code: '测0001' } })
      await transaction.courtroom.create({ data: { id: courtroomId, courtId, number: 1, name: '第一法庭' } })
      await transaction.case.create({
        data: {
          id: caseId,
          courtId,
          number: '（2026）测0001民初1号',
          causeOfAction: '买卖合同纠纷',
          filedAt: new Date(),
        },
      })
      return createSitting(
        transaction,
        { caseId, courtroomId, scheduledAt: new Date(), seats: testSeats },
        { at: new Date(), actor: { kind: 'system' } },
      )
    })
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
