import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { WireError } from '#protocol/errors.ts'

/** The address that test servers believe to have. */
export const TEST_ORIGIN = 'https://court.example'

interface StoredCookie {
  readonly name: string
  readonly value: string
  readonly path: string
}

/** A browser as far as cookies go: one jar for all its tabs, and each cookie sent to its own path alone. */
export class Browser {
  readonly #app: FastifyInstance
  #cookies: StoredCookie[] = []

  constructor(app: FastifyInstance) {
    this.#app = app
  }

  get cookies(): readonly StoredCookie[] {
    return this.#cookies
  }

  get(url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.#send({ method: 'GET', url, headers: { ...headers, ...this.#cookieHeader(url) } })
  }

  /** As our own page does: JSON, with the page's origin. */
  post(
    url: string,
    body: object = {},
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    return this.#send({
      method: 'POST',
      url,
      headers: {
        origin: TEST_ORIGIN,
        'content-type': 'application/json',
        ...headers,
        ...this.#cookieHeader(url),
      },
      payload: JSON.stringify(body),
    })
  }

  async #send(request: InjectOptions): Promise<LightMyRequestResponse> {
    const response = await this.#app.inject(request)
    for (const { name, value, path = '/', expires } of response.cookies) {
      this.#cookies = this.#cookies.filter((old) => old.name !== name || old.path !== path)
      const isDeleted = expires !== undefined && expires.getTime() === 0
      if (!isDeleted) this.#cookies.push({ name, value, path })
    }
    return response
  }

  #cookieHeader(url: string): Record<string, string> {
    const sent = this.#cookies.filter(({ path }) => url === path || url.startsWith(`${path}/`))
    return sent.length > 0 ? { cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; ') } : {}
  }
}

/** The catalogue's code of a refusal, or the status of an answer that is none. */
export function outcomeOf(response: LightMyRequestResponse): string | number {
  if (response.statusCode < 400) return response.statusCode
  return WireError.parse(response.json()).code
}
