import * as z from 'zod/mini'
import { Instant, SeatId, SittingId } from '../ids.ts'
import { Role, Side } from '../roles.ts'
import { Source } from '../sources.ts'
import { NoticeVersion, PauseReason } from './commands.ts'
import { SittingKind } from './events.ts'

/** What a person may know of where the sitting stands. */
export const PhaseView = z.discriminatedUnion('name', [
  z.object({ name: z.literal('scheduled') }),
  z.object({
    name: z.literal('lobby'),
    lastFailure: z.nullable(z.enum(['recorderSilent', 'restarted', 'chairLost'])),
  }),
  z.object({ name: z.literal('opening'), since: Instant }),
  z.object({ name: z.literal('inSession'), since: Instant }),
  z.object({
    name: z.literal('paused'),
    since: Instant,
    /** Null for who is not in the courtroom: they may know that it rests, not why. */
    reason: z.nullable(z.union([PauseReason, z.literal('recorderSilent')])),
    lastFailure: z.nullable(z.enum(['recorderSilent', 'restarted', 'chairLost'])),
  }),
  z.object({
    name: z.literal('suspended'),
    since: Instant,
    reason: z.nullable(z.enum(['chairLost'])),
    lastFailure: z.nullable(z.enum(['recorderSilent', 'restarted', 'chairLost'])),
  }),
  z.object({ name: z.literal('closed'), at: Instant }),
  z.object({ name: z.literal('cancelled'), at: Instant }),
])
export type PhaseView = z.infer<typeof PhaseView>

export const Admission = z.enum(['outside', 'waiting', 'admitted', 'dismissed', 'removed'])
export type Admission = z.infer<typeof Admission>

export const Presence = z.enum(['away', 'present', 'reconnecting'])
export type Presence = z.infer<typeof Presence>

/** Buttons that the reader may press now; on a seat, those that act on it. The server decides again on each press. */
export const Powers = z.array(z.string())

export const SeatView = z.object({
  seatId: SeatId,
  role: Role,
  side: Side,
  name: z.string(),
  admission: Admission,
  presence: Presence,
  /** The person's own switch. */
  micOn: z.boolean(),
  cameraOn: z.boolean(),
  /** Silenced by the court; only the court lifts it. */
  courtMuted: z.boolean(),
  hasFloor: z.boolean(),
  /** Sources the room receives from this seat now. */
  live: z.array(Source),
  handRaisedAt: z.nullable(Instant),
  sharing: z.boolean(),
  powers: Powers,
})
export type SeatView = z.infer<typeof SeatView>

/** `offRecord`: the sitting runs and by rule nothing is recorded now. */
export const RecordingState = z.enum([
  'off',
  'starting',
  'writing',
  'offRecord',
  'degraded',
  'failed',
  'sealed',
])
export type RecordingState = z.infer<typeof RecordingState>

/** All that one seat may see of a sitting. Sent whole whenever it changed, numbered per seat. */
export const SittingView = z.object({
  sittingId: SittingId,
  kind: SittingKind,
  caseNumber: z.string(),
  causeOfAction: z.string(),
  courtName: z.string(),
  courtroomName: z.string(),
  scheduledAt: Instant,
  phase: PhaseView,
  /** Time on record so far: finished intervals plus, while `runningSince` is set, the time since then. */
  record: z.object({ finishedMs: z.int(), runningSince: z.nullable(Instant), recorded: z.boolean() }),
  you: z.object({
    seatId: SeatId,
    role: Role,
    /** Sources this seat may send; `held` ones exist but reach nobody until released. */
    mayProduce: z.object({ live: z.array(Source), held: z.array(Source) }),
    powers: Powers,
    /** The privacy notice that was accepted for this seat; null while none was. */
    noticeVersion: z.nullable(NoticeVersion),
  }),
  /** Only the seats that the reader may know of; the reader's own is always among them. */
  seats: z.array(SeatView),
  shareSeatId: z.nullable(SeatId),
})
export type SittingView = z.infer<typeof SittingView>
