/** Sockets: the only file that knows socket.io. */
import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { CatalogueError } from '#protocol/errors.ts'
import {
  serverNotices,
  type ClientToServerEvents,
  type NoticeName,
  type NoticePayload,
  type ServerToClientEvents,
} from '#protocol/signalling.ts'
import type { Clock } from '#platform/clock.ts'
import type { Mode } from '#platform/config.ts'
import type { Log } from '#platform/log.ts'
import { Dispatcher } from './dispatch.ts'
import { seatHandlers } from './handlers.ts'
import { admit, type Admitted, type HandshakeDependencies } from './handshake.ts'
import type { SeatLink } from './seatConnections.ts'

/** Larger than any honest message; a longer one closes the socket. */
const MAX_MESSAGE_BYTES = 256 * 1024
/** Clients send a heartbeat every 2 s; a phone in a tunnel shall not flap. */
const SILENCE_LIMIT_MS = 20_000
const SILENCE_CHECK_MS = 2_000
const HANDSHAKE_LIMIT_MS = 10_000

interface SocketData {
  admitted: Admitted
}

type SeatServer = Server<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>
type SeatSocket = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>

export interface SocketServerOptions extends HandshakeDependencies {
  readonly log: Log
  readonly clock: Clock
  readonly mode: Mode
  /** Origins whose pages may connect over WebSocket, which no browser rule protects. */
  readonly isOwnOrigin: (origin: string | undefined, host: string | undefined) => boolean
}

export class SocketServer {
  readonly #options: SocketServerOptions
  readonly #io: SeatServer
  #closing: Promise<void> | undefined

  constructor(options: SocketServerOptions) {
    this.#options = options
    this.#io = new Server({
      serveClient: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      connectTimeout: HANDSHAKE_LIMIT_MS,
      transports: ['websocket', 'polling'],
      allowRequest: (request, decide) => {
        decide(null, options.isOwnOrigin(request.headers.origin, request.headers.host))
      },
    })
    this.#handleSockets()
  }

  /** Takes connections of this HTTP server too; there may be one for HTTP and one for HTTPS. */
  attach(server: HttpServer): void {
    this.#io.attach(server)
  }

  /** Closes all sockets. The HTTP servers are closed by whoever opened them. Idempotent. */
  close(): Promise<void> {
    return (this.#closing ??= new Promise((resolve) => {
      this.#io.disconnectSockets(true)
      this.#io.engine.close()
      resolve()
    }))
  }

  #handleSockets(): void {
    this.#io.use((socket, next) => void this.#admit(socket, next))
    this.#io.on('connection', (socket) => this.#handleSocket(socket))
  }

  async #admit(socket: SeatSocket, next: (error?: Error) => void): Promise<void> {
    try {
      socket.data.admitted = await admit(socket.handshake.auth, this.#options)
    } catch (error) {
      next(refusal(error, this.#options.log))
      return
    }
    next()
  }

  #handleSocket(socket: SeatSocket): void {
    const { sitting, seatId, loginId, connectionId } = socket.data.admitted
    const log = this.#options.log.child({ sittingId: sitting.sittingId, seatId })
    const link = new SocketLink(socket, log, this.#options.mode === 'trial')
    const dispatcher = new Dispatcher({
      handlers: seatHandlers,
      context: { sitting, seatId, clock: this.#options.clock, mode: this.#options.mode },
      log,
      assertCurrent: () => {
        if (!sitting.connections.isCurrent(seatId, link)) throw new CatalogueError('SUPERSEDED')
      },
      cutOff: () => socket.disconnect(true),
      checksAnswers: this.#options.mode === 'trial',
    })
    let heardAt = performance.now()
    const silence = setInterval(() => {
      if (performance.now() - heardAt > SILENCE_LIMIT_MS) socket.disconnect(true)
    }, SILENCE_CHECK_MS)
    socket.onAny((name: unknown, ...parameters: unknown[]) => {
      heardAt = performance.now()
      const acknowledge = parameters.at(-1)
      if (!isAcknowledgement(acknowledge)) return
      const payload = parameters.length > 1 ? parameters[0] : undefined
      void dispatcher.answer(name, payload).then(acknowledge)
    })
    socket.on('disconnect', () => {
      clearInterval(silence)
      sitting.leave(seatId, link)
    })
    sitting
      .join(seatId, { connectionId, loginId, link })
      // Gone again while it was let in: its 'disconnect' came before it counted.
      .then(() => (socket.connected ? undefined : sitting.leave(seatId, link)))
      .catch((error: unknown) => link.end(asCatalogueError(error, log)))
  }
}

class SocketLink implements SeatLink {
  readonly #socket: SeatSocket
  readonly #log: Log
  readonly #checks: boolean

  constructor(socket: SeatSocket, log: Log, checks: boolean) {
    this.#socket = socket
    this.#log = log
    this.#checks = checks
  }

  send<K extends NoticeName>(name: K, payload: NoticePayload<K>): void {
    if (this.#checks) {
      const parsed = serverNotices[name].safeParse(payload)
      if (!parsed.success) {
        this.#log.error({ notice: name, err: parsed.error }, 'notice does not fit its own schema')
        return
      }
    }
    // The types of socket.io do not follow a generic name.
    const emit = this.#socket.emit.bind(this.#socket) as (name: NoticeName, payload: unknown) => boolean
    emit(name, payload)
  }

  end(reason: CatalogueError | null): void {
    if (reason) this.send('goodbye', { error: reason.toWire() })
    this.#socket.disconnect(true)
  }
}

function isAcknowledgement(value: unknown): value is (reply: unknown) => void {
  return typeof value === 'function'
}

function asCatalogueError(error: unknown, log: Log): CatalogueError {
  if (error instanceof CatalogueError) return error
  log.error({ err: error }, 'socket not let in')
  return new CatalogueError('INTERNAL')
}

/** As socket.io passes it on: `connect_error` with the wire error as its `data`. */
function refusal(error: unknown, log: Log): Error {
  const known = asCatalogueError(error, log)
  return Object.assign(new Error(known.code), { data: known.toWire() })
}
