/** Enough heartbeats to outvote a few slow ones, few enough to follow a corrected clock within 20 s. */
const SAMPLES = 9

/** How far the server's clock is from the device's, as the median of the last heartbeats. */
export class ServerClock {
  readonly #offsetsMs: number[] = []

  /** What to add to the device's clock, in ms; 0 before the first sample. */
  get offsetMs(): number {
    const sorted = this.#offsetsMs.toSorted((a, b) => a - b)
    const middle = sorted.length >> 1
    const upper = sorted[middle] ?? 0
    const lower = sorted[middle - 1] ?? upper
    return Math.round(sorted.length % 2 === 1 ? upper : (lower + upper) / 2)
  }

  /** One answered heartbeat; `sentAt` and `receivedAt` are the device's clock, all in UTC ms. */
  sample(sentAt: number, receivedAt: number, serverTime: number): void {
    this.#offsetsMs.push(serverTime - (sentAt + receivedAt) / 2)
    if (this.#offsetsMs.length > SAMPLES) this.#offsetsMs.shift()
  }

  /** Forgets the samples: after a sleep or a change of network the old ones mislead. */
  reset(): void {
    this.#offsetsMs.length = 0
  }
}
