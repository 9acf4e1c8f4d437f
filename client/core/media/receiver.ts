import type { SeatId } from '#protocol/ids.ts'
import type { ConsumerOffer } from '#protocol/media.ts'
import type { Source } from '#protocol/sources.ts'
import type { types } from 'mediasoup-client'
import type { AskServer } from './ports.ts'

/** One source that comes in. */
export interface Received {
  readonly consumerId: string
  readonly seatId: SeatId
  readonly source: Source
  readonly sizes: number
  readonly consumer: types.Consumer
}

interface ReceiverOptions {
  readonly transport: types.Transport
  readonly ask: AskServer
  /** The set changed: all that comes in now. */
  readonly changed: (received: readonly Received[]) => void
}

/** Builds what the server offers and drops what it closes. It never asks for anything by itself. */
export class Receiver {
  readonly #options: ReceiverOptions
  readonly #received = new Map<string, Received>()
  /** Offers that are being built; one that the server closes meanwhile leaves the set. */
  readonly #building = new Set<string>()
  #closed = false

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  get received(): readonly Received[] {
    return [...this.#received.values()]
  }

  /** Takes an offer and says that it is ready. The same one again means: say it again. */
  async handleOffer(offer: ConsumerOffer): Promise<void> {
    const { consumerId, producerId, seatId, source, kind, rtpParameters, spatialLayers } = offer
    if (this.#closed || this.#building.has(consumerId)) return
    if (this.#received.has(consumerId)) {
      await this.ready(consumerId)
      return
    }
    this.#building.add(consumerId)
    try {
      const consumer = await this.#options.transport.consume({
        id: consumerId,
        producerId,
        kind,
        // Checked by its schema; the library's own type names the same shape more narrowly.
        rtpParameters: rtpParameters as types.RtpParameters,
        // Lips and voice of one person belong together; a shared screen waits for neither.
        streamId: source === 'screen' ? `${seatId}-screen` : seatId,
      })
      if (this.#closed || !this.#building.delete(consumerId)) {
        consumer.close()
        return
      }
      this.#received.set(consumerId, { consumerId, seatId, source, sizes: spatialLayers, consumer })
      this.#tell()
      await this.ready(consumerId)
    } catch (error) {
      this.#building.delete(consumerId)
      if (!this.#closed) console.warn('An offered source could not be received', source, error)
    }
  }

  /** The server closed one. */
  handleClosed(consumerId: string): void {
    this.#building.delete(consumerId)
    const gone = this.#received.get(consumerId)
    if (!gone) return
    this.#received.delete(consumerId)
    gone.consumer.close()
    this.#tell()
  }

  /** After a short loss: only these still stand on the server. */
  handleStanding(consumerIds: readonly string[]): void {
    for (const consumerId of this.#received.keys()) {
      if (!consumerIds.includes(consumerId)) this.handleClosed(consumerId)
    }
  }

  /** Lets a source flow; the server sends a key frame first. Also wakes one that stands still. */
  async ready(consumerId: string): Promise<void> {
    const outcome = await this.#options.ask('media.consumerReady', { consumerId })
    // An offer of the transports before these: the server knows it no longer.
    if (outcome.answered && !outcome.reply.ok && outcome.reply.error.code === 'MEDIA_UNKNOWN') {
      this.handleClosed(consumerId)
    }
  }

  /** Drops everything. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const { consumer } of this.#received.values()) consumer.close()
    this.#received.clear()
    this.#tell()
  }

  #tell(): void {
    this.#options.changed(this.received)
  }
}
