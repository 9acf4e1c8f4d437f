/**
 * Who is connected to a sitting. A seat has one connection; the newest wins. A connection outlives its socket for a
 * while, so that a short loss costs nobody their media.
 */
import { CatalogueError, type ErrorCode } from '#protocol/errors.ts'
import type { SeatId } from '#protocol/ids.ts'
import type { NoticeName, NoticePayload } from '#protocol/signalling.ts'

/** A quick reconnect does not show to the others. */
export const FLAP_MS = 3_000
/** How long the media of a lost connection are kept for it. */
export const RESUME_MS = 20_000
/** A client that left closes by itself; one that does not is closed after this. */
const FAREWELL_MS = 2_000

/** One socket, as the sitting sees it. */
export interface SeatLink {
  /** Sends a notice. Never throws. */
  send<K extends NoticeName>(name: K, payload: NoticePayload<K>): void
  /** Says goodbye and closes; without a reason it just closes. */
  end(reason: CatalogueError | null): void
}

interface Connection {
  readonly connectionId: string
  readonly loginId: string
  link: SeatLink | null
  timers: NodeJS.Timeout[]
}

export interface SeatConnectionsOptions {
  /** The seat's socket has been gone for longer than a flap. */
  readonly onLost: (seatId: SeatId) => void
  /** The seat's media are not kept any longer. */
  readonly onForgotten: (seatId: SeatId) => void
}

export class SeatConnections {
  readonly #options: SeatConnectionsOptions
  readonly #bySeat = new Map<SeatId, Connection>()

  constructor(options: SeatConnectionsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#bySeat.size
  }

  /** Seats whose socket is there now. */
  get attachedSeats(): SeatId[] {
    return [...this.#bySeat].filter(([, { link }]) => link !== null).map(([seatId]) => seatId)
  }

  /**
   * Takes a socket in for a seat. True when it continues the connection of before; otherwise that one is told that
   * it was superseded, and its media end.
   */
  attach(seatId: SeatId, connectionId: string, loginId: string, link: SeatLink): boolean {
    const before = this.#bySeat.get(seatId)
    stopTimers(before)
    const continues = before?.connectionId === connectionId
    this.#bySeat.set(seatId, { connectionId, loginId, link, timers: [] })
    before?.link?.end(continues ? null : new CatalogueError('SUPERSEDED'))
    if (before && !continues) this.#options.onForgotten(seatId)
    return continues
  }

  /** Whether this socket speaks for the seat. */
  isCurrent(seatId: SeatId, link: SeatLink): boolean {
    return this.#bySeat.get(seatId)?.link === link
  }

  /** The socket is gone. Nothing happens when another one has taken its place. */
  detach(seatId: SeatId, link: SeatLink): void {
    const connection = this.#bySeat.get(seatId)
    if (connection?.link !== link) return
    connection.link = null
    connection.timers = [
      setTimeout(() => this.#options.onLost(seatId), FLAP_MS),
      setTimeout(() => this.forget(seatId), RESUME_MS),
    ]
  }

  /** Sends a notice to the seat, if somebody is there. */
  notify<K extends NoticeName>(seatId: SeatId, name: K, payload: NoticePayload<K>): void {
    this.#bySeat.get(seatId)?.link?.send(name, payload)
  }

  /** Ends a seat's connection and media at once. */
  end(seatId: SeatId, code: ErrorCode): void {
    this.#bySeat.get(seatId)?.link?.end(new CatalogueError(code))
    this.forget(seatId)
  }

  /** Seats held by this login. */
  seatsOf(loginId: string): SeatId[] {
    return [...this.#bySeat]
      .filter(([, connection]) => connection.loginId === loginId)
      .map(([seatId]) => seatId)
  }

  /** Lets a seat go that left by itself: its media end at once, its socket a little later, to hear the answer. */
  release(seatId: SeatId): void {
    const link = this.#bySeat.get(seatId)?.link
    this.forget(seatId)
    if (link) setTimeout(() => link.end(null), FAREWELL_MS)
  }

  /** Drops a connection and its media without a word. */
  forget(seatId: SeatId): void {
    const connection = this.#bySeat.get(seatId)
    if (!connection) return
    stopTimers(connection)
    this.#bySeat.delete(seatId)
    this.#options.onForgotten(seatId)
  }

  /** Ends all connections. Idempotent. */
  close(code: ErrorCode): void {
    for (const seatId of this.#bySeat.keys()) this.end(seatId, code)
  }
}

function stopTimers(connection: Connection | undefined): void {
  for (const timer of connection?.timers ?? []) clearTimeout(timer)
}
