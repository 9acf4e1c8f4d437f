import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '#platform/config.ts'
import { CatalogueError } from '#protocol/errors.ts'

type OwnAddress = Pick<Config, 'mode' | 'http'>

/**
 * Refuses every request that changes something unless it comes from our own pages: FOREIGN_ORIGIN. SameSite cookies
 * alone would let a page of a sister domain, or of another port of this machine, act for its visitor. Clients that
 * are no browsers send the Origin of the address they call.
 */
export function guardOrigin(app: FastifyInstance, config: OwnAddress): void {
  app.addHook('onRequest', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
    if (!isOwnPage(request, config)) throw new CatalogueError('FOREIGN_ORIGIN')
  })
}

function isOwnPage({ headers }: FastifyRequest, config: OwnAddress): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (site !== undefined && site !== 'same-origin') return false
  if (origin === undefined || origin === 'null') return site === 'same-origin'
  return isOwnOrigin(config, origin, host)
}

/** Whether an Origin header names this server. */
export function isOwnOrigin({ mode, http }: OwnAddress, origin: string, host: string | undefined): boolean {
  if (origin === new URL(http.publicUrl).origin) return true
  // A trial is also reached by the machine's other names and addresses. In production the Host header proves nothing.
  return mode === 'trial' && URL.canParse(origin) && new URL(origin).host === host
}
