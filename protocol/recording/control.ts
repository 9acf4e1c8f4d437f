import * as z from 'zod/mini'
import { Instant, SeatId, SittingId, Uuid } from '../ids.ts'
import { Role, Side } from '../roles.ts'
import { MediaKind, Source } from '../sources.ts'

/** `probe` is the server's own test tone: it proves the path when nobody has a microphone. */
export const TrackSource = z.union([Source, z.literal('probe')])
export type TrackSource = z.infer<typeof TrackSource>

/** One consumer that the SFU sends to the recorder: one stretch of one source of one seat. */
export const TrackPlan = z.object({
  trackId: Uuid,
  /** `null` for the probe. */
  seatId: z.nullable(SeatId),
  source: TrackSource,
  kind: MediaKind,
  /** Counts the producers of this seat and source within the sitting, from 1. */
  generation: z.int().check(z.gte(1)),
  ssrc: z.int(),
  payloadType: z.int(),
  mimeType: z.string(),
  clockRate: z.int(),
  cname: z.string(),
})
export type TrackPlan = z.infer<typeof TrackPlan>

/** What the journal says of the sitting it belongs to, so that it can be read without a database. */
export const SittingLabel = z.object({
  sittingId: SittingId,
  caseNumber: z.string(),
  courtName: z.string(),
  courtroomName: z.string(),
  seats: z.array(z.object({ seatId: SeatId, role: Role, side: Side, name: z.string() })),
})
export type SittingLabel = z.infer<typeof SittingLabel>

/** Server to recorder, over one WebSocket. */
export const RecorderRequest = z.discriminatedUnion('type', [
  /**
   * The whole desired state of one sitting; the recorder converges to it and answers `accepted` with the
   * same revision once the new tracks stand in its facts file and are fsynced. An empty `tracks` while
   * `open` means off record. `sourcePort` is where RTCP feedback (NACK, PLI) is sent.
   */
  z.object({
    type: z.literal('desire'),
    revision: z.int(),
    label: SittingLabel,
    tracks: z.array(TrackPlan),
    sourceIp: z.string(),
    sourcePort: z.int(),
  }),
  /** The sitting is over: finish and seal its journal, answer `sealed`. Idempotent. */
  z.object({ type: z.literal('seal'), sittingId: SittingId }),
])
export type RecorderRequest = z.infer<typeof RecorderRequest>

export const TrackReport = z.object({
  trackId: Uuid,
  packets: z.int(),
  bytes: z.int(),
  /** Packets known to be missing now and those already brought back by NACK. */
  missing: z.int(),
  repaired: z.int(),
  lastArrivalAt: z.nullable(Instant),
})
export type TrackReport = z.infer<typeof TrackReport>

/** Recorder to server. */
export const RecorderNotice = z.discriminatedUnion('type', [
  /** First on every connection: where RTP is to be sent. */
  z.object({ type: z.literal('hello'), rtpIp: z.string(), rtpPort: z.int(), recorderId: z.string() }),
  z.object({ type: z.literal('accepted'), sittingId: SittingId, revision: z.int() }),
  /**
   * Every second per open sitting, and at once after the first fsync of a track. Only what is fsynced is counted.
   */
  z.object({
    type: z.literal('report'),
    sittingId: SittingId,
    revision: z.int(),
    fsyncedAt: Instant,
    tracks: z.array(TrackReport),
  }),
  z.object({ type: z.literal('sealed'), sittingId: SittingId }),
  z.object({ type: z.literal('failed'), sittingId: SittingId, reason: z.string() }),
])
export type RecorderNotice = z.infer<typeof RecorderNotice>
