/** A packet with its unwrapped counters, on its way through the sequencer. */
export interface SequencedPacket {
  readonly sequence: number
  readonly arrivalUs: number
}

/** A run of sequence numbers that were missing when the packet after them arrived. */
export interface Hole {
  readonly firstSequence: number
  readonly packets: number
  /** How many of them came later, brought back by NACK or merely overtaken. */
  readonly repaired: number
  /** Arrivals of the packets around the hole, microseconds of the recorder's wall clock. */
  readonly fromUs: number
  readonly toUs: number
}

export interface SequencerEvents<P> {
  /** In order of sequence, each number once; `afterHole` when packets before it are missing for good. */
  onPacket(packet: P, afterHole: boolean): void
  onHole(hole: Hole): void
}

/**
 * Longest time that a hole is kept open. mediasoup resends 2 s of video at most; the rest covers a recorder
 * that was away and reads its queue late.
 */
const HOLE_PATIENCE_US = 10_000_000

interface OpenHole {
  readonly firstSequence: number
  readonly packets: number
  repaired: number
  readonly fromUs: number
  readonly toUs: number
}

/** Brings the packets of one track into order of sequence, drops doubles and reports holes. */
export class Sequencer<P extends SequencedPacket> {
  readonly #events: SequencerEvents<P>
  readonly #waiting = new Map<number, P>()
  #holes: OpenHole[] = []
  #next: number | null = null
  #highest = 0
  #lastArrivalUs = 0
  #afterHole = false

  constructor(events: SequencerEvents<P>) {
    this.#events = events
  }

  /** Takes the packets in order of arrival. */
  push(packet: P): void {
    const { sequence, arrivalUs } = packet
    if (this.#next === null) {
      this.#next = sequence
      this.#highest = sequence - 1
    }
    if (sequence < this.#next || this.#waiting.has(sequence)) return
    if (sequence > this.#highest) {
      if (sequence > this.#highest + 1) this.#openHole(sequence, arrivalUs)
      this.#highest = sequence
      this.#lastArrivalUs = arrivalUs
    } else {
      const hole = this.#holes.find((open) => isInside(open, sequence))
      if (hole) hole.repaired += 1
    }
    this.#waiting.set(sequence, packet)
    this.#release(arrivalUs - HOLE_PATIENCE_US)
  }

  /** Gives out everything that still waits. */
  flush(): void {
    this.#release(Infinity)
  }

  #openHole(sequence: number, arrivalUs: number): void {
    this.#holes.push({
      firstSequence: this.#highest + 1,
      packets: sequence - this.#highest - 1,
      repaired: 0,
      fromUs: this.#lastArrivalUs,
      toUs: arrivalUs,
    })
  }

  /** Gives out what is in order; holes whose far side arrived before `givenUpUs` are jumped over. */
  #release(givenUpUs: number): void {
    while (this.#next !== null && this.#next <= this.#highest) {
      const packet = this.#waiting.get(this.#next)
      if (packet) {
        this.#waiting.delete(this.#next)
        this.#next += 1
        this.#reportPassedHoles()
        this.#events.onPacket(packet, this.#afterHole)
        this.#afterHole = false
        continue
      }
      const next = this.#next
      const hole = this.#holes.find((open) => isInside(open, next))
      if (hole && hole.toUs > givenUpUs) return
      this.#next += 1
      this.#afterHole = true
    }
    this.#reportPassedHoles()
  }

  #reportPassedHoles(): void {
    const next = this.#next ?? 0
    while (this.#holes[0] && this.#holes[0].firstSequence + this.#holes[0].packets <= next) {
      const [passed, ...rest] = this.#holes
      this.#holes = rest
      if (passed) this.#events.onHole({ ...passed })
    }
  }
}

function isInside(hole: OpenHole, sequence: number): boolean {
  return sequence >= hole.firstSequence && sequence < hole.firstSequence + hole.packets
}
