import type { SeatId } from '#protocol/ids.ts'
import type { Source } from '#protocol/sources.ts'
import { trackKey, type TrackKey } from '../session/seatStore.ts'
import type { ShownSize } from '../session/types.ts'
import { largestShown, layerFor } from './layers.ts'
import type { AskServer } from './ports.ts'
import type { Received } from './receiver.ts'

/** Layouts move for a moment when somebody comes in; what they settle on counts. */
const SETTLES_MS = 300

/** Tells the server how large each picture is shown, and to stop those that nobody sees. */
export class Preferences {
  readonly #ask: AskServer
  readonly #shown = new Map<object, { key: TrackKey; size: ShownSize }>()
  /** What the server was told, by consumer. */
  readonly #told = new Map<string, number | null>()
  #received: readonly Received[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ask: AskServer) {
    this.#ask = ask
  }

  show(holder: object, seatId: SeatId, source: Source, size: ShownSize): void {
    this.#shown.set(holder, { key: trackKey(seatId, source), size })
    this.#tellSoon()
  }

  forget(holder: object): void {
    if (this.#shown.delete(holder)) this.#tellSoon()
  }

  handleReceived(received: readonly Received[]): void {
    this.#received = received
    const ids = new Set(received.map(({ consumerId }) => consumerId))
    for (const consumerId of this.#told.keys()) if (!ids.has(consumerId)) this.#told.delete(consumerId)
    this.#tellSoon()
  }

  /** The server may have forgotten what it was told. */
  handleResumed(): void {
    this.#told.clear()
    this.#tellSoon()
  }

  /** Whether this source was asked not to be sent. */
  isPaused(consumerId: string): boolean {
    return this.#told.get(consumerId) === null
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #tellSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#tell(), SETTLES_MS)
  }

  async #tell(): Promise<void> {
    for (const { consumerId, seatId, source, sizes, consumer } of this.#received) {
      if (consumer.kind !== 'video') continue
      const key = trackKey(seatId, source)
      const places = [...this.#shown.values()].filter((place) => place.key === key).map(({ size }) => size)
      const spatialLayer = layerFor(largestShown(places), sizes, globalThis.devicePixelRatio ?? 1)
      if (this.#told.get(consumerId) === spatialLayer) continue
      this.#told.set(consumerId, spatialLayer)
      const outcome = await this.#ask('media.prefer', { consumerId, spatialLayer })
      if (!outcome.answered) this.#told.delete(consumerId)
    }
  }
}
