/**
 * The media of one sitting. It makes the media server agree with the audience table: what the table takes away is
 * closed or paused before anybody is told, what it adds is made afterwards, and nothing else is ever made.
 */
import type { types } from 'mediasoup'
import type { Audience } from '#procedure/audience.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { SeatId } from '#protocol/ids.ts'
import type { RtpCapabilities, RtpParameters } from '#protocol/media.ts'
import type { RequestInput, RequestOutput } from '#protocol/signalling.ts'
import { kindOf, type Source } from '#protocol/sources.ts'
import type { Log } from '#platform/log.ts'
import { clientCapabilities } from './codecs.ts'
import { LevelMeter, type Levels } from './levels.ts'
import { doneWithin, REVOKE_LIMIT_MS } from './limit.ts'
import type { Notify } from './notifier.ts'
import {
  createBrowserTransport,
  MediaPeer,
  sourceKey,
  type OwnProducer,
  type SourceProducer,
} from './peer.ts'
import { createPlainPeer } from './plainPeer.ts'
import { Reception } from './reception.ts'
import type { RoomRouter, WorkerPool } from './workerPool.ts'

/** A screen is 3 Mbit/s and a key frame costs; one a second is enough for everybody together. */
const KEY_FRAME_DELAY_MS = 1_000

export interface SittingMediaOptions {
  readonly pool: WorkerPool
  readonly log: Log
  readonly notify: Notify
  /** The table as it is now. */
  readonly table: Audience
  /** Whether the seat's role may ever send. */
  readonly maySend: (seatId: SeatId) => boolean
  readonly recorder: RecorderRow | null
}

/** The recorder as a receiver: it has a row of the table like any seat. */
export interface RecorderRow {
  /** A (new) router to take from; everything on the one before is gone. */
  useRouter(room: RoomRouter): void
  /** Ends what the table does not grant. */
  revoke(table: Audience): Promise<void>
  /** Takes what the table grants and is there. */
  grant(table: Audience, producers: ReadonlyMap<string, SourceProducer>): void
  close(): void
}

export class SittingMedia {
  readonly #options: SittingMediaOptions
  readonly #log: Log
  readonly #peers = new Map<SeatId, MediaPeer>()
  /** By `sourceKey`. */
  readonly #producers = new Map<string, SourceProducer>()
  readonly #reception: Reception
  #table: Audience
  #room: RoomRouter
  #meter: LevelMeter
  #closed = false

  private constructor(options: SittingMediaOptions, room: RoomRouter, meter: LevelMeter) {
    this.#options = options
    this.#log = options.log
    this.#table = options.table
    this.#room = room
    this.#meter = meter
    this.#reception = new Reception({
      log: options.log,
      notify: options.notify,
      table: () => this.#table,
      producers: this.#producers,
      peers: this.#peers,
      canConsume: ({ rtpCapabilities }, { id: producerId }) =>
        this.#room.router.canConsume({ producerId, rtpCapabilities }),
    })
  }

  static async create(options: SittingMediaOptions): Promise<SittingMedia> {
    const room = await options.pool.createRouter()
    const media: { current?: SittingMedia } = {}
    const meter = await LevelMeter.create(room.router, (levels) => media.current?.handleLevels(levels))
    media.current = new SittingMedia(options, room, meter)
    media.current.#handleRouter()
    options.recorder?.useRouter(room)
    return media.current
  }

  get routerCapabilities(): RtpCapabilities {
    return clientCapabilities(this.#room.router)
  }

  /** What a seat's connection has at this moment, for one that comes back; null when it has no transports. */
  standing(seatId: SeatId): { sources: Source[]; consumerIds: string[] } | null {
    const peer = this.#peers.get(seatId)
    if (!peer || peer.closed) return null
    return {
      sources: [...peer.producers.keys()],
      consumerIds: [...peer.consumers.values()].map(({ consumer }) => consumer.id),
    }
  }

  /** Offers everything again that a returned connection already has. */
  offerAgain(seatId: SeatId): void {
    this.#reception.offerAgain(seatId)
  }

  /** Gives a seat's connection its transports; those of before are gone. */
  async start(seatId: SeatId, rtpCapabilities: RtpCapabilities): Promise<RequestOutput<'media.start'>> {
    const room = this.#room
    const receive = await createBrowserTransport(room, 'receive')
    const send = this.#options.maySend(seatId) ? await createBrowserTransport(room, 'send') : null
    const transports = { send: send?.transport ?? null, receive: receive.transport }
    this.#adopt(new MediaPeer(seatId, rtpCapabilities, transports), room)
    return { send: send?.offer ?? null, receive: receive.offer }
  }

  /** The same for a bot without WebRTC. The caller has checked that this is a trial. */
  async startPlain(
    seatId: SeatId,
    rtpCapabilities: RtpCapabilities,
  ): Promise<RequestOutput<'media.startPlain'>> {
    const room = this.#room
    const { peer, address } = await createPlainPeer(
      room,
      seatId,
      rtpCapabilities,
      this.#options.maySend(seatId),
    )
    this.#adopt(peer, room)
    return address
  }

  async connectTransport(seatId: SeatId, request: RequestInput<'media.connectTransport'>): Promise<void> {
    const transport = this.#peer(seatId).webRtcTransport({ id: request.transportId })
    await transport.connect({ dtlsParameters: request.dtlsParameters as types.DtlsParameters })
  }

  async restartIce(
    seatId: SeatId,
    { direction }: RequestInput<'media.restartIce'>,
  ): Promise<RequestOutput<'media.restartIce'>> {
    const iceParameters = await this.#peer(seatId).webRtcTransport({ direction }).restartIce()
    return { iceParameters }
  }

  /** Takes a source in, held or live as the table says. Throws MEDIA_NOT_GRANTED when it says neither. */
  async produce(
    seatId: SeatId,
    { source, kind, rtpParameters }: RequestInput<'media.produce'>,
  ): Promise<RequestOutput<'media.produce'>> {
    const peer = this.#peer(seatId)
    const space = this.#table.spaces.get(seatId)
    const standing = this.#standingOf(seatId, source)
    if (standing === 'none' || !space || !peer.send) throw new CatalogueError('MEDIA_NOT_GRANTED')
    if (kind !== kindOf(source)) throw new CatalogueError('MEDIA_REJECTED')
    peer.producers.get(source)?.producer.close()
    const producer = await this.#makeProducer(peer.send, kind, rtpParameters, standing === 'held')
    // The table may have changed while the worker answered. Nobody received anything yet.
    const now = this.#standingOf(seatId, source)
    if (now === 'none' || this.#table.spaces.get(seatId) !== space || this.#peers.get(seatId) !== peer) {
      producer.close()
      throw new CatalogueError('MEDIA_NOT_GRANTED')
    }
    if (now === 'held' && !producer.paused) await producer.pause()
    this.#adoptProducer(peer, { producer, source, space })
    if (kind === 'audio') await this.#meter.follow(producer, seatId)
    this.#grantNow()
    return { producerId: producer.id, held: producer.paused }
  }

  stopProducing(seatId: SeatId, source: Source): void {
    const own = this.#peer(seatId).producers.get(source)
    if (!own) throw new CatalogueError('MEDIA_UNKNOWN')
    own.producer.close()
  }

  /** The receiver has built its side: media may flow, if the table still says so. */
  async consumerReady(seatId: SeatId, consumerId: string): Promise<void> {
    await this.#reception.ready(this.#peer(seatId), consumerId)
  }

  async prefer(seatId: SeatId, request: RequestInput<'media.prefer'>): Promise<void> {
    await this.#reception.prefer(this.#peer(seatId), request)
  }

  /** Ends all media of a seat. Idempotent. */
  leave(seatId: SeatId): void {
    const peer = this.#peers.get(seatId)
    this.#peers.delete(seatId)
    for (const { producer } of peer?.producers.values() ?? []) producer.close()
    peer?.close()
  }

  /** Makes nothing flow any more that the table does not grant; resolves once that is true. Never rejects. */
  async revoke(table: Audience): Promise<void> {
    this.#table = table
    await Promise.all([
      ...[...this.#peers.values()].map((peer) => this.#revokeSending(peer)),
      this.#reception.revoke(),
      this.#options.recorder?.revoke(table),
    ])
  }

  /** Starts what the table adds. Goes on by itself. */
  grant(): void {
    for (const peer of this.#peers.values()) {
      for (const own of peer.producers.values()) {
        if (own.producer.paused && this.#standingOf(peer.seatId, own.source) === 'live') {
          void this.#release(peer, own)
        }
      }
    }
    this.#grantNow()
  }

  /** Ends everything. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.recorder?.close()
    for (const seatId of this.#peers.keys()) this.leave(seatId)
    this.#room.router.close()
  }

  /** Tells everybody how loud those are whom they hear. */
  handleLevels({ speaker, levels }: Levels): void {
    for (const [seatId, grants] of this.#table.receive) {
      if (!this.#peers.has(seatId)) continue
      const heard = new Set(grants.filter(({ source }) => source === 'mic').map((grant) => grant.seatId))
      this.#options.notify(seatId, 'levels', {
        speaker: speaker !== null && heard.has(speaker) ? speaker : null,
        levels: levels.filter((level) => heard.has(level.seatId)),
      })
    }
  }

  #standingOf(seatId: SeatId, source: Source): 'live' | 'held' | 'none' {
    const production = this.#table.produce.get(seatId)
    if (production?.live.includes(source)) return 'live'
    return production?.held.includes(source) ? 'held' : 'none'
  }

  #peer(seatId: SeatId): MediaPeer {
    const peer = this.#peers.get(seatId)
    if (!peer || peer.closed) throw new CatalogueError('MEDIA_UNKNOWN')
    return peer
  }

  #adopt(peer: MediaPeer, room: RoomRouter): void {
    if (this.#closed || room !== this.#room) {
      peer.close()
      throw new CatalogueError('MEDIA_RESTARTED')
    }
    this.leave(peer.seatId)
    this.#peers.set(peer.seatId, peer)
    this.#grantNow()
  }

  async #makeProducer(
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

  #adoptProducer(peer: MediaPeer, own: OwnProducer): void {
    const { producer, source } = own
    const key = sourceKey(peer.seatId, source)
    peer.producers.set(source, own)
    this.#producers.set(key, { seatId: peer.seatId, source, producer })
    producer.observer.once('close', () => {
      if (peer.producers.get(source) === own) peer.producers.delete(source)
      if (this.#producers.get(key)?.producer === producer) this.#producers.delete(key)
    })
  }

  async #revokeSending(peer: MediaPeer): Promise<void> {
    const work = [...peer.producers.values()].map(async ({ producer, source, space }) => {
      const standing = this.#standingOf(peer.seatId, source)
      const stays = standing !== 'none' && this.#table.spaces.get(peer.seatId) === space
      if (stays && standing === 'live') return
      // The answer to `pause` says that nothing is forwarded any more; `close` itself is not answered.
      if (!producer.paused) await producer.pause()
      if (stays) this.#options.notify(peer.seatId, 'media.producerHeld', { source, held: true })
      else {
        producer.close()
        this.#options.notify(peer.seatId, 'media.producerClosed', { source })
      }
    })
    if (await doneWithin(Promise.all(work), REVOKE_LIMIT_MS)) return
    this.#log.error({ seatId: peer.seatId }, 'sender could not be silenced in time, its transport is closed')
    peer.send?.close()
  }

  async #release(peer: MediaPeer, { producer, source }: OwnProducer): Promise<void> {
    try {
      await producer.resume()
      // Silenced again while the worker answered: the newer word counts.
      if (this.#standingOf(peer.seatId, source) !== 'live') await producer.pause()
      else this.#options.notify(peer.seatId, 'media.producerHeld', { source, held: false })
    } catch (error) {
      if (!producer.closed) this.#log.warn({ seatId: peer.seatId, err: error }, 'producer not released')
    }
  }

  #grantNow(): void {
    this.#reception.grant()
    this.#options.recorder?.grant(this.#table, this.#producers)
  }

  #handleRouter(): void {
    const room = this.#room
    room.router.once('workerclose', () => {
      if (!this.#closed && room === this.#room) void this.#moveToNewRouter()
    })
  }

  /** The worker died: everybody starts their media again on another one. */
  async #moveToNewRouter(): Promise<void> {
    for (const peer of this.#peers.values()) peer.close()
    const seats = [...this.#options.table.spaces.keys()]
    this.#peers.clear()
    this.#producers.clear()
    try {
      const room = await this.#options.pool.createRouter()
      this.#room = room
      this.#meter = await LevelMeter.create(room.router, (levels) => this.handleLevels(levels))
    } catch (error) {
      if (!this.#closed) this.#log.error({ err: error }, 'no router for the sitting')
      return
    }
    if (this.#closed) return this.#room.router.close()
    this.#handleRouter()
    this.#options.recorder?.useRouter(this.#room)
    this.#grantNow()
    const restarted = { routerRtpCapabilities: this.routerCapabilities }
    for (const seatId of seats) this.#options.notify(seatId, 'media.restarted', restarted)
  }
}
