/** One track of a sitting: one SSRC, its sequence, its counts. */
import type { TrackPlan, TrackReport } from '#protocol/recording/control.ts'
import { toInstant } from './clock.ts'
import type { TrackTotals } from './facts.ts'
import { KeyFrameWatch } from './feedback.ts'
import { beginsKeyFrame, sequenceOf } from './rtp.ts'
import { SequenceTracker } from './sequence.ts'

/** What is known of a track up to some moment. */
export interface Tally {
  readonly totals: TrackTotals
  /** UTC milliseconds. */
  readonly lastArrivalAt: number | null
}

export class Track {
  readonly plan: TrackPlan
  readonly sequence = new SequenceTracker()
  readonly keyFrames: KeyFrameWatch | null
  #packets = 0
  #bytes = 0
  /** Counted after marks were made already, so they stand apart and are added to every result. */
  #earlierPackets = 0
  #earlierBytes = 0
  #lastArrivalAt: number | null = null
  #durable: Tally | null = null

  constructor(plan: TrackPlan) {
    this.plan = plan
    this.keyFrames = plan.kind === 'video' ? new KeyFrameWatch() : null
  }

  /** What this process took, on disk or not. */
  get tally(): Tally {
    const { highest, repaired, lost } = this.sequence
    return {
      totals: {
        trackId: this.plan.trackId,
        packets: this.#packets,
        bytes: this.#bytes,
        repaired,
        lost,
        highest: highest < 0 ? null : highest,
      },
      lastArrivalAt: this.#lastArrivalAt,
    }
  }

  /** Whether packets were taken and none is known to be synced yet. */
  get isAwaitingFirstSync(): boolean {
    return this.#packets > 0 && (this.#durable?.totals.packets ?? 0) === 0
  }

  /** Notes a packet; false when it is a duplicate and need not be kept. */
  take(packet: Buffer, arrivalUs: number): boolean {
    if (this.sequence.arrived(sequenceOf(packet)) === 'duplicate') return false
    this.#packets += 1
    this.#bytes += packet.length
    this.#lastArrivalAt = toInstant(arrivalUs)
    this.keyFrames?.packet(this.#lastArrivalAt, beginsKeyFrame(this.plan.mimeType, packet))
    return true
  }

  /** Notes a packet near the end of what an earlier process wrote; it is counted later, by `countEarlier`. */
  recall(packet: Buffer, arrivalUs: number, isBeginning: boolean): void {
    if (isBeginning) this.sequence.skipTo(sequenceOf(packet))
    else this.sequence.arrived(sequenceOf(packet))
    this.#lastArrivalAt = toInstant(arrivalUs)
    this.keyFrames?.packet(this.#lastArrivalAt, beginsKeyFrame(this.plan.mimeType, packet))
  }

  /** Counts a packet that an earlier process wrote. */
  countEarlier(packet: Buffer): void {
    this.#earlierPackets += 1
    this.#earlierBytes += packet.length
    this.sequence.isKnown(sequenceOf(packet))
  }

  /** Takes up the counts of an earlier process. */
  restore({ packets, bytes, repaired, lost, highest }: TrackTotals): void {
    this.#packets = packets
    this.#bytes = bytes
    if (highest !== null) this.sequence.restore(highest, repaired, lost)
  }

  /** Notes that everything that `tally` counts is synced. */
  settle(tally: Tally): void {
    this.#durable = tally
  }

  /** Counts since the track was opened up to a tally. */
  totalsAt({ totals }: Tally): TrackTotals {
    const { packets, bytes } = totals
    return { ...totals, packets: packets + this.#earlierPackets, bytes: bytes + this.#earlierBytes }
  }

  /** Of packets and bytes only the synced ones are counted. */
  report(): TrackReport {
    return {
      trackId: this.plan.trackId,
      packets: (this.#durable?.totals.packets ?? 0) + this.#earlierPackets,
      bytes: (this.#durable?.totals.bytes ?? 0) + this.#earlierBytes,
      lastArrivalAt: this.#durable?.lastArrivalAt ?? null,
      missing: this.sequence.missing,
      repaired: this.sequence.repaired,
    }
  }
}
