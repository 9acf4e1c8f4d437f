import { CatalogueError } from '#protocol/errors.ts'
import { Handshake } from '#protocol/signalling.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import type { SignedIn } from '../http/logins.ts'
import type { TicketGrant } from '../http/tickets.ts'
import type { LiveSitting } from '../sitting/liveSitting.ts'

export interface HandshakeDependencies {
  readonly consumeTicket: (ticket: string) => TicketGrant | null
  /** Null when the login has ended since the ticket was issued. */
  readonly findLogin: (loginId: string) => Promise<SignedIn | null>
  readonly openSitting: (sittingId: string) => Promise<LiveSitting>
}

/** A socket that was let in. */
export interface Admitted {
  readonly sitting: LiveSitting
  readonly seatId: string
  readonly loginId: string
  readonly connectionId: string
}

/**
 * Checks a handshake's `auth`. The version comes first, since an outdated client may not even know its own mistake.
 *
 * @throws CatalogueError OUTDATED_CLIENT, BAD_REQUEST, TICKET_INVALID, NOT_SIGNED_IN, or why the sitting does not open
 */
export async function admit(auth: unknown, dependencies: HandshakeDependencies): Promise<Admitted> {
  const parsed = Handshake.safeParse(auth)
  if (!parsed.success) throw new CatalogueError(isOutdated(auth) ? 'OUTDATED_CLIENT' : 'BAD_REQUEST')
  const { ticket, connectionId, protocolVersion } = parsed.data
  if (protocolVersion !== PROTOCOL_VERSION) throw new CatalogueError('OUTDATED_CLIENT')
  const grant = dependencies.consumeTicket(ticket)
  if (!grant) throw new CatalogueError('TICKET_INVALID')
  const { loginId, seatId, sittingId } = grant
  if (!(await dependencies.findLogin(loginId))) throw new CatalogueError('NOT_SIGNED_IN')
  const sitting = await dependencies.openSitting(sittingId)
  return { sitting, seatId, loginId, connectionId }
}

function isOutdated(auth: unknown): boolean {
  const version =
    typeof auth === 'object' && auth !== null && 'protocolVersion' in auth
      ? auth.protocolVersion
      : PROTOCOL_VERSION
  return version !== PROTOCOL_VERSION
}
