import { CatalogueError, type WireError } from '#protocol/errors.ts'
import {
  serverNotices,
  type NoticeName,
  type NoticePayload,
  type RequestInput,
  type RequestName,
  type RequestOutput,
} from '#protocol/signalling.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { v7 as uuidv7 } from 'uuid'
import { Emitter } from '../emitter.ts'
import type { WatchHints } from './hints.ts'
import { Requests, type Outcome } from './requests.ts'
import type { LinkSocket, OpenSocket } from './socket.ts'
import { initialLinkState, transition, type LinkEffect, type LinkEvent, type LinkState } from './state.ts'

/** Ticket, socket and welcome together; a try that takes longer is given up. */
export const TRY_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 5_000

export type LinkEvents = { [K in NoticeName]: [NoticePayload<K>] } & {
  state: [LinkState]
  /** Ask whether the other side still answers. */
  probe: []
  /** The server sent a notice that this client cannot read. */
  malformed: [NoticeName]
}

export interface LinkOptions {
  /** A fresh one-time ticket and the node to go to. Rejects with a `CatalogueError`. */
  readonly ticket: () => Promise<{ ticket: string; url: string }>
  readonly openSocket: OpenSocket
  readonly watchHints: WatchHints
  /** 0…1, to spread retries. */
  readonly random?: () => number
}

/**
 * The line to the server of one tab: opens it, keeps it, opens it again. Every message is checked before anybody
 * hears of it. `transition` decides; this class does what it says.
 */
export class Link extends Emitter<LinkEvents> {
  /** Names this tab, so that the server gives back its transports after a short loss. */
  readonly connectionId = uuidv7()
  readonly #options: LinkOptions
  readonly #stopHints: () => void
  #state: LinkState = initialLinkState
  #line: { socket: LinkSocket; requests: Requests } | null = null
  /** Counts tries; what an older one brings is ignored. */
  #try = 0
  #triedAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false
  #lastHeardAt = 0

  constructor(options: LinkOptions) {
    super()
    this.#options = options
    this.#stopHints = options.watchHints(() =>
      this.#handle({ type: 'hinted', tryAgeMs: Date.now() - this.#triedAt }),
    )
  }

  get state(): LinkState {
    return this.#state
  }

  /** When the server was last heard, by notice or answer, in UTC ms of the device. */
  get lastHeardAt(): number {
    return this.#lastHeardAt
  }

  /** Begins to connect. Call it once, after the listeners are in place. */
  begin(): void {
    this.#handle({ type: 'begun' })
  }

  /** Asks the server; `lost` at once when the line is not live. Never rejects. `heard`: see `Requests.ask`. */
  request<K extends RequestName>(
    name: K,
    input: RequestInput<K>,
    timeoutMs = REQUEST_TIMEOUT_MS,
    heard?: () => void,
  ): Promise<Outcome<RequestOutput<K>>> {
    if (!this.#line || this.#state.status !== 'live') return Promise.resolve({ answered: false, why: 'lost' })
    return this.#line.requests.ask(name, input, timeoutMs, () => {
      this.#lastHeardAt = Date.now()
      heard?.()
    })
  }

  /** The line was found dead: opens another one. */
  declareLost(): void {
    this.#handle({ type: 'lost', now: Date.now(), random: this.#random() })
  }

  /** Ends the line as the error says: for good, or to try again later. The listeners hear of it. */
  giveUp(error: WireError): void {
    this.#handle({ type: 'dismissed', error, now: Date.now(), random: this.#random() })
  }

  /** Ends the line without a word to the listeners. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#stopHints()
    clearTimeout(this.#timer)
    this.#dropSocket()
  }

  #handle(event: LinkEvent): void {
    if (this.#closed) return
    const { state, effects } = transition(this.#state, event)
    const changed = state !== this.#state
    this.#state = state
    if (changed) this.emit('state', state)
    for (const effect of effects) this.#do(effect)
  }

  #do(effect: LinkEffect): void {
    switch (effect.type) {
      case 'try':
        void this.#tryOnce()
        break
      case 'dropSocket':
        this.#dropSocket()
        break
      case 'waitForRetry':
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => this.#handle({ type: 'retryDue' }), effect.delayMs)
        break
      case 'stopWaiting':
        clearTimeout(this.#timer)
        break
      case 'probe':
        this.emit('probe')
        break
    }
  }

  async #tryOnce(): Promise<void> {
    const mine = (this.#try += 1)
    const isCurrent = () => mine === this.#try && !this.#closed
    this.#triedAt = Date.now()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => isCurrent() && this.#fail('TIMEOUT'), TRY_TIMEOUT_MS)
    try {
      const { ticket, url } = await this.#options.ticket()
      if (!isCurrent()) return
      const handshake = { ticket, connectionId: this.connectionId, protocolVersion: PROTOCOL_VERSION }
      const socket = this.#options.openSocket(url, handshake, {
        refused: (error) => isCurrent() && this.#failWith(error),
        closed: () => isCurrent() && this.#handleClosed(),
        notice: (name, payload) => isCurrent() && this.#hear(name, payload),
      })
      this.#line = { socket, requests: new Requests(socket) }
    } catch (error) {
      if (isCurrent()) this.#failWith(error instanceof CatalogueError ? error.toWire() : unavailable)
    }
  }

  #handleClosed(): void {
    if (this.#state.status === 'live') this.declareLost()
    else this.#fail('UNAVAILABLE')
  }

  #fail(code: 'TIMEOUT' | 'UNAVAILABLE'): void {
    this.#failWith({ ...unavailable, code })
  }

  #failWith(error: WireError): void {
    this.#handle({ type: 'failed', error, now: Date.now(), random: this.#random() })
  }

  #hear(name: string, payload: unknown): void {
    this.#lastHeardAt = Date.now()
    if (!isNotice(name)) return
    const notice = serverNotices[name].safeParse(payload)
    if (!notice.success) {
      console.error('The server sent a notice out of form', name, notice.error.issues)
      this.emit('malformed', name)
      return
    }
    this.#tell(name, notice.data)
  }

  #tell<K extends NoticeName>(name: K, payload: NoticePayload<K>): void {
    if (name === 'welcome') this.#handle({ type: 'welcomed' })
    this.emit(name, ...([payload] as LinkEvents[K]))
    if (name === 'goodbye') {
      const { error } = payload as NoticePayload<'goodbye'>
      this.giveUp(error)
    }
  }

  /** After this nothing that the old socket or try brings is heard. */
  #dropSocket(): void {
    this.#try += 1
    const line = this.#line
    this.#line = null
    line?.socket.close()
    line?.requests.abandon()
  }

  #random(): number {
    return (this.#options.random ?? Math.random)()
  }
}

const unavailable: WireError = { code: 'UNAVAILABLE', retry: true, parameters: {} }

function isNotice(name: string): name is NoticeName {
  return Object.hasOwn(serverNotices, name)
}
