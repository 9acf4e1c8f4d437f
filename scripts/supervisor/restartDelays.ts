/** How long to wait before a crashed service is started again: at once the first time, longer while it keeps crashing. */
const DELAYS_MS = [0, 500, 1000, 2000, 4000, 8000, 10_000] as const
/** A service that ran this long was well; its next crash is a first one again. */
const STEADY_MS = 10_000

export class RestartDelays {
  #crashes = 0

  /** Crashes in a row. */
  get crashes(): number {
    return this.#crashes
  }

  /**
   * @param ranForMs how long the service ran before this crash
   * @returns milliseconds to wait
   */
  next(ranForMs: number): number {
    if (ranForMs >= STEADY_MS) this.#crashes = 0
    const delay = DELAYS_MS[Math.min(this.#crashes, DELAYS_MS.length - 1)] ?? 0
    this.#crashes++
    return delay
  }
}
