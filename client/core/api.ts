import type * as z from 'zod/mini'
import { CatalogueError, WireError } from '#protocol/errors.ts'
import {
  CaseDetail,
  CaseList,
  Done,
  InvitationIssue,
  InvitationPreview,
  LoginReply,
  Me,
  SeatEntry,
  SittingList,
  SystemStatus,
  TicketReply,
  TrialSitting,
  type TrialRole,
} from '#protocol/http/routes.ts'

/** A weak phone line may be slow; longer than this a person thinks that nothing happens. */
const REPLY_TIMEOUT_MS = 15_000

type Method = 'GET' | 'POST'

/**
 * One call of the HTTP API. The reply is checked against its schema; whatever goes wrong is thrown as a
 * `CatalogueError`, so that screens have one kind of error and one text for each.
 */
export async function call<Schema extends z.ZodMiniType>(
  method: Method,
  path: string,
  reply: Schema,
  body: object = {},
): Promise<z.infer<Schema>> {
  const response = await send(method, path, body)
  const content: unknown = await response.json().catch(() => null)
  if (!response.ok) throw errorOf(content, response.status)
  const parsed = reply.safeParse(content)
  if (!parsed.success) throw new CatalogueError('OUTDATED_CLIENT')
  return parsed.data
}

async function send(method: Method, path: string, body: object): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(REPLY_TIMEOUT_MS),
      ...(method === 'POST'
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
        : {}),
    })
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
    throw new CatalogueError(timedOut ? 'TIMEOUT' : 'UNAVAILABLE')
  }
}

function errorOf(content: unknown, status: number): CatalogueError {
  const wire = WireError.safeParse(content)
  if (wire.success) return new CatalogueError(wire.data.code, wire.data.parameters, wire.data.issues)
  // No answer of ours: a proxy in between speaks for a server that is away.
  return new CatalogueError(status >= 502 ? 'UNAVAILABLE' : 'INTERNAL')
}

/** What a thrown value means to a person: a code of the catalogue, whatever it was. */
export function codeOf(error: unknown): CatalogueError['code'] {
  return error instanceof CatalogueError ? error.code : 'INTERNAL'
}

/** Part of an address, made safe: parameters come from the address bar. */
const part = encodeURIComponent
const login = (handle: string) => `/api/s/${part(handle)}`

/** Every route of the server that the client calls. */
export const api = {
  status: () => call('GET', '/api/status', SystemStatus),
  trial: () => call('GET', '/api/trial', TrialSitting),
  enterTrial: (role: TrialRole) => call('POST', '/api/trial/enter', SeatEntry, { role }),
  signIn: (account: string, password: string) =>
    call('POST', '/api/login', LoginReply, { account, password }),
  signOut: (handle: string) => call('POST', `${login(handle)}/logout`, Done),
  invitation: (token: string) => call('GET', `/api/invitations/${part(token)}`, InvitationPreview),
  claim: (token: string, code?: string) =>
    call('POST', `/api/invitations/${part(token)}/claim`, SeatEntry, code ? { code } : {}),
  me: (handle: string) => call('GET', `${login(handle)}/me`, Me),
  sittings: (handle: string) => call('GET', `${login(handle)}/sittings`, SittingList),
  cases: (handle: string) => call('GET', `${login(handle)}/cases`, CaseList),
  case: (handle: string, caseId: string) => call('GET', `${login(handle)}/cases/${part(caseId)}`, CaseDetail),
  invite: (handle: string, sittingId: string, seatId: string, what: 'link' | 'deviceCode') =>
    call(
      'POST',
      `${login(handle)}/sittings/${part(sittingId)}/seats/${part(seatId)}/invitation`,
      InvitationIssue,
      { what },
    ),
  ticket: (handle: string, seatId: string) =>
    call('POST', `${login(handle)}/seats/${part(seatId)}/ticket`, TicketReply),
} as const

/** Where a recording is played from, or saved from. */
export function recordingUrl(handle: string, recordingId: string, how: 'media' | 'download'): string {
  return `${login(handle)}/recordings/${part(recordingId)}/${how}`
}
