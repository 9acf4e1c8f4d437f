import { WireError } from '#protocol/errors.ts'
import type { Handshake, RequestName } from '#protocol/signalling.ts'
import { io } from 'socket.io-client'

/** One connection, tried once: who wants another one opens another one. */
export interface LinkSocket {
  /** Sends a request; `answer` gets whatever came back, once, or is never called. */
  send(name: RequestName, payload: unknown, answer: (reply: unknown) => void): void
  /** Closes it; none of its events is told any more. Idempotent. */
  close(): void
}

/** What a connection tells. */
export interface SocketEvents {
  /** It never came about. */
  refused(error: WireError): void
  /** It was open and is gone. */
  closed(): void
  notice(name: string, payload: unknown): void
}

/** Opens a connection to a node (`url` empty: the page's own). */
export type OpenSocket = (url: string, handshake: Handshake, events: SocketEvents) => LinkSocket

const CONNECT_TIMEOUT_MS = 8_000

/** A connection by socket.io. It falls back to polling where a proxy keeps web sockets away. */
export const openSocketIo: OpenSocket = (url, handshake, events) => {
  const socket = io(url === '' ? window.location.origin : url, {
    auth: handshake,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnection: false,
    forceNew: true,
    timeout: CONNECT_TIMEOUT_MS,
    withCredentials: true,
  })
  socket.on('connect_error', (error: Error & { data?: unknown }) => {
    const refusal = WireError.safeParse(error.data)
    events.refused(refusal.success ? refusal.data : unreachable)
  })
  socket.on('disconnect', () => events.closed())
  socket.onAny((name: string, payload: unknown) => events.notice(name, payload))
  return {
    send: (name, payload, answer) => socket.emit(name, payload, answer),
    close: () => {
      socket.offAny()
      socket.removeAllListeners()
      socket.close()
    },
  }
}

const unreachable: WireError = { code: 'UNAVAILABLE', retry: true, parameters: {} }
