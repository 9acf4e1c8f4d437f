import * as z from 'zod/mini'
import { Instant, SeatId, SittingId, Uuid } from '../ids.ts'
import { Role, Side } from '../roles.ts'

/** Public part of a login: it stands in addresses, is no secret, and names the cookie's path. */
export const LoginHandle = z.string().check(z.regex(/^[a-z0-9]{12}$/))
const InvitationToken = z.string().check(z.regex(/^[A-Za-z0-9_-]{22,64}$/))
const name = z.string()

export const SystemStatus = z.object({
  mode: z.enum(['trial', 'production']),
  version: z.string(),
  /** The court's official emblem file was supplied by the deployment. */
  emblem: z.boolean(),
})
export type SystemStatus = z.infer<typeof SystemStatus>

export const HealthReport = z.object({
  ok: z.boolean(),
  parts: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
})
export type HealthReport = z.infer<typeof HealthReport>

export const LoginRequest = z.strictObject({
  // No control characters: PostgreSQL cannot even look for a text with a zero byte.
  account: z.string().check(z.maxLength(64), z.regex(/^\P{Cc}+$/u)),
  password: z.string().check(z.minLength(1), z.maxLength(256)),
})
export const LoginReply = z.object({ handle: LoginHandle })

/** What a link says before anybody claimed it: enough to know that it is the right one, no more. */
export const InvitationPreview = z.object({
  courtName: z.string(),
  caseNumber: z.string(),
  role: Role,
  /** Family name only, the rest masked. */
  maskedName: z.string(),
  scheduledAt: Instant,
  expiresAt: Instant,
  /** `resumable`: claimed in this same browser before. `claimedElsewhere`: a code is needed. */
  state: z.enum(['open', 'resumable', 'claimedElsewhere']),
})
export type InvitationPreview = z.infer<typeof InvitationPreview>
export const InvitationParams = z.object({ token: InvitationToken })
export const ClaimRequest = z.strictObject({ code: z.optional(z.string().check(z.regex(/^\d{6}$/))) })
export const SeatEntry = z.object({ handle: LoginHandle, sittingId: SittingId, seatId: SeatId })
export type SeatEntry = z.infer<typeof SeatEntry>

/** Trial mode's roles at one click each. */
export const TrialRole = z.enum(['presidingJudge', 'clerk', 'plaintiff', 'defendant'])
export type TrialRole = z.infer<typeof TrialRole>
/** A role in the current trial sitting or in the one named; or any one seat of a trial sitting, for protocol bots. */
export const TrialEntryRequest = z.union([
  z.strictObject({ role: TrialRole, sittingId: z.optional(SittingId) }),
  z.strictObject({ seatId: SeatId }),
])
export const TrialSitting = z.object({
  sittingId: SittingId,
  caseNumber: z.string(),
  causeOfAction: z.string(),
  courtroomName: z.string(),
  people: z.array(z.object({ role: TrialRole, name })),
})
export type TrialSitting = z.infer<typeof TrialSitting>
/** A trial sitting of one's own, apart from the one the start page shows. */
export const TrialSittingMade = z.object({
  sittingId: SittingId,
  seats: z.array(z.object({ seatId: SeatId, role: Role, side: Side, name })),
})
export type TrialSittingMade = z.infer<typeof TrialSittingMade>

export const HandleParams = z.object({ handle: LoginHandle })
export const SittingSeatParams = z.object({ handle: LoginHandle, sittingId: SittingId, seatId: SeatId })
export const SeatParams = z.object({ handle: LoginHandle, seatId: SeatId })
export const CaseParams = z.object({ handle: LoginHandle, caseId: Uuid })
export const RecordingParams = z.object({ handle: LoginHandle, recordingId: Uuid })

/** Who is signed in behind a handle. */
export const Me = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('staff'),
    name,
    courtName: z.string(),
    posts: z.array(z.enum(['judge', 'clerk'])),
  }),
  z.object({
    kind: z.literal('seat'),
    name,
    courtName: z.string(),
    sittingId: SittingId,
    seatId: SeatId,
    role: Role,
  }),
])
export type Me = z.infer<typeof Me>

export const SittingPhaseName = z.enum([
  'scheduled',
  'lobby',
  'opening',
  'inSession',
  'paused',
  'suspended',
  'closed',
  'cancelled',
])
export type SittingPhaseName = z.infer<typeof SittingPhaseName>

export const SittingSummary = z.object({
  sittingId: SittingId,
  caseId: Uuid,
  caseNumber: z.string(),
  causeOfAction: z.string(),
  courtroomName: z.string(),
  scheduledAt: Instant,
  phase: SittingPhaseName,
  /** The reader's own seat in it, if any. */
  seatId: z.nullable(SeatId),
  seats: z.array(z.object({ seatId: SeatId, role: Role, side: Side, name })),
})
export type SittingSummary = z.infer<typeof SittingSummary>
export const SittingList = z.object({ sittings: z.array(SittingSummary) })
export type SittingList = z.infer<typeof SittingList>

export const RecordingSummary = z.object({
  recordingId: Uuid,
  sittingId: SittingId,
  state: z.enum(['pending', 'building', 'composing', 'ready', 'failed']),
  /** 0…1 while it is being made. */
  progress: z.number(),
  durationMs: z.nullable(z.int()),
  bytes: z.nullable(z.number()),
  sha256: z.nullable(z.string()),
  startedAt: z.nullable(Instant),
  mayPlay: z.boolean(),
  mayDownload: z.boolean(),
})
export type RecordingSummary = z.infer<typeof RecordingSummary>

export const CaseSummary = z.object({
  caseId: Uuid,
  caseNumber: z.string(),
  causeOfAction: z.string(),
  filedAt: Instant,
  sittings: z.int(),
})
export const CaseList = z.object({ cases: z.array(CaseSummary) })
export type CaseSummary = z.infer<typeof CaseSummary>
export const CaseDetail = z.object({
  caseId: Uuid,
  caseNumber: z.string(),
  causeOfAction: z.string(),
  courtName: z.string(),
  filedAt: Instant,
  parties: z.array(
    z.object({ partyId: Uuid, role: z.enum(['plaintiff', 'defendant']), name, agents: z.array(name) }),
  ),
  sittings: z.array(SittingSummary),
  recordings: z.array(RecordingSummary),
})
export type CaseDetail = z.infer<typeof CaseDetail>

/**
 * `link`: a fresh link for a seat, and the older one stops working. `deviceCode`: a code with which the link that
 * the seat has already been claimed with opens on another device; that link is known to its holder alone.
 */
export const InvitationIssue = z.object({
  url: z.nullable(z.string()),
  code: z.nullable(z.string()),
  expiresAt: Instant,
})
export type InvitationIssue = z.infer<typeof InvitationIssue>
export const InvitationIssueRequest = z.strictObject({ what: z.enum(['link', 'deviceCode']) })

/** One use, 30 s. `url` is the node that holds the sitting; empty means this one. */
export const TicketReply = z.object({ ticket: z.string(), url: z.string() })
export type TicketReply = z.infer<typeof TicketReply>
export const Done = z.object({})
/** Body of a request that has nothing to say: every POST carries JSON, at least `{}`. */
export const NoInput = z.strictObject({})
