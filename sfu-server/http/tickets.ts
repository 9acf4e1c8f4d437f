import type { Clock } from '#platform/clock.ts'
import type { SeatId, SittingId } from '#protocol/ids.ts'
import { hashSecret, newSecret } from './secrets.ts'

/** A ticket is used at once by the page that asked for it. */
export const TICKET_LIFETIME_MS = 30_000

/** What a ticket lets its bearer do: connect once, as this login, to this seat. */
export interface TicketGrant {
  readonly loginId: string
  readonly seatId: SeatId
  readonly sittingId: SittingId
}

/**
 * One-time tickets that carry a login from an HTTP request over to the socket's handshake, so that no lasting
 * secret ever stands in a handshake. Kept in memory as hashes: a restart makes them void, and the page asks again.
 */
export class TicketStore {
  readonly #clock: Clock
  readonly #grants = new Map<string, TicketGrant & { readonly expiresAt: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A new ticket, good for one use within 30 s. */
  issue({ loginId, seatId, sittingId }: TicketGrant): string {
    const now = this.#clock.now().getTime()
    this.#dropExpired(now)
    const ticket = newSecret()
    this.#grants.set(hashSecret(ticket), { loginId, seatId, sittingId, expiresAt: now + TICKET_LIFETIME_MS })
    return ticket
  }

  /** What the ticket grants, or null when it is unknown, used or too old. It is void afterwards in any case. */
  consume(ticket: string): TicketGrant | null {
    const key = hashSecret(ticket)
    const found = this.#grants.get(key)
    this.#grants.delete(key)
    if (!found || found.expiresAt <= this.#clock.now().getTime()) return null
    return { loginId: found.loginId, seatId: found.seatId, sittingId: found.sittingId }
  }

  // Insertion order is order of expiry, unless the machine's clock was set back; then some live a little longer.
  #dropExpired(now: number): void {
    for (const [key, { expiresAt }] of this.#grants) {
      if (expiresAt > now) return
      this.#grants.delete(key)
    }
  }
}
