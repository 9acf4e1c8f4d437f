/**
 * The media of one sitting. It makes the media server agree with the audience table: what the table takes away is
 * closed or paused before anybody is told, what it adds is made afterwards, and nothing else is ever made.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { types } from 'mediasoup'
import type { Audience } from '#procedure/audience.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { SeatId } from '#protocol/ids.ts'
import type { RtpCapabilities } from '#protocol/media.ts'
import type { RequestInput, RequestOutput } from '#protocol/signalling.ts'
import type { Source } from '#protocol/sources.ts'
import type { Log } from '#platform/log.ts'
import { clientCapabilities } from './codecs.ts'
import { LevelMeter, type Levels } from './levels.ts'
import type { Notify } from './notifier.ts'
import { createBrowserTransport, MediaPeer, type SourceProducer } from './peer.ts'
import { createPlainPeer } from './plainPeer.ts'
import { Reception } from './reception.ts'
import { producedReply, Sending } from './sending.ts'
import type { RoomRouter, WorkerPool } from './workerPool.ts'

const ROUTER_RETRY_MS = 200

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
  readonly #sending: Sending
  readonly #reception: Reception
  readonly #connected = new WeakSet<types.Transport>()
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
    const shared = {
      log: options.log,
      notify: options.notify,
      table: () => this.#table,
      producers: this.#producers,
      peers: this.#peers,
    }
    this.#sending = new Sending(shared)
    this.#reception = new Reception({
      ...shared,
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
    // Asked again because the first answer was lost.
    if (this.#connected.has(transport)) return
    try {
      await transport.connect({ dtlsParameters: request.dtlsParameters as types.DtlsParameters })
      this.#connected.add(transport)
    } catch (error) {
      this.#log.info({ seatId, err: error }, 'transport refused by the media server')
      throw new CatalogueError('MEDIA_REJECTED')
    }
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
    request: RequestInput<'media.produce'>,
  ): Promise<RequestOutput<'media.produce'>> {
    const producer = await this.#sending.produce(this.#peer(seatId), request)
    if (producer.kind === 'audio') await this.#meter.follow(producer, seatId)
    this.#grantNow()
    return producedReply(producer)
  }

  stopProducing(seatId: SeatId, source: Source): void {
    this.#sending.stop(this.#peer(seatId), source)
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
      this.#sending.revoke(),
      this.#reception.revoke(),
      this.#options.recorder?.revoke(table),
    ])
    this.#sending.closeRevoked()
  }

  /** Starts what the table adds. Goes on by itself. */
  grant(): void {
    this.#sending.grant()
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

  /** False when the next worker died as well, while it was being asked. */
  async #takeRouter(): Promise<boolean> {
    try {
      const room = await this.#options.pool.createRouter()
      const meter = await LevelMeter.create(room.router, (levels) => this.handleLevels(levels))
      if (room.router.closed) return false
      this.#room = room
      this.#meter = meter
      return true
    } catch (error) {
      if (!this.#closed) this.#log.warn({ err: error }, 'no router for the sitting yet, trying again')
      return false
    }
  }

  /** The worker died: everybody starts their media again on another one. */
  async #moveToNewRouter(): Promise<void> {
    for (const peer of this.#peers.values()) peer.close()
    const seats = [...this.#options.table.spaces.keys()]
    this.#peers.clear()
    this.#producers.clear()
    while (!(await this.#takeRouter())) {
      if (this.#closed) return
      await wait(ROUTER_RETRY_MS)
    }
    if (this.#closed) return this.#room.router.close()
    this.#handleRouter()
    this.#options.recorder?.useRouter(this.#room)
    this.#grantNow()
    const restarted = { routerRtpCapabilities: this.routerCapabilities }
    for (const seatId of seats) this.#options.notify(seatId, 'media.restarted', restarted)
  }
}
