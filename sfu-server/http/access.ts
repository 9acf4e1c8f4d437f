/** Who may call a route: declared beside it, checked here before its input is even read. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { LoginHandle } from '#protocol/http/routes.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { HttpDependencies } from './app.ts'
import { LOGIN_COOKIE, setLoginCookie } from './cookies.ts'
import type { SignedIn, StaffLogin } from './logins.ts'

/**
 * `public`: anybody. `trial`: anybody, outside production. `login`: whoever is signed in behind the handle in the
 * address; `staff`: the same, and a member of staff. What they may see of it is the route's own question.
 */
export type Access = 'public' | 'trial' | 'login' | 'staff'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** Requests a minute from one address (or under one login) before TOO_MANY_ATTEMPTS. */
    perMinute?: number
  }
  interface FastifyRequest {
    login: SignedIn | null
  }
  interface FastifyInstance {
    /** Every route there is, for the tests that walk them all. */
    declaredRoutes: readonly RouteOptions[]
  }
}

/** Makes every route declare its access and its input, and holds each to what it declared. */
export function guardRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const declared: RouteOptions[] = []
  app.decorateRequest('login', null)
  app.decorate('declaredRoutes', declared)
  app.addHook('onRoute', (route) => {
    assertDeclared(route)
    declared.push(route)
  })
  app.addHook('onRequest', async (request, reply) => {
    switch (request.routeOptions.config.access) {
      case 'trial':
        if (dependencies.config.mode !== 'trial') throw new CatalogueError('TRIAL_ONLY')
        return
      case 'login':
      case 'staff':
        await signIn(request, reply, dependencies)
        return
      case 'public':
      // Addresses that do not exist declare nothing, and answer NOT_FOUND.
      case undefined:
        return
    }
  })
}

/** The login behind the request. Only for routes with access `login` or `staff`. */
export function loginOf(request: FastifyRequest): SignedIn {
  if (!request.login) throw new CatalogueError('NOT_SIGNED_IN')
  return request.login
}

/** The staff login behind the request. Only for routes with access `staff`. */
export function staffOf(request: FastifyRequest): StaffLogin {
  const login = loginOf(request)
  if (login.kind !== 'staff') throw new CatalogueError('NOT_ALLOWED')
  return login
}

function assertDeclared({ url, method, schema, config }: RouteOptions): void {
  const route = `${String(method)} ${url}`
  const access = config?.access
  if (!access) throw new Error(`${route} does not declare who may call it`)
  if (!schema) throw new Error(`${route} has no schema`)
  if (url.includes(':') && !schema.params) throw new Error(`${route} has no schema for its parameters`)
  if (isWrite(method) && !schema.body) throw new Error(`${route} has no schema for its body`)
  if (url.startsWith('/api/s/') !== (access === 'login' || access === 'staff')) {
    throw new Error(`${route}: signed-in routes, and only these, stand under /api/s/:handle`)
  }
}

function isWrite(method: RouteOptions['method']): boolean {
  return [method].flat().some((one) => one !== 'GET' && one !== 'HEAD')
}

async function signIn(request: FastifyRequest, reply: FastifyReply, { logins, config }: HttpDependencies) {
  const handle = LoginHandle.safeParse((request.params as { handle?: string }).handle)
  const secret = request.cookies[LOGIN_COOKIE]
  const verified = handle.success && secret ? await logins.verify(handle.data, secret) : null
  if (!verified || !secret) throw new CatalogueError('NOT_SIGNED_IN')
  const { login, renewed } = verified
  if (renewed) setLoginCookie(request, reply, { ...login, secret }, config.mode)
  request.login = login
  if (request.routeOptions.config.access === 'staff') staffOf(request)
}
