/**
 * What comes in over a socket: one gate for every message. Nothing is carried out that has no schema, does not fit
 * it, comes too often, or comes from a socket that no longer speaks for its seat.
 */
import type * as z from 'zod/mini'
import { CatalogueError } from '#protocol/errors.ts'
import {
  clientRequests,
  type Reply,
  type RequestInput,
  type RequestName,
  type RequestOutput,
} from '#protocol/signalling.ts'
import type { Log } from '#platform/log.ts'
import { TokenBucket } from './rateLimit.ts'

/** Joining a full courtroom takes some forty messages at once. */
const ALL_MESSAGES = { perSecond: 40, burst: 120 }
const COMMANDS = { perSecond: 8, burst: 20 }
/** A client that goes on after so many refusals for flooding is cut off. */
const MAX_REFUSED = 200
const MAX_ISSUES = 8

/** One handler for each request of the protocol: a request without one does not compile. */
export type Handlers<Context> = {
  readonly [K in RequestName]: (
    context: Context,
    input: RequestInput<K>,
  ) => RequestOutput<K> | Promise<RequestOutput<K>>
}

export interface DispatcherOptions<Context> {
  readonly handlers: Handlers<Context>
  readonly context: Context
  readonly log: Log
  /** Throws when this socket may not ask anything any more. */
  readonly assertCurrent: () => void
  /** Ends the socket. */
  readonly cutOff: () => void
  /** Answers are parsed as well, to find our own mistakes. */
  readonly checksAnswers: boolean
}

/** The gate of one socket. */
export class Dispatcher<Context> {
  readonly #options: DispatcherOptions<Context>
  readonly #all = new TokenBucket(ALL_MESSAGES)
  readonly #commands = new TokenBucket(COMMANDS)
  #refused = 0

  constructor(options: DispatcherOptions<Context>) {
    this.#options = options
  }

  /** Answers one message, whatever it is. Never rejects. */
  async answer(name: unknown, payload: unknown): Promise<Reply<unknown>> {
    try {
      this.#limit(name)
      if (!isRequestName(name)) throw new CatalogueError('BAD_REQUEST', {}, ['unknown message'])
      this.#options.assertCurrent()
      return { ok: true, data: await this.#serve(name, payload) }
    } catch (error) {
      if (!(error instanceof CatalogueError)) {
        this.#options.log.error({ err: error, message: String(name) }, 'message not answered')
      }
      const known = error instanceof CatalogueError ? error : new CatalogueError('INTERNAL')
      return { ok: false, error: known.toWire() }
    }
  }

  #limit(name: unknown): void {
    if (this.#all.take() && (name !== 'command' || this.#commands.take())) return
    this.#refused += 1
    if (this.#refused > MAX_REFUSED) {
      this.#options.log.warn('socket cut off for flooding')
      this.#options.cutOff()
    }
    throw new CatalogueError('TOO_MANY_ATTEMPTS')
  }

  async #serve<K extends RequestName>(name: K, payload: unknown): Promise<RequestOutput<K>> {
    const input = clientRequests[name].in.safeParse(payload)
    if (!input.success) throw new CatalogueError('BAD_REQUEST', {}, issuesOf(input.error))
    const handler = this.#options.handlers[name]
    const output = await handler(this.#options.context, input.data as RequestInput<K>)
    return this.#options.checksAnswers ? (clientRequests[name].out.parse(output) as RequestOutput<K>) : output
  }
}

function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.hasOwn(clientRequests, name)
}

/** Where a message does not fit, without what was sent. */
function issuesOf(error: z.core.$ZodError): string[] {
  return error.issues
    .slice(0, MAX_ISSUES)
    .map(({ path, code }) => `${path.join('.') || '(message)'}: ${code}`)
}
