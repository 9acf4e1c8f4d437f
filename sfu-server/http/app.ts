import cookie from '@fastify/cookie'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Clock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import type { Database } from '#platform/database.ts'
import type { Log } from '#platform/log.ts'
import type { Storage } from '#platform/storage.ts'
import type { HealthReport } from '#protocol/http/routes.ts'
import { caseRoutes } from '../cases/routes.ts'
import { sittingRoutes } from '../cases/sittingRoutes.ts'
import { invitationRoutes } from '../people/invitationRoutes.ts'
import { staffRoutes } from '../people/staffRoutes.ts'
import { trialRoutes } from '../people/trialRoutes.ts'
import { recordingRoutes } from '../recordings/routes.ts'
import { guardRoutes } from './access.ts'
import { answerErrors, sendError } from './errors.ts'
import { setSecurityHeaders } from './headers.ts'
import { limitRequests } from './limits.ts'
import type { Logins } from './logins.ts'
import { guardOrigin } from './origin.ts'
import { serveClient } from './staticClient.ts'
import { statusRoutes } from './statusRoutes.ts'
import type { TicketStore } from './tickets.ts'

/** Largest body of any request here; files go another way. */
const BODY_LIMIT_BYTES = 16 * 1024
const REQUEST_TIMEOUT_MS = 30_000

export interface HttpDependencies {
  readonly config: Pick<Config, 'mode' | 'http' | 'dataFolder'>
  readonly log: Log
  readonly clock: Clock
  readonly database: Database
  readonly storage: Storage
  readonly tickets: TicketStore
  readonly logins: Logins
  /** How the parts of the server are that HTTP does not see itself: media workers, the recorder. */
  readonly health: () => Promise<HealthReport['parts']>
  /** Folder of the built client. */
  readonly clientFolder: string
}

/** A fastify instance whose routes get their types from their schemas. */
export type App = ReturnType<typeof typed>
/** A desk's routes. */
export type Routes = (app: App, dependencies: HttpDependencies) => void

/**
 * Everything the server answers over HTTP. It listens nowhere yet. A route without schema or without declared
 * access throws here, so that such a server never starts.
 */
export async function createHttpApp(dependencies: HttpDependencies): Promise<FastifyInstance> {
  // Typed as fastify's own, or every plugin would have to know pino's.
  const loggerInstance: FastifyBaseLogger = dependencies.log
  const app = fastify({
    loggerInstance,
    // Every request would be a line, and lines are for steps of a life cycle.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    // A proxy on this machine may say for whom it asks; nobody else may.
    trustProxy: 'loopback',
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  // JSON alone: forms and plain text are what a foreign page can send without asking.
  app.removeContentTypeParser('text/plain')
  answerErrors(app)
  await setSecurityHeaders(app, dependencies.config)
  await app.register(cookie)
  limitRequests(app)
  guardOrigin(app, dependencies.config)
  guardRoutes(app, dependencies)

  const desks: readonly Routes[] = [
    statusRoutes,
    staffRoutes,
    invitationRoutes,
    trialRoutes,
    sittingRoutes,
    caseRoutes,
    recordingRoutes,
  ]
  for (const addRoutes of desks) addRoutes(typed(app), dependencies)
  await serveClient(app, {
    folder: dependencies.clientFolder,
    dataFolder: dependencies.config.dataFolder,
  })
  await app.ready()
  return app
}

function typed(app: FastifyInstance) {
  return app.withTypeProvider<ZodTypeProvider>()
}
