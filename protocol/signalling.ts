import * as z from 'zod/mini'
import { WireError } from './errors.ts'
import { Instant, SeatId, SittingId, Uuid } from './ids.ts'
import {
  ConsumerOffer,
  DtlsParameters,
  IceParameters,
  RtpCapabilities,
  RtpParameters,
  TransportDirection,
  TransportOffer,
} from './media.ts'
import { CommandRequest } from './sitting/commands.ts'
import { RecordingState, SittingView } from './sitting/view.ts'
import { MediaKind, Source } from './sources.ts'

/**
 * The handshake's `auth`: a one-time ticket from POST …/seats/:seatId/ticket. `connectionId` names one tab:
 * the same id within 20 s takes up the same transports again, a new one supersedes the older tab.
 * A handshake that is refused ends in socket.io's `connect_error`, whose `data` is a WireError.
 */
export const Handshake = z.object({
  ticket: z.string().check(z.minLength(16), z.maxLength(128)),
  connectionId: Uuid,
  protocolVersion: z.int(),
})
export type Handshake = z.infer<typeof Handshake>

const mediaId = z.string().check(z.minLength(1), z.maxLength(64))
const Empty = z.strictObject({})
const Done = z.object({})

/** Requests of a client; each is acknowledged with a `Reply`. */
export const clientRequests = {
  /** Every 2 s. Answers the server's clock, from which the client shows the server's time. */
  heartbeat: { in: Empty, out: z.object({ serverTime: Instant }) },
  command: { in: CommandRequest, out: z.object({ viewVersion: z.int() }) },
  'media.start': {
    in: z.strictObject({ rtpCapabilities: RtpCapabilities }),
    out: z.object({ send: z.nullable(TransportOffer), receive: TransportOffer }),
  },
  /**
   * Trial mode only, for bots without WebRTC: RTP over plain UDP to and from one port. The server learns the bot's
   * address from its first packet. All other rules are those of a browser.
   */
  'media.startPlain': {
    in: z.strictObject({ rtpCapabilities: RtpCapabilities }),
    out: z.object({ ip: z.string(), port: z.int() }),
  },
  'media.connectTransport': {
    in: z.strictObject({ transportId: mediaId, dtlsParameters: DtlsParameters }),
    out: Done,
  },
  'media.restartIce': {
    in: z.strictObject({ direction: TransportDirection }),
    out: z.object({ iceParameters: IceParameters }),
  },
  'media.produce': {
    in: z.strictObject({ source: Source, kind: MediaKind, rtpParameters: RtpParameters }),
    out: z.object({ producerId: mediaId, held: z.boolean() }),
  },
  'media.stopProducing': { in: z.strictObject({ source: Source }), out: Done },
  'media.consumerReady': { in: z.strictObject({ consumerId: mediaId }), out: Done },
  /** The size a receiver shows a picture at; `null` when it shows none, which pauses the consumer. */
  'media.prefer': {
    in: z.strictObject({ consumerId: mediaId, spatialLayer: z.nullable(z.int().check(z.gte(0), z.lte(8))) }),
    out: Done,
  },
} as const

/** Facts the server tells a client. */
export const serverNotices = {
  /** First message on every connection. `resumed` says whether the transports of before still stand. */
  welcome: z.object({
    protocolVersion: z.int(),
    seatId: SeatId,
    sittingId: SittingId,
    resumed: z.boolean(),
    /** What stands of before; whatever else the client still holds is gone. Consumers are offered again too. */
    standing: z.object({ sources: z.array(Source), consumerIds: z.array(mediaId) }),
    routerRtpCapabilities: RtpCapabilities,
    serverTime: Instant,
  }),
  view: z.object({ version: z.int(), serverTime: Instant, view: SittingView }),
  'media.consumer': ConsumerOffer,
  'media.consumerClosed': z.object({ consumerId: mediaId }),
  /** The server closed one of the client's own producers; the next view says what may be sent. */
  'media.producerClosed': z.object({ source: Source }),
  /** One of the client's own producers was held (reaches nobody) or released. */
  'media.producerHeld': z.object({ source: Source, held: z.boolean() }),
  /** The media server was replaced: all transports are gone, start again with `media.start`. */
  'media.restarted': z.object({ routerRtpCapabilities: RtpCapabilities }),
  /** Loudness 0…1 of the audible seats, at most 4 times a second, and who speaks. */
  levels: z.object({
    speaker: z.nullable(SeatId),
    levels: z.array(z.object({ seatId: SeatId, level: z.number() })),
  }),
  recorder: z.object({ state: RecordingState, lastFsyncAt: z.nullable(Instant) }),
  /** The connection ends and must not be tried again unless `error.retry`. */
  goodbye: z.object({ error: WireError }),
} as const

type Requests = typeof clientRequests
type Notices = typeof serverNotices
export type RequestName = keyof Requests
export type NoticeName = keyof Notices
export type RequestInput<K extends RequestName> = z.infer<Requests[K]['in']>
export type RequestOutput<K extends RequestName> = z.infer<Requests[K]['out']>
export type NoticePayload<K extends NoticeName> = z.infer<Notices[K]>

export type Reply<T> = { ok: true; data: T } | { ok: false; error: WireError }

export type ClientToServerEvents = {
  [K in RequestName]: (
    payload: RequestInput<K>,
    acknowledge: (reply: Reply<RequestOutput<K>>) => void,
  ) => void
}
export type ServerToClientEvents = {
  [K in NoticeName]: (payload: NoticePayload<K>) => void
}
