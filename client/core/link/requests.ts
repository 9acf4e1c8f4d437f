import * as z from 'zod/mini'
import { WireError } from '#protocol/errors.ts'
import {
  clientRequests,
  type Reply,
  type RequestInput,
  type RequestName,
  type RequestOutput,
} from '#protocol/signalling.ts'
import type { LinkSocket } from './socket.ts'

/** `unanswered`: whether the server did what was asked is not known. */
export type Outcome<T> = { answered: true; reply: Reply<T> } | { answered: false; why: 'timeout' | 'lost' }

const Envelope = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
])

/** The open requests of one socket. */
export class Requests {
  readonly #socket: LinkSocket
  readonly #open = new Set<(why: 'lost') => void>()

  constructor(socket: LinkSocket) {
    this.#socket = socket
  }

  /**
   * Asks and waits for at most `timeoutMs`. Never rejects. `heard` is called at the very moment of the answer, before
   * any notice that follows it; a promise tells too late for that.
   */
  ask<K extends RequestName>(
    name: K,
    input: RequestInput<K>,
    timeoutMs: number,
    heard?: () => void,
  ): Promise<Outcome<RequestOutput<K>>> {
    return new Promise((resolve) => {
      const settle = (outcome: Outcome<RequestOutput<K>>) => {
        clearTimeout(timer)
        this.#open.delete(lose)
        resolve(outcome)
      }
      const lose = (why: 'timeout' | 'lost') => settle({ answered: false, why })
      const timer = setTimeout(lose, timeoutMs, 'timeout')
      this.#open.add(lose)
      this.#socket.send(name, input, (reply) => {
        heard?.()
        settle({ answered: true, reply: parseReply(name, reply) })
      })
    })
  }

  /** The socket is gone: nothing will be answered any more. */
  abandon(): void {
    for (const lose of this.#open) lose('lost')
  }
}

/** A reply as it must be; one that is not counts as a failure of the server. */
function parseReply<K extends RequestName>(name: K, reply: unknown): Reply<RequestOutput<K>> {
  const envelope = Envelope.safeParse(reply)
  if (!envelope.success) return malformed(name)
  if (!envelope.data.ok) return envelope.data
  const data = clientRequests[name].out.safeParse(envelope.data.data)
  return data.success ? { ok: true, data: data.data as RequestOutput<K> } : malformed(name)
}

function malformed(name: string): Reply<never> {
  console.error('The server answered out of form', name)
  return { ok: false, error: { code: 'INTERNAL', retry: true, parameters: {} } }
}
