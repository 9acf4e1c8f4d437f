/** Transports, producers and consumers of one connection of one seat. It obeys the room; it knows no rule. */
import type { types } from 'mediasoup'
import { parseScalabilityMode } from 'mediasoup'
import type { Space } from '#procedure/audience.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { SeatId } from '#protocol/ids.ts'
import type { ConsumerOffer, RtpCapabilities, TransportDirection, TransportOffer } from '#protocol/media.ts'
import type { Source } from '#protocol/sources.ts'
import type { RoomRouter } from './workerPool.ts'

const INITIAL_OUTGOING_BITRATE = 600_000
/** 720p with three layers and a shared screen; more is a mistake or an attack. */
const MAX_INCOMING_BITRATE = 5_000_000

export interface OwnProducer {
  readonly producer: types.Producer
  readonly source: Source
  /** The room it was made in; it never follows its owner into another one. */
  readonly space: Space
}

export interface OwnConsumer {
  readonly consumer: types.Consumer
  readonly seatId: SeatId
  readonly source: Source
  readonly spatialLayers: number
  /** The receiver built its side and wants it. */
  ready: boolean
  /** The receiver shows no picture of it now. */
  hidden: boolean
}

/** A source that is there to be taken. */
export interface SourceProducer {
  readonly seatId: SeatId
  readonly source: Source
  readonly producer: types.Producer
}

/** Where a source of a seat is kept in maps. */
export function sourceKey(seatId: SeatId, source: Source): string {
  return `${seatId}/${source}`
}

export class MediaPeer {
  readonly seatId: SeatId
  readonly rtpCapabilities: types.RtpCapabilities
  readonly producers = new Map<Source, OwnProducer>()
  /** By `sourceKey` of what is received. */
  readonly consumers = new Map<string, OwnConsumer>()
  readonly send: types.Transport | null
  readonly receive: types.Transport

  constructor(
    seatId: SeatId,
    rtpCapabilities: RtpCapabilities,
    transports: { send: types.Transport | null; receive: types.Transport },
  ) {
    this.seatId = seatId
    this.rtpCapabilities = rtpCapabilities as types.RtpCapabilities
    this.send = transports.send
    this.receive = transports.receive
  }

  get closed(): boolean {
    return this.receive.closed
  }

  /** Ends everything of this connection. Idempotent. */
  close(): void {
    this.send?.close()
    this.receive.close()
    this.producers.clear()
    this.consumers.clear()
  }

  /** The transport with this id. Throws MEDIA_UNKNOWN. */
  webRtcTransport(match: { id: string } | { direction: TransportDirection }): types.WebRtcTransport {
    const candidates =
      'id' in match
        ? [this.send, this.receive].filter((transport) => transport?.id === match.id)
        : [match.direction === 'send' ? this.send : this.receive]
    const [transport] = candidates
    if (transport?.type !== 'webrtc') throw new CatalogueError('MEDIA_UNKNOWN')
    return transport as types.WebRtcTransport
  }

  /** The consumer with this id. Throws MEDIA_UNKNOWN. */
  consumer(consumerId: string): OwnConsumer {
    for (const own of this.consumers.values()) if (own.consumer.id === consumerId) return own
    throw new CatalogueError('MEDIA_UNKNOWN')
  }
}

/** A transport as a browser has to build it. */
export async function createBrowserTransport(
  { router, webRtcServer }: RoomRouter,
  direction: TransportDirection,
): Promise<{ transport: types.WebRtcTransport; offer: TransportOffer }> {
  const transport = await router.createWebRtcTransport({
    webRtcServer,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE,
  })
  if (direction === 'send') await transport.setMaxIncomingBitrate(MAX_INCOMING_BITRATE)
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport
  return {
    transport,
    offer: { transportId: id, iceParameters, iceCandidates, dtlsParameters },
  }
}

/** A consumer as its receiver has to build it. */
export function consumerOffer({ consumer, seatId, source, spatialLayers }: OwnConsumer): ConsumerOffer {
  return {
    consumerId: consumer.id,
    producerId: consumer.producerId,
    seatId,
    source,
    kind: consumer.kind,
    rtpParameters: consumer.rtpParameters as ConsumerOffer['rtpParameters'],
    spatialLayers,
  }
}

/** How many sizes the consumer can choose from. */
export function spatialLayersOf(consumer: types.Consumer): number {
  const mode = consumer.rtpParameters.encodings?.[0]?.scalabilityMode
  return mode ? parseScalabilityMode(mode).spatialLayers : 1
}
