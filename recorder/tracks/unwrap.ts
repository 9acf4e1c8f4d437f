/** Turns a counter that wraps around (16-bit sequence, 32-bit timestamp) into one that only grows with the media. */
export class Unwrapper {
  readonly #size: number
  #highest: number | null = null

  /** @param bits width of the counter on the wire */
  constructor(bits: 16 | 32) {
    this.#size = 2 ** bits
  }

  /** The value nearest to the highest one seen. Late values come out below it, never negative. */
  unwrap(value: number): number {
    // One turn is added at the start so that packets older than the first one stay positive.
    if (this.#highest === null) return (this.#highest = value + this.#size)
    const step = (value - this.#highest) % this.#size
    const forward = step < 0 ? step + this.#size : step
    const unwrapped = this.#highest + (forward < this.#size / 2 ? forward : forward - this.#size)
    this.#highest = Math.max(this.#highest, unwrapped)
    return unwrapped
  }
}
