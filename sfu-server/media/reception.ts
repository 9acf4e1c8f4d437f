/** The receiving half of a sitting's media: exactly one consumer for each grant whose source is there. */
import type { types } from 'mediasoup'
import type { Audience, Grant } from '#procedure/audience.ts'
import type { SeatId } from '#protocol/ids.ts'
import type { RequestInput } from '#protocol/signalling.ts'
import type { Log } from '#platform/log.ts'
import { doneWithin, REVOKE_LIMIT_MS } from './limit.ts'
import type { Notify } from './notifier.ts'
import {
  consumerOffer,
  sourceKey,
  spatialLayersOf,
  type MediaPeer,
  type OwnConsumer,
  type SourceProducer,
} from './peer.ts'

export interface ReceptionOptions {
  readonly log: Log
  readonly notify: Notify
  readonly table: () => Audience
  /** By `sourceKey`. */
  readonly producers: ReadonlyMap<string, SourceProducer>
  readonly peers: ReadonlyMap<SeatId, MediaPeer>
  /** Whether the receiver can play it at all; a bot without video cannot. */
  readonly canConsume: (peer: MediaPeer, producer: types.Producer) => boolean
}

export class Reception {
  readonly #options: ReceptionOptions
  readonly #making = new Set<string>()

  constructor(options: ReceptionOptions) {
    this.#options = options
  }

  /** Closes every consumer that the table does not grant. A receiver that does not obey in time loses its transport. */
  async revoke(): Promise<void> {
    await Promise.all(
      [...this.#options.peers.values()].map(async (peer) => {
        const unwanted = [...peer.consumers.values()].filter((own) => !this.#granted(peer.seatId, own))
        if (unwanted.length === 0) return
        const inTime = await doneWithin(Promise.all(unwanted.map(silence)), REVOKE_LIMIT_MS)
        for (const own of unwanted) this.#drop(peer, own)
        if (inTime) return
        this.#options.log.error(
          { seatId: peer.seatId },
          'receiver could not be cut off in time, its transport is closed',
        )
        peer.receive.close()
      }),
    )
  }

  /** Makes the consumers that are granted and missing, paused. Goes on by itself. */
  grant(): void {
    for (const peer of this.#options.peers.values()) {
      for (const grant of this.#options.table().receive.get(peer.seatId) ?? []) {
        const source = this.#options.producers.get(sourceKey(grant.seatId, grant.source))
        if (source && !peer.consumers.has(sourceKey(grant.seatId, grant.source)))
          void this.#make(peer, source)
      }
    }
  }

  /** The receiver has built its side. */
  async ready(peer: MediaPeer, consumerId: string): Promise<void> {
    const own = peer.consumer(consumerId)
    const isWoken = own.ready && !own.consumer.paused && own.consumer.kind === 'video'
    own.ready = true
    await this.#follow(peer, own)
    // Said again because its picture stands still: it may have missed a key frame.
    if (isWoken && !own.consumer.closed) await own.consumer.requestKeyFrame()
  }

  /** The size at which the receiver shows a picture; none pauses it. */
  async prefer(peer: MediaPeer, { consumerId, spatialLayer }: RequestInput<'media.prefer'>): Promise<void> {
    const own = peer.consumer(consumerId)
    own.hidden = spatialLayer === null
    if (spatialLayer !== null && own.consumer.type === 'simulcast') {
      await own.consumer.setPreferredLayers({ spatialLayer })
    }
    await this.#follow(peer, own)
  }

  /** Sends the offers of all consumers that a returned connection already has. */
  offerAgain(seatId: SeatId): void {
    const peer = this.#options.peers.get(seatId)
    for (const own of peer?.consumers.values() ?? []) {
      this.#options.notify(seatId, 'media.consumer', consumerOffer(own))
    }
  }

  #granted(seatId: SeatId, { seatId: from, source }: Grant): boolean {
    const grants = this.#options.table().receive.get(seatId) ?? []
    return grants.some((grant) => grant.seatId === from && grant.source === source)
  }

  async #follow(peer: MediaPeer, own: OwnConsumer): Promise<void> {
    const { consumer } = own
    const wanted = own.ready && !own.hidden && this.#granted(peer.seatId, own)
    if (wanted && consumer.paused) await consumer.resume()
    else if (!wanted && !consumer.paused) await consumer.pause()
  }

  async #make(peer: MediaPeer, { seatId, source, producer }: SourceProducer): Promise<void> {
    const making = `${peer.receive.id} ${producer.id}`
    if (this.#making.has(making) || !this.#options.canConsume(peer, producer)) return
    this.#making.add(making)
    try {
      const { rtpCapabilities } = peer
      const consumer = await peer.receive.consume({ producerId: producer.id, rtpCapabilities, paused: true })
      const own: OwnConsumer = {
        consumer,
        seatId,
        source,
        spatialLayers: spatialLayersOf(consumer),
        ready: false,
        hidden: false,
      }
      // The table may have changed while the worker answered. Nothing has flowed: it was made paused.
      if (!this.#granted(peer.seatId, own) || this.#options.peers.get(peer.seatId) !== peer) {
        consumer.close()
        return
      }
      peer.consumers.set(sourceKey(seatId, source), own)
      this.#handleConsumer(peer, own)
      this.#options.notify(peer.seatId, 'media.consumer', consumerOffer(own))
    } catch (error) {
      if (!producer.closed && !peer.closed) {
        this.#options.log.warn({ seatId: peer.seatId, from: seatId, source, err: error }, 'consumer not made')
      }
    } finally {
      this.#making.delete(making)
    }
  }

  #handleConsumer(peer: MediaPeer, own: OwnConsumer): void {
    // Closed before this listener stood: mediasoup told nobody.
    if (own.consumer.closed) this.#drop(peer, own)
    own.consumer.once('producerclose', () => this.#drop(peer, own))
  }

  #drop(peer: MediaPeer, own: OwnConsumer): void {
    own.consumer.close()
    const key = sourceKey(own.seatId, own.source)
    if (peer.consumers.get(key) !== own) return
    peer.consumers.delete(key)
    this.#options.notify(peer.seatId, 'media.consumerClosed', { consumerId: own.consumer.id })
    this.grant()
  }
}

/**
 * The answer to `pause` says that nothing flows any more; `close` itself is not answered. Also when it looks paused:
 * a `resume` may be on its way to the worker.
 */
async function silence({ consumer }: { consumer: types.Consumer }): Promise<void> {
  if (!consumer.closed) await consumer.pause()
}
