import type { TrackReport } from '#protocol/recording/control.ts'
import type { Log } from '#platform/log.ts'
import type { RecorderTrack } from './recorderTracks.ts'

/** Comparisons in a row in which a track was sent and not written before it counts as a gap. */
const STRIKES = 2

interface Ledger {
  sent: number
  written: number
  strikes: number
}

/** Compares, track by track, what the media server sent to the recorder with what the recorder has on disk. */
export class TrackAudit {
  readonly #log: Log
  readonly #ledgers = new Map<string, Ledger>()
  readonly #written = new Map<string, number>()
  #hasGap = false

  constructor(log: Log) {
    this.#log = log
  }

  /** Whether some track is being sent and has not been written for seconds. */
  get hasGap(): boolean {
    return this.#hasGap
  }

  handleReport(reports: readonly TrackReport[]): void {
    this.#written.clear()
    for (const { trackId, packets } of reports) this.#written.set(trackId, packets)
  }

  /** One comparison; to be called every other second. */
  async compare(tracks: readonly RecorderTrack[]): Promise<void> {
    const current = new Set(tracks.map(({ plan }) => plan.trackId))
    for (const trackId of this.#ledgers.keys()) if (!current.has(trackId)) this.#ledgers.delete(trackId)
    await Promise.all(tracks.map((track) => this.#compareTrack(track)))
    this.#hasGap = [...this.#ledgers.values()].some(({ strikes }) => strikes >= STRIKES)
  }

  async #compareTrack({ plan, consumer }: RecorderTrack): Promise<void> {
    const sent = await sentPackets(consumer)
    if (sent === null) return
    const written = this.#written.get(plan.trackId) ?? 0
    const ledger = this.#ledgers.get(plan.trackId)
    if (!ledger) {
      this.#ledgers.set(plan.trackId, { sent, written, strikes: 0 })
      return
    }
    const isMissing = sent > ledger.sent && written <= ledger.written
    ledger.strikes = isMissing ? ledger.strikes + 1 : 0
    ledger.sent = sent
    ledger.written = written
    if (ledger.strikes === STRIKES) {
      this.#log.warn(
        { trackId: plan.trackId, seatId: plan.seatId, source: plan.source },
        'track is not written',
      )
    }
  }
}

async function sentPackets(consumer: RecorderTrack['consumer']): Promise<number | null> {
  if (consumer.closed) return null
  try {
    const stats = await consumer.getStats()
    return stats.find(({ type }) => type === 'outbound-rtp')?.packetCount ?? null
  } catch {
    // Closed while it was asked.
    return null
  }
}
