/** How loud everybody is and who speaks, as the media server measures it. */
import type { types } from 'mediasoup'
import type { SeatId } from '#protocol/ids.ts'

/** At most four times a second. */
const INTERVAL_MS = 250
/** Quieter than this is no speech but a room. */
const THRESHOLD_DBOV = -60
const MAX_SPEAKERS = 32

export interface Levels {
  readonly speaker: SeatId | null
  readonly levels: readonly { readonly seatId: SeatId; readonly level: number }[]
}

export class LevelMeter {
  readonly #volumes: types.AudioLevelObserver
  readonly #speakers: types.ActiveSpeakerObserver
  readonly #seats = new Map<string, SeatId>()
  readonly #report: (levels: Levels) => void
  #speaker: string | null = null

  private constructor(
    observers: { volumes: types.AudioLevelObserver; speakers: types.ActiveSpeakerObserver },
    report: (levels: Levels) => void,
  ) {
    this.#volumes = observers.volumes
    this.#speakers = observers.speakers
    this.#report = report
    this.#handleObservers()
  }

  /** @param report called while somebody is audible, and once when it becomes silent */
  static async create(router: types.Router, report: (levels: Levels) => void): Promise<LevelMeter> {
    const [volumes, speakers] = await Promise.all([
      router.createAudioLevelObserver({
        maxEntries: MAX_SPEAKERS,
        threshold: THRESHOLD_DBOV,
        interval: INTERVAL_MS,
      }),
      router.createActiveSpeakerObserver({ interval: INTERVAL_MS }),
    ])
    return new LevelMeter({ volumes, speakers }, report)
  }

  /** Measures a microphone from now on, until it closes. */
  async follow(producer: types.Producer, seatId: SeatId): Promise<void> {
    this.#seats.set(producer.id, seatId)
    producer.observer.once('close', () => this.#forget(producer.id))
    const { id: producerId } = producer
    await Promise.all([this.#volumes.addProducer({ producerId }), this.#speakers.addProducer({ producerId })])
  }

  #forget(producerId: string): void {
    this.#seats.delete(producerId)
    if (this.#speaker === producerId) this.#speaker = null
  }

  #handleObservers(): void {
    this.#speakers.on('dominantspeaker', ({ producer }) => (this.#speaker = producer.id))
    this.#volumes.on('silence', () => {
      this.#speaker = null
      this.#report({ speaker: null, levels: [] })
    })
    this.#volumes.on('volumes', (volumes) => {
      const levels = volumes.flatMap(({ producer, volume }) => {
        const seatId = this.#seats.get(producer.id)
        return seatId && !producer.paused ? [{ seatId, level: levelOf(volume) }] : []
      })
      this.#report({ speaker: this.#speakerAmong(levels), levels })
    })
  }

  /** The dominant speaker; while the observer has not made up its mind, the loudest. */
  #speakerAmong(levels: Levels['levels']): SeatId | null {
    const dominant = this.#speaker === null ? undefined : this.#seats.get(this.#speaker)
    if (dominant && levels.some(({ seatId }) => seatId === dominant)) return dominant
    return levels.toSorted((a, b) => b.level - a.level)[0]?.seatId ?? null
  }
}

/** 0 at the threshold, 1 at full scale. */
function levelOf(dbov: number): number {
  return Math.round(Math.min(1, Math.max(0, 1 - dbov / THRESHOLD_DBOV)) * 100) / 100
}
