/** First pass over a journal: what arrived of each track and when, without touching the media itself. */
import type { ClockReport, Lag, Stretch } from './clock.ts'
import { senderReports } from './rtcp.ts'
import { parseRtp } from './rtp.ts'
import { Unwrapper } from './unwrap.ts'

/** A datagram of the journal; `JournalRecord` fits. */
export interface Datagram {
  readonly kind: 'rtp' | 'rtcp'
  /** Microseconds of the recorder's wall clock. */
  readonly arrivalUs: number
  readonly packet: Buffer
}

export interface TrackSurvey {
  readonly packets: number
  readonly firstArrivalUs: number
  readonly lastArrivalUs: number
  /** Unwrapped. */
  readonly lastTimestamp: number
  readonly stretches: readonly Stretch[]
  readonly reports: readonly ClockReport[]
  readonly lags: readonly Lag[]
}

/** mediasoup stops reporting on a stream that was silent this long; after it, the sender's clock may have moved. */
const SILENCE_US = 2_000_000
const LAG_EVERY_US = 1_000_000

class TrackSurveyor {
  readonly #nominalUs: number
  readonly #timestamps = new Unwrapper(32)
  readonly #stretches: { fromTimestamp: number; fromArrivalUs: number; leastLagUs: number }[] = []
  readonly #reports: ClockReport[] = []
  readonly #lags: { atUs: number; leastLagUs: number }[] = []
  #packets = 0
  #firstArrivalUs = 0
  #lastArrivalUs = 0
  #lastTimestamp = 0

  constructor(clockRate: number) {
    this.#nominalUs = 1e6 / clockRate
  }

  packet(raw: number, arrivalUs: number): void {
    const timestamp = this.#timestamps.unwrap(raw)
    if (this.#packets === 0) this.#firstArrivalUs = arrivalUs
    const isFresh = this.#packets === 0 || arrivalUs - this.#lastArrivalUs > SILENCE_US
    // Resent packets after a silence belong to the stretch before it, so only newer media may begin one.
    if (isFresh && timestamp > this.#lastTimestamp) {
      this.#stretches.push({ fromTimestamp: timestamp, fromArrivalUs: arrivalUs, leastLagUs: Infinity })
    }
    const lagUs = arrivalUs - this.#nominalUs * timestamp
    const stretch = this.#stretches.at(-1)
    if (stretch && timestamp >= stretch.fromTimestamp) {
      stretch.leastLagUs = Math.min(stretch.leastLagUs, lagUs)
    }
    const lag = this.#lags.at(-1)
    if (lag && arrivalUs - lag.atUs < LAG_EVERY_US) lag.leastLagUs = Math.min(lag.leastLagUs, lagUs)
    else this.#lags.push({ atUs: arrivalUs, leastLagUs: lagUs })
    this.#packets += 1
    this.#lastArrivalUs = arrivalUs
    this.#lastTimestamp = Math.max(this.#lastTimestamp, timestamp)
  }

  report(raw: number, ntpUs: number, arrivalUs: number): void {
    // Before the first packet there is nothing yet that the timestamp could be counted from.
    if (this.#packets === 0) return
    this.#reports.push({ timestamp: this.#timestamps.unwrap(raw), ntpUs, arrivalUs })
  }

  result(): TrackSurvey {
    return {
      packets: this.#packets,
      firstArrivalUs: this.#firstArrivalUs,
      lastArrivalUs: this.#lastArrivalUs,
      lastTimestamp: this.#lastTimestamp,
      stretches: this.#stretches,
      reports: this.#reports,
      lags: this.#lags,
    }
  }
}

/**
 * Reads a journal once.
 *
 * @param clockRates ticks per second of each SSRC that is wanted; others are passed over
 * @returns per SSRC what arrived; an SSRC without any packet is left out
 */
export async function survey(
  datagrams: AsyncIterable<Datagram>,
  clockRates: ReadonlyMap<number, number>,
): Promise<Map<number, TrackSurvey>> {
  const surveyors = new Map([...clockRates].map(([ssrc, rate]) => [ssrc, new TrackSurveyor(rate)]))
  for await (const { kind, arrivalUs, packet } of datagrams) {
    if (kind === 'rtp') {
      const { ssrc, timestamp } = parseRtp(packet)
      surveyors.get(ssrc)?.packet(timestamp, arrivalUs)
    } else {
      for (const { ssrc, ntpUs, timestamp } of senderReports(packet)) {
        surveyors.get(ssrc)?.report(timestamp, ntpUs, arrivalUs)
      }
    }
  }
  const results = [...surveyors].map(([ssrc, surveyor]) => [ssrc, surveyor.result()] as const)
  return new Map(results.filter(([, { packets }]) => packets > 0))
}
