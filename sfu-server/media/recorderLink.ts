/** The line to the recorder: one WebSocket for all sittings, opened again and again while it is away. */
import { WebSocket, type RawData } from 'ws'
import { RecorderNotice, type RecorderRequest } from '#protocol/recording/control.ts'
import type { SittingId } from '#protocol/ids.ts'
import type { Config } from '#platform/config.ts'
import type { Log } from '#platform/log.ts'

const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 2_000
/** The recorder pings every 5 s; after so long without any word the line counts as dead. */
const SILENCE_LIMIT_MS = 12_000

export type Hello = Extract<RecorderNotice, { type: 'hello' }>
export type SittingNotice = Exclude<RecorderNotice, Hello>

/** What a sitting hears over the line. */
export interface RecorderListener {
  /** The line stands (again): the recorder knows nothing of this server's wishes and is to be told all. */
  handleHello(hello: Hello): void
  handleNotice(notice: SittingNotice): void
  handleLinkLost(): void
}

export class RecorderLink {
  readonly #config: Config['recorder']
  readonly #log: Log
  readonly #listeners = new Map<SittingId, RecorderListener>()
  readonly #onHello: () => void
  #socket: WebSocket | undefined
  #hello: Hello | null = null
  #retry: NodeJS.Timeout | undefined
  #silence: NodeJS.Timeout | undefined
  #attempts = 0
  #closed = false

  /** @param onHello called whenever the line stands, after the sittings heard of it */
  constructor(config: Config['recorder'], log: Log, onHello: () => void = () => {}) {
    this.#config = config
    this.#log = log
    this.#onHello = onHello
  }

  /** Begins to connect, and never stops trying until `close`. */
  open(): void {
    if (this.#closed || this.#socket) return
    const socket = new WebSocket(this.#config.controlUrl, {
      headers: { authorization: `Bearer ${this.#config.token}` },
      handshakeTimeout: LONGEST_RETRY_MS,
    })
    this.#socket = socket
    socket.on('message', (data) => this.#receive(textOf(data)))
    socket.on('ping', () => this.#expectWord())
    // The reason comes here, the consequence in 'close'.
    socket.on('error', (error) => this.#log.debug({ err: error }, 'recorder not reached'))
    socket.on('close', () => this.#lose())
  }

  /** The recorder's greeting while the line stands. */
  get hello(): Hello | null {
    return this.#hello
  }

  /** Hears for a sitting from now on; at once when the line stands. */
  listen(sittingId: SittingId, listener: RecorderListener): void {
    this.#listeners.set(sittingId, listener)
    if (this.#hello) listener.handleHello(this.#hello)
  }

  /** Ends it, unless another life of the sitting listens by now. */
  stopListening(sittingId: SittingId, listener: RecorderListener): void {
    if (this.#listeners.get(sittingId) === listener) this.#listeners.delete(sittingId)
  }

  /** False when the line is down; then nothing was sent, and everything is to be said again after `hello`. */
  send(request: RecorderRequest): boolean {
    if (!this.#hello || this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(request))
    return true
  }

  /** Ends the line. The recorder goes on writing what it was told. Idempotent. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    clearTimeout(this.#silence)
    this.#socket?.close()
  }

  #receive(text: string): void {
    const parsed = parseNotice(text)
    if (!parsed) {
      this.#log.error('the recorder speaks another protocol, its line is cut')
      this.#socket?.terminate()
      return
    }
    this.#expectWord()
    if (parsed.type === 'hello') this.#greet(parsed)
    else this.#listeners.get(parsed.sittingId)?.handleNotice(parsed)
  }

  #greet(hello: Hello): void {
    this.#hello = hello
    this.#attempts = 0
    this.#log.info({ recorderId: hello.recorderId }, 'recorder connected')
    for (const listener of this.#listeners.values()) listener.handleHello(hello)
    this.#onHello()
  }

  #expectWord(): void {
    clearTimeout(this.#silence)
    if (this.#closed) return
    this.#silence = setTimeout(() => this.#socket?.terminate(), SILENCE_LIMIT_MS)
  }

  #lose(): void {
    clearTimeout(this.#silence)
    this.#socket = undefined
    if (this.#hello) {
      this.#log.warn('recorder lost, connecting again')
      this.#hello = null
      for (const listener of this.#listeners.values()) listener.handleLinkLost()
    }
    if (this.#closed) return
    const delay = Math.min(FIRST_RETRY_MS * 2 ** this.#attempts, LONGEST_RETRY_MS)
    this.#attempts += 1
    this.#retry = setTimeout(() => this.open(), delay)
  }
}

function parseNotice(text: string): RecorderNotice | null {
  try {
    return RecorderNotice.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.from(data as Buffer).toString('utf8')
}
