/** Which packets of one RTP stream came, came late, or have to be asked for again. Pure: time is passed in. */

export const NACK_RETRY_MS = 40
export const NACK_TRIES = 10
/** More than this in one hole is not asked for: the sender keeps 1 s of audio and 2 s of video at most. */
export const LARGEST_HOLE_ASKED = 2000
const FORGIVEN_KEPT = 4096
const HALF_RANGE = 0x8000
const RANGE = 0x1_0000

/** What a packet is to its stream. Only a duplicate need not be kept. */
export type Arrival = 'next' | 'repaired' | 'duplicate'

/** Consecutive packets that will not come; `from` is an extended sequence number. */
export interface Gap {
  readonly from: number
  readonly count: number
}

export interface Asking {
  /** Extended sequence numbers to ask for now, ascending. */
  readonly ask: readonly number[]
  readonly givenUp: readonly Gap[]
}

interface Attempt {
  tries: number
  lastAskedMs: number
}

const NEVER = Number.NEGATIVE_INFINITY
const nothing: Asking = { ask: [], givenUp: [] }

export class SequenceTracker {
  #lowest = -1
  #highest = -1
  #repaired = 0
  #lost = 0
  readonly #missing = new Map<number, Attempt>()
  readonly #forgiven = new Set<number>()
  #tooOld: Gap[] = []

  /** Highest extended sequence number seen, or -1. */
  get highest(): number {
    return this.#highest
  }

  /** Packets missing now: being asked for, and given up. */
  get missing(): number {
    return this.#missing.size + this.#lost
  }

  /** Packets given up. */
  get lost(): number {
    return this.#lost
  }

  /** Packets that came after they were found missing. */
  get repaired(): number {
    return this.#repaired
  }

  /** Takes up a stream where an earlier process left it; what lies below `highest` is not asked for. */
  restore(highest: number, repaired: number, lost: number): void {
    this.#lowest = 0
    this.#highest = highest
    this.#repaired = repaired
    this.#lost = lost
  }

  /** Takes a packet for the highest one without asking for what lies between. */
  skipTo(sequence: number): void {
    this.#lowest = 0
    this.#highest = this.#highest < 0 ? sequence + RANGE : Math.max(this.#highest, this.#extend(sequence))
  }

  /** Notes that an earlier process has a packet that seemed to be missing. */
  isKnown(sequence: number): void {
    this.#missing.delete(this.#extend(sequence))
  }

  /** Notes a packet by its 16-bit sequence number. */
  arrived(sequence: number): Arrival {
    if (this.#highest < 0) {
      this.#lowest = sequence + RANGE
      this.#highest = this.#lowest
      return 'next'
    }
    const extended = this.#extend(sequence)
    if (extended > this.#highest) {
      this.#open(this.#highest + 1, extended)
      this.#highest = extended
      return 'next'
    }
    if (extended < this.#lowest) return this.#beforeFirst(extended)
    return this.#fill(extended)
  }

  /** What to ask for at this instant and what to give up. Counts as asked. */
  due(nowMs: number): Asking {
    if (this.#missing.size === 0 && this.#tooOld.length === 0) return nothing
    const ask: number[] = []
    const spent: number[] = []
    for (const [extended, attempt] of this.#missing) {
      if (nowMs - attempt.lastAskedMs < NACK_RETRY_MS) continue
      if (attempt.tries >= NACK_TRIES) {
        spent.push(extended)
      } else {
        attempt.tries += 1
        attempt.lastAskedMs = nowMs
        ask.push(extended)
      }
    }
    for (const extended of spent) this.#forgive(extended)
    const givenUp = [...this.#tooOld, ...runsOf(spent)]
    this.#tooOld = []
    return { ask: ask.toSorted((a, b) => a - b), givenUp }
  }

  /** Gives up everything that is still missing: the stream has ended. */
  giveUpAll(): readonly Gap[] {
    const spent = [...this.#missing.keys()]
    for (const extended of spent) this.#forgive(extended)
    const givenUp = [...this.#tooOld, ...runsOf(spent)]
    this.#tooOld = []
    return givenUp
  }

  /** Notes a gap that an earlier process gave up, so that it is neither asked for nor reported again. */
  alreadyGivenUp(fromSequence: number, count: number): void {
    if (this.#highest < 0) return
    const from = this.#extend(fromSequence)
    for (let extended = from; extended < from + count; extended++) this.#forgive(extended)
  }

  #extend(sequence: number): number {
    const near = this.#highest - (this.#highest % RANGE) + sequence
    if (near - this.#highest > HALF_RANGE) return near - RANGE
    if (this.#highest - near > HALF_RANGE) return near + RANGE
    return near
  }

  #open(from: number, to: number): void {
    const firstAsked = Math.max(from, to - LARGEST_HOLE_ASKED)
    if (firstAsked > from) {
      this.#tooOld.push({ from, count: firstAsked - from })
      this.#lost += firstAsked - from
    }
    for (let extended = firstAsked; extended < to; extended++) {
      this.#missing.set(extended, { tries: 0, lastAskedMs: NEVER })
    }
  }

  // A stream may begin out of order; what lies between such a packet and the first one is missing too.
  #beforeFirst(extended: number): Arrival {
    if (this.#lowest - extended > LARGEST_HOLE_ASKED) return 'duplicate'
    this.#open(extended + 1, this.#lowest)
    this.#lowest = extended
    return 'next'
  }

  #fill(extended: number): Arrival {
    if (this.#missing.delete(extended)) {
      this.#repaired += 1
      return 'repaired'
    }
    if (this.#forgiven.delete(extended)) {
      this.#lost -= 1
      this.#repaired += 1
      return 'repaired'
    }
    return 'duplicate'
  }

  #forgive(extended: number): void {
    this.#missing.delete(extended)
    this.#lost += 1
    this.#forgiven.add(extended)
    if (this.#forgiven.size > FORGIVEN_KEPT) {
      const [oldest] = this.#forgiven
      if (oldest !== undefined) this.#forgiven.delete(oldest)
    }
  }
}

function runsOf(numbers: readonly number[]): Gap[] {
  const gaps: { from: number; count: number }[] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = gaps.at(-1)
    if (last && last.from + last.count === number) last.count += 1
    else gaps.push({ from: number, count: 1 })
  }
  return gaps
}
