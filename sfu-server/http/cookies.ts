/** The cookies. Each is sent to one path only, so that a browser can hold several logins, one per tab. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Mode } from '#platform/config.ts'
import type { NewLogin } from './logins.ts'

export const LOGIN_COOKIE = 'login'
/** Tells that a link was claimed by this very browser. */
export const DEVICE_COOKIE = 'device'
const DEVICE_COOKIE_DAYS = 400

/** Hands a login's secret to the browser, for addresses under its own handle alone. */
export function setLoginCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { handle, secret, expiresAt }: NewLogin,
  mode: Mode,
): void {
  void reply.setCookie(LOGIN_COOKIE, secret, {
    ...protectedFrom(request, mode),
    path: loginPath(handle),
    expires: expiresAt,
  })
}

/** Takes it back. */
export function clearLoginCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  handle: string,
  mode: Mode,
): void {
  void reply.clearCookie(LOGIN_COOKIE, { ...protectedFrom(request, mode), path: loginPath(handle) })
}

/** Marks the browser that claimed a link. */
export function setDeviceCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  mode: Mode,
): void {
  void reply.setCookie(DEVICE_COOKIE, secret, {
    ...protectedFrom(request, mode),
    path: '/api/invitations',
    maxAge: DEVICE_COOKIE_DAYS * 86_400,
  })
}

function loginPath(handle: string): string {
  return `/api/s/${handle}`
}

function protectedFrom(request: FastifyRequest, mode: Mode) {
  return {
    httpOnly: true,
    sameSite: 'strict',
    // Trial mode also speaks plain HTTP, on which browsers drop secure cookies.
    secure: mode === 'production' || request.protocol === 'https',
  } as const
}
