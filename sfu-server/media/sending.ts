/** The sending half of a sitting's media: a source is taken in, held or let go as the table says. */
import type { types } from 'mediasoup'
import type { Audience } from '#procedure/audience.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { SeatId } from '#protocol/ids.ts'
import type { RtpParameters } from '#protocol/media.ts'
import type { RequestInput, RequestOutput } from '#protocol/signalling.ts'
import { kindOf, type Source } from '#protocol/sources.ts'
import type { Log } from '#platform/log.ts'
import { doneWithin, REVOKE_LIMIT_MS } from './limit.ts'
import type { Notify } from './notifier.ts'
import { sourceKey, type MediaPeer, type OwnProducer, type SourceProducer } from './peer.ts'

/** Every receiver asks for key frames, and each costs the sender; one a second is enough for all together. */
const KEY_FRAME_DELAY_MS = 1_000

export interface SendingOptions {
  readonly log: Log
  readonly notify: Notify
  readonly table: () => Audience
  readonly peers: ReadonlyMap<SeatId, MediaPeer>
  /** By `sourceKey`; kept up to date here. */
  readonly producers: Map<string, SourceProducer>
}

export class Sending {
  readonly #options: SendingOptions
  readonly #log: Log
  /** Producers whose `resume` is on its way to the worker. */
  readonly #releasing = new Set<types.Producer>()
  readonly #revoked: SourceProducer[] = []

  constructor(options: SendingOptions) {
    this.#options = options
    this.#log = options.log
  }

  /** Takes a source in, held or live as the table says. Throws MEDIA_NOT_GRANTED when it says neither. */
  async produce(
    peer: MediaPeer,
    { source, kind, rtpParameters }: RequestInput<'media.produce'>,
  ): Promise<types.Producer> {
    const { seatId, send } = peer
    const space = this.#options.table().spaces.get(seatId)
    const standing = this.#standingOf(seatId, source)
    if (standing === 'none' || !space || !send) throw new CatalogueError('MEDIA_NOT_GRANTED')
    if (kind !== kindOf(source)) throw new CatalogueError('MEDIA_REJECTED')
    peer.producers.get(source)?.producer.close()
    const producer = await this.#make(send, kind, rtpParameters, standing === 'held')
    // The table may have changed while the worker answered. Nobody received anything yet.
    const now = this.#standingOf(seatId, source)
    const hasMoved =
      this.#options.table().spaces.get(seatId) !== space || this.#options.peers.get(seatId) !== peer
    if (now === 'none' || hasMoved) {
      producer.close()
      throw new CatalogueError('MEDIA_NOT_GRANTED')
    }
    if (now === 'held' && !producer.paused) await producer.pause()
    // Asked for twice at once: the newer one stays, and the other is not left without an owner.
    peer.producers.get(source)?.producer.close()
    this.#adopt(peer, { producer, source, space })
    // Made held, and allowed to be heard while the worker answered: the grant of then did not know it yet.
    this.grant()
    return producer
  }

  /** The person closed a source of theirs. Throws MEDIA_UNKNOWN. */
  stop(peer: MediaPeer, source: Source): void {
    const own = peer.producers.get(source)
    if (!own) throw new CatalogueError('MEDIA_UNKNOWN')
    own.producer.close()
  }

  /** Silences what the table does not let through. A sender that cannot be silenced in time loses its transport. */
  async revoke(): Promise<void> {
    await Promise.all([...this.#options.peers.values()].map((peer) => this.#revokePeer(peer)))
  }

  /** Lets go what was held and may be heard now. Goes on by itself. */
  grant(): void {
    for (const peer of this.#options.peers.values()) {
      for (const own of peer.producers.values()) {
        const isHeld = own.producer.paused && !this.#releasing.has(own.producer)
        if (isHeld && this.#standingOf(peer.seatId, own.source) === 'live') void this.#release(peer, own)
      }
    }
  }

  #standingOf(seatId: SeatId, source: Source): 'live' | 'held' | 'none' {
    const production = this.#options.table().produce.get(seatId)
    if (production?.live.includes(source)) return 'live'
    return production?.held.includes(source) ? 'held' : 'none'
  }

  async #make(
    transport: types.Transport,
    kind: types.MediaKind,
    rtpParameters: RtpParameters,
    paused: boolean,
  ): Promise<types.Producer> {
    try {
      return await transport.produce({
        kind,
        rtpParameters: rtpParameters as types.RtpParameters,
        paused,
        ...(kind === 'video' ? { keyFrameRequestDelay: KEY_FRAME_DELAY_MS } : {}),
      })
    } catch (error) {
      this.#log.info({ err: error }, 'producer refused by the media server')
      throw new CatalogueError('MEDIA_REJECTED')
    }
  }

  #adopt(peer: MediaPeer, own: OwnProducer): void {
    const { producer, source } = own
    const { producers } = this.#options
    const key = sourceKey(peer.seatId, source)
    peer.producers.set(source, own)
    producers.set(key, { seatId: peer.seatId, source, producer })
    producer.observer.once('close', () => {
      if (peer.producers.get(source) === own) peer.producers.delete(source)
      if (producers.get(key)?.producer === producer) producers.delete(key)
    })
  }

  /**
   * Closes what `revoke` silenced for good. Its consumers are closed by then: the worker would not find them any more.
   */
  closeRevoked(): void {
    for (const { seatId, source, producer } of this.#revoked.splice(0)) {
      if (producer.closed) continue
      producer.close()
      this.#options.notify(seatId, 'media.producerClosed', { source })
    }
  }

  async #revokePeer(peer: MediaPeer): Promise<void> {
    const work = [...peer.producers.values()].map((own) => this.#revokeProducer(peer, own))
    if (await doneWithin(Promise.all(work), REVOKE_LIMIT_MS)) return
    this.#log.error({ seatId: peer.seatId }, 'sender could not be silenced in time, its transport is closed')
    peer.send?.close()
  }

  async #revokeProducer({ seatId }: MediaPeer, { producer, source, space }: OwnProducer): Promise<void> {
    const standing = this.#standingOf(seatId, source)
    const stays = standing !== 'none' && this.#options.table().spaces.get(seatId) === space
    const isSilent = producer.paused && !this.#releasing.has(producer)
    if (stays && (standing === 'live' || isSilent)) return
    // The answer to `pause` says that nothing is forwarded any more; `close` itself is not answered.
    if (!isSilent) await producer.pause()
    if (stays) this.#options.notify(seatId, 'media.producerHeld', { source, held: true })
    else this.#revoked.push({ seatId, source, producer })
  }

  async #release({ seatId }: MediaPeer, { producer, source }: OwnProducer): Promise<void> {
    this.#releasing.add(producer)
    try {
      await producer.resume()
      // Silenced again while the worker answered: the newer word counts.
      if (this.#standingOf(seatId, source) !== 'live') await producer.pause()
      else this.#options.notify(seatId, 'media.producerHeld', { source, held: false })
    } catch (error) {
      if (!producer.closed) this.#log.warn({ seatId, err: error }, 'producer not released')
    } finally {
      this.#releasing.delete(producer)
    }
  }
}

/** What a producer's owner is told of it. */
export function producedReply({ id, paused }: types.Producer): RequestOutput<'media.produce'> {
  return { producerId: id, held: paused }
}
