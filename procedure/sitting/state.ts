import type { Instant, SeatId, SittingId } from '#protocol/ids.ts'
import type { Role, Side } from '#protocol/roles.ts'
import type { PauseReason } from '#protocol/sitting/commands.ts'
import type { SittingKind } from '#protocol/sitting/events.ts'
import type { Admission } from '#protocol/sitting/view.ts'

/** How long a seat whose connection was lost is kept as present. */
export const RECONNECT_GRACE_MS = 60_000
/** How long 开庭 waits for the recorder's word that audio is on disk. */
export const OPENING_TIMEOUT_MS = 10_000
/** A recorder that is silent for longer pauses the hearing. */
export const RECORDER_SILENCE_MS = 10_000

export type OpeningFailure = 'recorderSilent' | 'restarted' | 'chairLost'

/** Where an opening came from, and so where it falls back to. */
export type OpeningOrigin =
  | { name: 'lobby' }
  | { name: 'paused'; since: Instant; reason: PauseReason | 'recorderSilent' }
  | { name: 'suspended'; since: Instant; reason: 'chairLost' }

export type Phase =
  | { name: 'scheduled' }
  | { name: 'lobby'; lastFailure: OpeningFailure | null }
  /** An opening that fails closes the presiding judge's microphone again unless it was open before. */
  | { name: 'opening'; since: Instant; from: OpeningOrigin; chairMicWasOn: boolean }
  | { name: 'inSession'; since: Instant }
  | {
      name: 'paused'
      since: Instant
      reason: PauseReason | 'recorderSilent'
      lastFailure: OpeningFailure | null
    }
  | { name: 'suspended'; since: Instant; reason: 'chairLost'; lastFailure: OpeningFailure | null }
  | { name: 'closed'; at: Instant }
  | { name: 'cancelled'; at: Instant }

export type SeatPresence =
  | { status: 'away' }
  | { status: 'present' }
  | { status: 'reconnecting'; since: Instant }

export interface Seat {
  readonly seatId: SeatId
  readonly role: Role
  readonly side: Side
  readonly name: string
  readonly admission: Admission
  readonly presence: SeatPresence
  /** The person's own switches. The court's silence is `courtMuted` and lies over them. */
  readonly micOn: boolean
  readonly cameraOn: boolean
  readonly courtMuted: boolean
  readonly hasFloor: boolean
  readonly handRaisedAt: Instant | null
  /** The privacy notice that its owner accepted. */
  readonly noticeVersion: string | null
}

/** A stretch on record; `to` is null while it runs. */
export interface RecordInterval {
  readonly from: Instant
  readonly to: Instant | null
}

export interface SittingState {
  readonly sittingId: SittingId
  readonly kind: SittingKind
  readonly recorded: boolean
  readonly caseNumber: string
  readonly causeOfAction: string
  readonly courtName: string
  readonly courtroomName: string
  readonly scheduledAt: Instant
  readonly phase: Phase
  /** In the order of the plan. */
  readonly seats: readonly Seat[]
  readonly shareSeatId: SeatId | null
  readonly intervals: readonly RecordInterval[]
}

/** The seat with this id, or undefined. */
export function seatOf(state: SittingState, seatId: SeatId): Seat | undefined {
  return state.seats.find((seat) => seat.seatId === seatId)
}

/** Whether the courtroom carries sound and pictures now. */
export function roomIsLive(state: SittingState): boolean {
  return state.phase.name === 'lobby' || state.phase.name === 'opening' || state.phase.name === 'inSession'
}

/** Whether the sitting has ended for good: its stream takes no further facts. */
export function isOver(state: SittingState): boolean {
  return state.phase.name === 'closed' || state.phase.name === 'cancelled'
}
