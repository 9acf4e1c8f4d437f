/**
 * The recorder's side of the control link: a WebSocket server that several SFU servers may connect to. Messages are
 * checked in both directions; whoever sends something else is cut off.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { RecorderNotice, RecorderRequest } from '#protocol/recording/control.ts'
import type { Log } from '#platform/log.ts'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Desire } from '../journal/sitting.ts'
import type { SittingNotice } from '../journal/writer.ts'

/** A desire of a large sitting takes some tens of kilobytes. */
const LARGEST_MESSAGE_BYTES = 1024 * 1024
const PING_MS = 5000
const POLICY_VIOLATION = 1008
const GOING_AWAY = 1001

export interface ControlOptions {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly token: string
  readonly log: Log
  /** Sent first on every connection. */
  readonly hello: Extract<RecorderNotice, { type: 'hello' }>
  /** Resolves with false when the desire is outdated. */
  readonly desire: (desire: Desire) => Promise<boolean>
  readonly seal: (sittingId: string) => Promise<void>
}

interface Connection {
  readonly socket: WebSocket
  /** Sittings this server has sent a desire for, or wants sealed. */
  readonly sittings: Set<string>
  isAlive: boolean
}

export class ControlServer {
  readonly #options: ControlOptions
  readonly #log: Log
  readonly #http: Server
  readonly #sockets: WebSocketServer
  readonly #connections = new Set<Connection>()
  readonly #pinging: NodeJS.Timeout
  #closing: Promise<void> | null = null

  private constructor(options: ControlOptions) {
    this.#options = options
    this.#log = options.log
    this.#http = createServer((_request, response) => response.writeHead(426).end())
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES })
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    this.#pinging = setInterval(() => this.#ping(), PING_MS)
  }

  /**
   * Begins to listen.
   *
   * @throws when the port is taken
   */
  static async open(options: ControlOptions): Promise<ControlServer> {
    const server = new ControlServer(options)
    server.#http.listen(options.port, options.host)
    try {
      await once(server.#http, 'listening')
    } catch (error) {
      await server.close()
      throw error
    }
    return server
  }

  /** The TCP port it listens on. */
  get port(): number {
    return (this.#http.address() as AddressInfo).port
  }

  /** Tells the servers that are in charge of the sitting. */
  notify(notice: SittingNotice): void {
    for (const connection of this.#connections) {
      if (connection.sittings.has(notice.sittingId)) this.#send(connection, notice)
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!isAuthorized(request, this.#options.token)) {
      this.#log.warn({ from: request.socket.remoteAddress }, 'control connection refused')
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#connected(accepted))
  }

  #connected(socket: WebSocket): void {
    const connection: Connection = { socket, sittings: new Set(), isAlive: true }
    this.#connections.add(connection)
    socket.on('pong', () => {
      connection.isAlive = true
    })
    socket.on('message', (data, isBinary) => this.#received(connection, isBinary ? null : asText(data)))
    socket.on('error', (error) => this.#log.warn({ err: error }, 'control connection failed'))
    socket.on('close', () => {
      this.#connections.delete(connection)
      this.#log.info('control connection closed; known tracks are written on')
    })
    this.#send(connection, this.#options.hello)
    this.#log.info('control connection opened')
  }

  #received(connection: Connection, text: string | null): void {
    const request = parse(text)
    if (!request) {
      this.#log.warn('control connection cut: not a request')
      connection.socket.close(POLICY_VIOLATION, 'not a request')
      return
    }
    const sittingId = request.type === 'seal' ? request.sittingId : request.label.sittingId
    connection.sittings.add(sittingId)
    this.#serve(connection, request).catch((error: unknown) => {
      this.#log.error({ err: error, sittingId, request: request.type }, 'request failed')
      const reason = error instanceof Error ? error.message : String(error)
      this.#send(connection, { type: 'failed', sittingId, reason })
    })
  }

  async #serve(connection: Connection, request: RecorderRequest): Promise<void> {
    switch (request.type) {
      case 'desire': {
        const { sittingId } = request.label
        const { revision } = request
        const isCurrent = await this.#options.desire(request)
        if (isCurrent) this.#send(connection, { type: 'accepted', sittingId, revision })
        else this.#log.warn({ sittingId, revision }, 'an outdated desire is ignored')
        return
      }
      case 'seal':
        await this.#options.seal(request.sittingId)
        this.#send(connection, { type: 'sealed', sittingId: request.sittingId })
        connection.sittings.delete(request.sittingId)
    }
  }

  #send({ socket }: Connection, notice: RecorderNotice): void {
    if (socket.readyState !== socket.OPEN) return
    socket.send(JSON.stringify(RecorderNotice.parse(notice)))
  }

  // A server that lost power leaves its connection half open; without this it would be told for hours.
  #ping(): void {
    for (const connection of this.#connections) {
      if (connection.isAlive) {
        connection.isAlive = false
        connection.socket.ping()
      } else {
        connection.socket.terminate()
      }
    }
  }

  /** Closes all connections and stops listening. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    clearInterval(this.#pinging)
    for (const { socket } of this.#connections) socket.close(GOING_AWAY)
    if (!this.#http.listening) return
    const closed = once(this.#http, 'close')
    this.#http.close()
    for (const { socket } of this.#connections) socket.terminate()
    await closed
  }
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  // Digests have one length, so that comparing them tells neither the token nor how long it is.
  const given = createHash('sha256')
    .update(request.headers.authorization ?? '')
    .digest()
  const expected = createHash('sha256').update(`Bearer ${token}`).digest()
  return timingSafeEqual(given, expected)
}

function asText(data: Buffer | ArrayBuffer | Buffer[]): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : ''
}

function parse(text: string | null): RecorderRequest | null {
  if (text === null) return null
  try {
    const parsed = RecorderRequest.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
