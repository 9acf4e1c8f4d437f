/** Nothing at all for so long: the path is dead, whatever the browser says of it. */
export const SILENT_PATH_MS = 8_000
/** One source that stands still for so long is asked for again. */
export const STALLED_MS = 4_000
const ASK_AGAIN_EVERY_MS = 4_000
/** A longer gap between two looks: the page slept, and what it missed proves nothing. */
const SLEPT_MS = 7_000

interface Flow {
  bytes: number
  movedAt: number
  askedAt: number
}

export interface Watched {
  /** Nothing arrives by the transport, not even answers to the browser's own questions. */
  readonly pathIsSilent: boolean
  /** Consumers from which nothing arrives although it should. */
  readonly stalled: readonly string[]
  /** Those of them to ask for again now. */
  readonly wake: readonly string[]
}

/** Looks at counters of received bytes and says what stands still. Holds no clock. */
export class PacketWatch {
  #path: Flow | null = null
  #lookedAt = 0
  readonly #flows = new Map<string, Flow>()

  /**
   * One look.
   * @param now any rising clock, in ms.
   * @param path all that the transport received so far.
   * @param expected received bytes of each consumer that should flow; others are forgotten.
   */
  look(now: number, path: number, expected: ReadonlyMap<string, number>): Watched {
    if (now - this.#lookedAt > SLEPT_MS) this.reset()
    this.#lookedAt = now
    for (const consumerId of this.#flows.keys()) if (!expected.has(consumerId)) this.#flows.delete(consumerId)
    this.#path = moved(this.#path, path, now)
    const stalled: string[] = []
    const wake: string[] = []
    for (const [consumerId, bytes] of expected) {
      const flow = moved(this.#flows.get(consumerId) ?? null, bytes, now)
      this.#flows.set(consumerId, flow)
      if (now - flow.movedAt < STALLED_MS) continue
      stalled.push(consumerId)
      if (now - flow.askedAt < ASK_AGAIN_EVERY_MS) continue
      flow.askedAt = now
      wake.push(consumerId)
    }
    const pathIsSilent = expected.size > 0 && now - this.#path.movedAt >= SILENT_PATH_MS
    return { pathIsSilent, stalled, wake }
  }

  /** Forgets everything: the path was just built anew, or the page slept. */
  reset(): void {
    this.#path = null
    this.#flows.clear()
  }
}

function moved(flow: Flow | null, bytes: number, now: number): Flow {
  if (!flow) return { bytes, movedAt: now, askedAt: -Infinity }
  return flow.bytes === bytes ? flow : { ...flow, bytes, movedAt: now }
}
