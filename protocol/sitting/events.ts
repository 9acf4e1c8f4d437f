import * as z from 'zod/mini'
import { Instant, SeatId, SittingId, Uuid } from '../ids.ts'
import { Role, Side } from '../roles.ts'
import { NoticeVersion, PauseReason } from './commands.ts'

export const SittingKind = z.enum(['hearing'])
export type SittingKind = z.infer<typeof SittingKind>

/** A place in a sitting as it was when the sitting was scheduled. */
export const SeatPlan = z.object({
  seatId: SeatId,
  role: Role,
  side: Side,
  /** The name on the plate. */
  name: z.string(),
})
export type SeatPlan = z.infer<typeof SeatPlan>

const seat = { seatId: SeatId }

/**
 * The facts of a sitting, in the past tense. They are stored for good: a change of shape gets a new `version`
 * and an upcast where streams are read, never a rewrite.
 */
export const SittingEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('sittingScheduled'),
    sittingId: SittingId,
    kind: SittingKind,
    recorded: z.boolean(),
    caseNumber: z.string(),
    causeOfAction: z.string(),
    courtName: z.string(),
    courtroomName: z.string(),
    scheduledAt: Instant,
    seats: z.array(SeatPlan),
  }),
  z.object({ type: z.literal('lobbyOpened') }),
  z.object({ type: z.literal('seatConnected'), ...seat }),
  z.object({ type: z.literal('seatDisconnected'), ...seat }),
  z.object({ type: z.literal('seatWentAway'), ...seat, cause: z.enum(['graceExpired', 'left']) }),
  z.object({ type: z.literal('noticeAccepted'), ...seat, version: NoticeVersion }),
  z.object({ type: z.literal('seatAdmitted'), ...seat }),
  z.object({ type: z.literal('seatDismissed'), ...seat }),
  z.object({ type: z.literal('seatRemoved'), ...seat }),
  z.object({ type: z.literal('openingBegan'), from: z.enum(['lobby', 'paused', 'suspended']) }),
  z.object({
    type: z.literal('openingFailed'),
    reason: z.enum(['recorderSilent', 'restarted', 'chairLost']),
  }),
  z.object({ type: z.literal('sessionBegan') }),
  z.object({ type: z.literal('sessionPaused'), reason: z.union([PauseReason, z.literal('recorderSilent')]) }),
  z.object({ type: z.literal('sessionSuspended'), reason: z.enum(['chairLost']) }),
  z.object({ type: z.literal('sittingClosed') }),
  z.object({ type: z.literal('sittingCancelled') }),
  z.object({ type: z.literal('floorGranted'), ...seat }),
  z.object({ type: z.literal('floorRevoked'), ...seat }),
  z.object({ type: z.literal('seatMuted'), ...seat }),
  z.object({ type: z.literal('seatUnmuted'), ...seat }),
  z.object({ type: z.literal('micSwitched'), ...seat, on: z.boolean() }),
  z.object({ type: z.literal('cameraSwitched'), ...seat, on: z.boolean() }),
  z.object({ type: z.literal('handRaised'), ...seat }),
  z.object({ type: z.literal('handLowered'), ...seat }),
  z.object({ type: z.literal('shareStarted'), ...seat }),
  z.object({ type: z.literal('shareStopped'), ...seat }),
])
export type SittingEvent = z.infer<typeof SittingEvent>
export type SittingEventType = SittingEvent['type']

/** Who caused an event. */
export const Actor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('seat'), seatId: SeatId }),
  z.object({ kind: z.literal('person'), personId: Uuid }),
  z.object({ kind: z.literal('system') }),
])
export type Actor = z.infer<typeof Actor>

/** Newest version of each event's payload. */
export const SITTING_EVENT_VERSION = 1
