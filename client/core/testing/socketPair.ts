import type { WireError } from '#protocol/errors.ts'
import type { Handshake, NoticeName, NoticePayload, RequestName } from '#protocol/signalling.ts'
import type { LinkSocket, OpenSocket, SocketEvents } from '../link/socket.ts'

interface Sent {
  readonly name: RequestName
  readonly payload: unknown
  readonly answer: (reply: unknown) => void
}

/** The server's end of one connection. Nothing moves before the test says so. */
export class ServerEnd {
  readonly handshake: Handshake
  readonly #events: SocketEvents
  readonly #toServer: Sent[] = []
  readonly #toClient: (() => void)[] = []
  #open = true

  constructor(handshake: Handshake, events: SocketEvents) {
    this.handshake = handshake
    this.#events = events
  }

  get open(): boolean {
    return this.#open
  }

  /** Requests on their way, in order. */
  get waiting(): readonly Sent[] {
    return this.#toServer
  }

  readonly clientEnd: LinkSocket = {
    send: (name, payload, answer) => this.#toServer.push({ name, payload, answer }),
    close: () => {
      this.#open = false
    },
  }

  /** Lets the oldest request arrive and answers it; the answer waits in its own queue. */
  serveNext(handle: (request: Sent) => unknown): void {
    const request = this.#toServer.shift()
    if (!request) return
    const reply = handle(request)
    this.#toClient.push(() => request.answer(reply))
  }

  notify<K extends NoticeName>(name: K, payload: NoticePayload<K>): void {
    this.#toClient.push(() => this.#events.notice(name, payload))
  }

  /** Sends something that no schema knows. */
  notifyRaw(name: string, payload: unknown): void {
    this.#toClient.push(() => this.#events.notice(name, payload))
  }

  /** Lets everything that was sent to the client arrive. */
  deliver(): void {
    for (const arrive of this.#toClient.splice(0)) if (this.#open) arrive()
  }

  refuse(error: WireError): void {
    if (this.#open) this.#events.refused(error)
    this.#open = false
  }

  /** Cuts the connection; what was on its way in either direction is lost. */
  cut(): void {
    const wasOpen = this.#open
    this.#open = false
    this.#toServer.length = 0
    this.#toClient.length = 0
    if (wasOpen) this.#events.closed()
  }
}

/** A network in memory: every connection that a link opens is put into `ends`, newest last. */
export function memoryNetwork(): { openSocket: OpenSocket; ends: ServerEnd[]; newest: () => ServerEnd } {
  const ends: ServerEnd[] = []
  return {
    ends,
    newest: () => {
      const end = ends.at(-1)
      if (!end) throw new Error('The link has opened no connection')
      return end
    },
    openSocket: (_url, handshake, events) => {
      const end = new ServerEnd(handshake, events)
      ends.push(end)
      return end.clientEnd
    },
  }
}
