/** Where the time comes from. Rules take `now` as an argument; only the edges hold a clock. */
export interface Clock {
  /** The present instant. */
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is told to move; for tests and replays. */
export class ManualClock implements Clock {
  #milliseconds: number

  constructor(start: Date) {
    this.#milliseconds = start.getTime()
  }

  now(): Date {
    return new Date(this.#milliseconds)
  }

  /** Moves the clock; a negative number moves it back, as a corrected machine clock does. */
  advance(milliseconds: number): void {
    this.#milliseconds += milliseconds
  }
}
