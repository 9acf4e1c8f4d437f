import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { type ChainedFact, isSealed, readFacts } from '../journal/facts.ts'
import { factsPath, segmentNumbers, segmentPath } from '../journal/folder.ts'

export interface SettledJournal {
  readonly facts: readonly ChainedFact[]
  readonly isSealed: boolean
  /** Changes whenever the journal does. */
  readonly fingerprint: string
}

/** A journal that is not sealed is taken as it is when nobody has written to it for this long. */
const QUIET_MS = 10_000
const POLL_MS = 250

/**
 * Waits until a journal is sealed, or until its writer has been silent for 10 s: a dead recorder must not keep the
 * court from what was recorded.
 *
 * @returns null when there is no journal at all
 * @throws FactsError when the chain of facts is broken; the signal's reason
 */
export async function settledJournal(folder: string, signal: AbortSignal): Promise<SettledJournal | null> {
  for (;;) {
    const facts = await readFacts(folder)
    const numbers = await segmentNumbers(folder)
    if (facts.length === 0 && numbers.length === 0) return null
    const written = await Promise.all([
      ...numbers.map((number) => stat(segmentPath(folder, number))),
      ...(facts.length > 0 ? [stat(factsPath(folder))] : []),
    ])
    const quietMs = Date.now() - Math.max(...written.map(({ mtimeMs }) => mtimeMs))
    if (isSealed(facts) || quietMs >= QUIET_MS) {
      const content = { head: facts.at(-1)?.hash ?? null, sizes: written.map(({ size }) => size) }
      const fingerprint = createHash('sha256').update(JSON.stringify(content)).digest('hex')
      return { facts, isSealed: isSealed(facts), fingerprint }
    }
    await delay(POLL_MS, undefined, { signal })
  }
}
