/** Whatever goes wrong answers with an entry of the catalogue, and with nothing else. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { CatalogueError, errorCatalogue } from '#protocol/errors.ts'

/** Installs the answers for thrown errors and for addresses that do not exist. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply))
  app.setNotFoundHandler((request, reply) => sendError(new CatalogueError('NOT_FOUND'), request, reply))
}

/** Prisma's and the driver's words for a database that is away or overrun: the same request may succeed later. */
const databaseAway: ReadonlySet<unknown> = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ECONNRESET',
  '57P01',
  '57P03',
  '53300',
])

/** Answers one error in its wire form; what nobody foresaw is logged and answers as INTERNAL. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toCatalogue(error)
  const { status } = errorCatalogue[known.code]
  if (known.code === 'INTERNAL') request.log.error({ err: error, req: request }, 'Request failed')
  if (known.code === 'UNAVAILABLE') request.log.warn({ err: error, req: request }, 'Database away')
  if (known.code === 'TOO_MANY_ATTEMPTS' && known.parameters.seconds !== undefined) {
    void reply.header('Retry-After', known.parameters.seconds)
  }
  void reply.header('Cache-Control', 'no-store')
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(known.toWire()))
}

function toCatalogue(error: unknown): CatalogueError {
  if (error instanceof CatalogueError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map(
      ({ instancePath, message = '' }) =>
        `${instancePath.slice(1).replaceAll('/', '.') || 'input'}: ${message}`,
    )
    return new CatalogueError('BAD_REQUEST', {}, issues)
  }
  if (error instanceof Error && 'code' in error && databaseAway.has(error.code)) {
    return new CatalogueError('UNAVAILABLE')
  }
  const status = statusOf(error)
  if (status === 413) return new CatalogueError('TOO_LARGE')
  // Fastify's own refusals: not JSON, another media type, a broken address.
  if (status >= 400 && status < 500) return new CatalogueError('BAD_REQUEST')
  return new CatalogueError('INTERNAL')
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
}
