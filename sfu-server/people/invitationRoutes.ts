import type { FastifyRequest } from 'fastify'
import type { Database } from '#platform/database.ts'
import { isOfficer } from '#procedure/sitting/roles.ts'
import { CatalogueError } from '#protocol/errors.ts'
import {
  ClaimRequest,
  InvitationIssue,
  InvitationIssueRequest,
  InvitationParams,
  InvitationPreview,
  SeatEntry,
  SittingSeatParams,
} from '#protocol/http/routes.ts'
import { Role } from '#protocol/roles.ts'
import { loginOf } from '../http/access.ts'
import type { Routes } from '../http/app.ts'
import { DEVICE_COOKIE, setDeviceCookie, setLoginCookie } from '../http/cookies.ts'
import type { SignedIn } from '../http/logins.ts'
import { Invitations } from './invitations.ts'

/** Enough for a village behind one address on a hearing day, too few to search for tokens or codes. */
const INVITATIONS_PER_MINUTE = 120
const deviceSecretPattern = /^[A-Za-z0-9_-]{43}$/

/** Personal links: what they say, taking a seat with them, and issuing new ones. */
export const invitationRoutes: Routes = (app, { config, database, clock, logins }) => {
  const invitations = new Invitations(database, clock, logins, config.http.publicUrl)
  const open = { access: 'public', perMinute: INVITATIONS_PER_MINUTE } as const
  app.get(
    '/api/invitations/:token',
    { config: open, schema: { params: InvitationParams, response: { 200: InvitationPreview } } },
    (request) => invitations.preview(request.params.token, deviceSecretOf(request)),
  )
  app.post(
    '/api/invitations/:token/claim',
    { config: open, schema: { params: InvitationParams, body: ClaimRequest, response: { 200: SeatEntry } } },
    async (request, reply) => {
      const { login, deviceSecret, sittingId, seatId } = await invitations.claim(request.params.token, {
        deviceSecret: deviceSecretOf(request),
        code: request.body.code,
      })
      setDeviceCookie(request, reply, deviceSecret, config.mode)
      setLoginCookie(request, reply, login, config.mode)
      return { handle: login.handle, sittingId, seatId }
    },
  )
  app.post(
    '/api/s/:handle/sittings/:sittingId/seats/:seatId/invitation',
    {
      config: { access: 'login' },
      schema: { params: SittingSeatParams, body: InvitationIssueRequest, response: { 200: InvitationIssue } },
    },
    async (request) => {
      const { sittingId, seatId } = request.params
      const { what } = request.body
      await assertMayIssue(database, loginOf(request), { sittingId, seatId, what })
      return what === 'link' ? invitations.issueLink(seatId) : invitations.issueCode(seatId)
    },
  )
}

function deviceSecretOf(request: FastifyRequest): string | undefined {
  const secret = request.cookies[DEVICE_COOKIE]
  return secret !== undefined && deviceSecretPattern.test(secret) ? secret : undefined
}

/** Judge and clerk of the sitting issue for the seats of others; a seat's own holder a code for another device. */
async function assertMayIssue(
  { prisma }: Database,
  login: SignedIn,
  { sittingId, seatId, what }: { sittingId: string; seatId: string; what: 'link' | 'deviceCode' },
): Promise<void> {
  if (login.kind === 'seat') {
    if (login.seatId !== seatId || login.sittingId !== sittingId || what !== 'deviceCode') {
      throw new CatalogueError('NOT_ALLOWED')
    }
    return
  }
  const seats = await prisma.seat.findMany({ where: { sittingId } })
  const isOfficerHere = seats.some(
    (seat) => seat.personId === login.personId && isOfficer(Role.parse(seat.role)),
  )
  if (!isOfficerHere) throw new CatalogueError('NOT_ALLOWED')
  const seat = seats.find(({ id }) => id === seatId)
  if (!seat) throw new CatalogueError('SEAT_UNKNOWN')
  // The bench signs in with passwords; a link to its seats would be a way around them.
  if (isOfficer(Role.parse(seat.role))) throw new CatalogueError('NOT_ALLOWED')
}
