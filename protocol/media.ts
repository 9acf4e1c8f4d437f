import * as z from 'zod/mini'
import { SeatId } from './ids.ts'
import { MediaKind, Source } from './sources.ts'

// mediasoup checks what it is given, but a malformed message has killed a worker before
// (versatica/mediasoup#537): shape and size are bounded here first.

const shortText = z.string().check(z.maxLength(256))
const parameterBag = z.record(shortText, z.union([shortText, z.number(), z.boolean(), z.null()]))
const port = z.int().check(z.gte(0), z.lte(65_535))
const unsigned32 = z.int().check(z.gte(0), z.lte(0xffff_ffff))

export const DtlsParameters = z.object({
  role: z.optional(z.enum(['auto', 'client', 'server'])),
  fingerprints: z
    .array(z.object({ algorithm: shortText, value: shortText }))
    .check(z.minLength(1), z.maxLength(8)),
})
export type DtlsParameters = z.infer<typeof DtlsParameters>

export const IceParameters = z.object({
  usernameFragment: shortText,
  password: shortText,
  iceLite: z.optional(z.boolean()),
})

export const IceCandidate = z.object({
  foundation: shortText,
  priority: unsigned32,
  address: shortText,
  ip: shortText,
  port,
  protocol: z.enum(['udp', 'tcp']),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.optional(z.enum(['active', 'passive', 'so'])),
})

const RtcpFeedback = z.object({ type: shortText, parameter: z.optional(shortText) })

const RtpCodec = z.object({
  mimeType: shortText,
  payloadType: z.int().check(z.gte(0), z.lte(127)),
  clockRate: unsigned32,
  channels: z.optional(z.int().check(z.gte(1), z.lte(8))),
  parameters: z.optional(parameterBag),
  rtcpFeedback: z.optional(z.array(RtcpFeedback).check(z.maxLength(16))),
})

const RtpHeaderExtension = z.object({
  uri: shortText,
  id: z.int().check(z.gte(1), z.lte(255)),
  encrypt: z.optional(z.boolean()),
  parameters: z.optional(parameterBag),
})

const RtpEncoding = z.object({
  ssrc: z.optional(unsigned32),
  rid: z.optional(z.string().check(z.maxLength(16))),
  codecPayloadType: z.optional(z.int()),
  rtx: z.optional(z.object({ ssrc: unsigned32 })),
  dtx: z.optional(z.boolean()),
  scalabilityMode: z.optional(shortText),
  scaleResolutionDownBy: z.optional(z.number()),
  maxBitrate: z.optional(unsigned32),
  maxFramerate: z.optional(z.number()),
  active: z.optional(z.boolean()),
  adaptivePtime: z.optional(z.boolean()),
  priority: z.optional(shortText),
  networkPriority: z.optional(shortText),
})

export const RtpParameters = z.object({
  mid: z.optional(shortText),
  msid: z.optional(shortText),
  codecs: z.array(RtpCodec).check(z.minLength(1), z.maxLength(16)),
  headerExtensions: z.optional(z.array(RtpHeaderExtension).check(z.maxLength(32))),
  encodings: z.optional(z.array(RtpEncoding).check(z.maxLength(4))),
  rtcp: z.optional(
    z.object({
      cname: z.optional(shortText),
      reducedSize: z.optional(z.boolean()),
      mux: z.optional(z.boolean()),
    }),
  ),
})
export type RtpParameters = z.infer<typeof RtpParameters>

export const RtpCapabilities = z.object({
  codecs: z.optional(
    z
      .array(
        z.object({
          kind: MediaKind,
          mimeType: shortText,
          preferredPayloadType: z.optional(z.int()),
          clockRate: unsigned32,
          channels: z.optional(z.int()),
          parameters: z.optional(parameterBag),
          rtcpFeedback: z.optional(z.array(RtcpFeedback).check(z.maxLength(16))),
        }),
      )
      .check(z.maxLength(64)),
  ),
  headerExtensions: z.optional(
    z
      .array(
        z.object({
          kind: MediaKind,
          uri: shortText,
          preferredId: z.int(),
          preferredEncrypt: z.optional(z.boolean()),
          direction: z.optional(z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive'])),
        }),
      )
      .check(z.maxLength(64)),
  ),
})
export type RtpCapabilities = z.infer<typeof RtpCapabilities>

export const TransportDirection = z.enum(['send', 'receive'])
export type TransportDirection = z.infer<typeof TransportDirection>

/** What a browser needs to build its side of a WebRTC transport. */
export const TransportOffer = z.object({
  transportId: shortText,
  iceParameters: IceParameters,
  iceCandidates: z.array(IceCandidate),
  dtlsParameters: DtlsParameters,
})
export type TransportOffer = z.infer<typeof TransportOffer>

/** A source that the server grants to the receiver; it stays paused until the receiver says that it is ready. */
export const ConsumerOffer = z.object({
  consumerId: shortText,
  producerId: shortText,
  seatId: SeatId,
  source: Source,
  kind: MediaKind,
  rtpParameters: RtpParameters,
  /** How many sizes the sender offers; 1 when there is nothing to choose. */
  spatialLayers: z.int().check(z.gte(1)),
})
export type ConsumerOffer = z.infer<typeof ConsumerOffer>
