import type { RequestInput, RequestName, RequestOutput } from '#protocol/signalling.ts'
import type { Outcome } from '../link/requests.ts'

/** How the media asks the server. Never rejects. `heard` is called at the answer, before what follows it. */
export type AskServer = <K extends RequestName>(
  name: K,
  input: RequestInput<K>,
  heard?: () => void,
) => Promise<Outcome<RequestOutput<K>>>

/** The answer's data, or an error that says what came instead. */
export async function demand<K extends RequestName>(
  ask: AskServer,
  name: K,
  input: RequestInput<K>,
  heard?: () => void,
): Promise<RequestOutput<K>> {
  const outcome = await ask(name, input, heard)
  if (!outcome.answered) throw new Error(`${name}: ${outcome.why}`)
  if (!outcome.reply.ok) throw new ServerRefusal(name, outcome.reply.error.code, outcome.reply.error.retry)
  return outcome.reply.data
}

/** The server said no. */
export class ServerRefusal extends Error {
  readonly code: string
  readonly retry: boolean

  constructor(name: string, code: string, retry: boolean) {
    super(`${name}: ${code}`)
    this.name = 'ServerRefusal'
    this.code = code
    this.retry = retry
  }
}
