import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '#platform/config.ts'
import { CatalogueError } from '#protocol/errors.ts'

/**
 * Refuses every request that changes something unless it comes from our own pages: FOREIGN_ORIGIN. SameSite cookies
 * alone would let a page of a sister domain, or of another port of this machine, act for its visitor. Clients that
 * are no browsers send the Origin of the address they call.
 */
export function guardOrigin(app: FastifyInstance, config: Pick<Config, 'mode' | 'http'>): void {
  const ownOrigin = new URL(config.http.publicUrl).origin
  app.addHook('onRequest', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
    if (!isOwnPage(request, ownOrigin, config)) throw new CatalogueError('FOREIGN_ORIGIN')
  })
}

function isOwnPage(request: FastifyRequest, ownOrigin: string, { mode }: Pick<Config, 'mode'>): boolean {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin') return false
  if (origin === undefined || origin === 'null') return site === 'same-origin'
  if (origin === ownOrigin) return true
  // A trial is also reached by the machine's other names and addresses. In production the Host header proves nothing.
  return mode === 'trial' && host !== undefined && URL.canParse(origin) && new URL(origin).host === host
}
