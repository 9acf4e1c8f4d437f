/** The server's parts, put together in the order in which they need each other, and taken apart the other way. */
import { readFile } from 'node:fs/promises'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import { join, resolve } from 'node:path'
import { systemClock, type Clock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import { openDatabase, type Database } from '#platform/database.ts'
import type { Log } from '#platform/log.ts'
import { createFolderStorage } from '#platform/storage.ts'
import type { FastifyInstance } from 'fastify'
import { createHttpApp } from './http/app.ts'
import { Logins } from './http/logins.ts'
import { TicketStore } from './http/tickets.ts'
import { RecorderLink } from './media/recorderLink.ts'
import { WorkerPool } from './media/workerPool.ts'
import { readNodeIdentity } from './nodeIdentity.ts'
import { SocketServer } from './signalling/socketServer.ts'
import { SittingRegistry } from './sitting/registry.ts'

const CLIENT_FOLDER = resolve(import.meta.dirname, '../client/dist')
const FILES_FOLDER = 'storage'

export interface ServerOptions {
  readonly config: Config
  readonly log: Log
  readonly clock?: Clock
}

/** A running server. */
export interface RunningServer {
  readonly app: FastifyInstance
  readonly database: Database
  readonly registry: SittingRegistry
  readonly tickets: TicketStore
  readonly logins: Logins
  readonly pool: WorkerPool
  /** TCP port of plain HTTP. */
  readonly port: number
  /** Stops taking people in, ends sittings, then everything under them. Idempotent. */
  close(): Promise<void>
}

/**
 * Starts everything; it listens last, so that whoever reaches it can use it.
 *
 * @throws when the database does not answer, a media worker does not start, or a port is taken
 */
export async function startServer({
  config,
  log,
  clock = systemClock,
}: ServerOptions): Promise<RunningServer> {
  const closers: (() => unknown)[] = []
  let closing: Promise<void> | undefined
  const close = () => (closing ??= closeInOrder(closers, log))
  try {
    const database = openDatabase(config.database.url, {
      onConnectionLost: (error) => log.warn({ err: error }, 'database connection lost, opening another'),
    })
    closers.push(() => database.close())
    await database.pool.query('SELECT 1')
    const pool = await WorkerPool.start(config.media, log)
    closers.push(() => pool.close())
    const { prisma } = database
    const recorder = new RecorderLink(config.recorder, log, () => void sealPending(database, recorder, log))
    closers.push(() => recorder.close())
    const node = await readNodeIdentity(config.dataFolder)
    const registry = new SittingRegistry({ prisma, clock, log, pool, recorder }, node)
    closers.push(() => registry.close())
    const tickets = new TicketStore(clock)
    const logins = new Logins(database, clock)
    logins.on('revoked', ({ loginId }) => registry.endLogin(loginId))
    const app = await createHttpApp({
      config,
      log,
      clock,
      database,
      storage: createFolderStorage(join(config.dataFolder, FILES_FOLDER)),
      tickets,
      logins,
      health: () => Promise.resolve(healthParts(pool, recorder, config)),
      clientFolder: CLIENT_FOLDER,
    })
    closers.push(() => app.close())
    const sockets = new SocketServer({
      log,
      clock,
      mode: config.mode,
      consumeTicket: (ticket) => tickets.consume(ticket),
      findLogin: (loginId) => logins.get(loginId),
      openSitting: (sittingId) => registry.open(sittingId),
      isOwnOrigin: (origin, host) => isOwnOrigin(config, origin, host),
    })
    sockets.attach(app.server)
    closers.push(() => sockets.close())
    recorder.open()
    await registry.wakeInterrupted()
    if (config.http.https) {
      const https = await openHttps(app, config.http.https, config.http.host)
      sockets.attach(https)
      closers.push(() => closeHttps(https))
    }
    await app.listen({ host: config.http.host, port: config.http.port })
    const address = app.server.address()
    const port = typeof address === 'object' && address ? address.port : config.http.port
    return { app, database, registry, tickets, logins, pool, port, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Sittings that closed while the recorder was away still wait for their seal. */
async function sealPending({ prisma }: Database, recorder: RecorderLink, log: Log): Promise<void> {
  try {
    const pending = await prisma.recording.findMany({
      where: { state: 'pending' },
      select: { sittingId: true },
    })
    for (const { sittingId } of pending) recorder.send({ type: 'seal', sittingId })
  } catch (error) {
    log.warn({ err: error }, 'pending recordings not found, asked again at the next connection')
  }
}

function healthParts(pool: WorkerPool, recorder: RecorderLink, { media }: Config) {
  const live = pool.workerPids.length
  return [
    { name: 'mediaWorkers', ok: live === media.workers, detail: `${live} of ${media.workers}` },
    { name: 'recorder', ok: recorder.hello !== null, detail: recorder.hello ? 'connected' : 'not connected' },
  ]
}

/**
 * A foreign page has no ticket and gets nowhere anyway; this saves it the handshake. Clients that are no browsers
 * name no origin.
 */
function isOwnOrigin({ mode, http }: Config, origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || origin === new URL(http.publicUrl).origin) return true
  // A trial is also reached by the machine's other names and addresses.
  return mode === 'trial' && URL.canParse(origin) && new URL(origin).host === host
}

async function openHttps(
  app: FastifyInstance,
  { port, certFile, keyFile }: NonNullable<Config['http']['https']>,
  host: string,
): Promise<HttpsServer> {
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)])
  const server = createHttpsServer({ cert, key }, (request, response) => app.routing(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return server
}

function closeHttps(server: HttpsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function closeInOrder(closers: (() => unknown)[], log: Log): Promise<void> {
  for (const closer of closers.toReversed()) {
    try {
      await closer()
    } catch (error) {
      log.error({ err: error }, 'a part did not close cleanly')
    }
  }
}
