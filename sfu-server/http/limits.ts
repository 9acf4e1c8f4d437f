/** How often somebody may try. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '#platform/database.ts'
import { CatalogueError } from '#protocol/errors.ts'

const MINUTE_SECONDS = 60
/** More than a page with many parts asks for, and less than a scraper. */
const DEFAULT_PER_MINUTE = 1200
/** Wrong passwords of one account within the time below. */
export const ACCOUNT_ATTEMPTS = 10
export const ACCOUNT_WINDOW_SECONDS = 15 * 60

/** Holds each address (or login) to what the route allows in a minute. Counted in memory: a restart forgives. */
export function limitRequests(app: FastifyInstance): void {
  const limiters = new Map<number, RateLimiterMemory>()
  app.addHook('onRequest', async (request) => {
    const { config, url } = request.routeOptions
    // Pages and their parts cost little, and a courthouse behind one address loads them all at once.
    if (!url?.startsWith('/api/')) return
    const perMinute = config.perMinute ?? DEFAULT_PER_MINUTE
    let limiter = limiters.get(perMinute)
    if (!limiter) {
      limiter = new RateLimiterMemory({ points: perMinute, duration: MINUTE_SECONDS })
      limiters.set(perMinute, limiter)
    }
    // Routes with a limit of their own are counted on their own.
    await spend(limiter, `${config.perMinute ? url : ''} ${subjectOf(request)}`)
  })
}

/** Wrong passwords by account, kept in the database: neither a restart nor a second node gives new attempts. */
export class AccountLimiter {
  readonly #limiter: RateLimiterPostgres

  constructor({ pool }: Database) {
    this.#limiter = new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      schemaName: 'limits',
      tableName: 'attempt',
      // The migrations made it.
      tableCreated: true,
      keyPrefix: 'password',
      points: ACCOUNT_ATTEMPTS,
      duration: ACCOUNT_WINDOW_SECONDS,
    })
  }

  /**
   * Counts an attempt before its password is looked at, so that many at once gain nothing.
   *
   * @throws CatalogueError TOO_MANY_ATTEMPTS with the `seconds` to wait
   */
  async spend(account: string): Promise<void> {
    await spend(this.#limiter, account)
  }

  /** The password was right: what was counted is forgotten. */
  async forgive(account: string): Promise<void> {
    await this.#limiter.delete(account)
  }
}

async function spend(limiter: RateLimiterMemory | RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    throw new CatalogueError('TOO_MANY_ATTEMPTS', { seconds: Math.ceil(refusal.msBeforeNext / 1000) })
  }
}

function subjectOf(request: FastifyRequest): string {
  const { handle } = request.params as { handle?: string }
  return handle ? `${handle} ${addressKey(request.ip)}` : addressKey(request.ip)
}

/** One household or office has a whole IPv6 /64, so it counts as one address. */
export function addressKey(ip: string): string {
  if (!ip.includes(':') || ip.startsWith('::ffff:')) return ip
  const [head = '', tail] = ip.split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const missing = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array<string>(Math.max(missing, 0)).fill('0'), ...after]
  return groups.slice(0, 4).join(':')
}
