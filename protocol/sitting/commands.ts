import * as z from 'zod/mini'
import { SeatId, Uuid } from '../ids.ts'

/** The only reasons for which a recorded hearing may pause (REC-3). */
export const PauseReason = z.enum(['recess', 'nonPublicEvidence', 'mediation'])
export type PauseReason = z.infer<typeof PauseReason>

/** Which text of the privacy notice was read, such as 2026-1. */
export const NoticeVersion = z.string().check(z.regex(/^\d{4}-\d{1,3}$/))

const seat = { seatId: SeatId }

/** What a person in a seat may ask of a sitting. */
export const SeatCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open') }),
  z.strictObject({ type: z.literal('pause'), reason: PauseReason }),
  z.strictObject({ type: z.literal('resume') }),
  z.strictObject({ type: z.literal('close') }),
  z.strictObject({ type: z.literal('cancel') }),
  z.strictObject({ type: z.literal('admit'), ...seat }),
  z.strictObject({ type: z.literal('dismiss'), ...seat }),
  z.strictObject({ type: z.literal('remove'), ...seat }),
  z.strictObject({ type: z.literal('grantFloor'), ...seat }),
  z.strictObject({ type: z.literal('revokeFloor'), ...seat }),
  z.strictObject({ type: z.literal('mute'), ...seat }),
  z.strictObject({ type: z.literal('unmute'), ...seat }),
  z.strictObject({ type: z.literal('muteAll') }),
  z.strictObject({ type: z.literal('setMic'), on: z.boolean() }),
  z.strictObject({ type: z.literal('setCamera'), on: z.boolean() }),
  z.strictObject({ type: z.literal('raiseHand') }),
  z.strictObject({ type: z.literal('lowerHand'), ...seat }),
  z.strictObject({ type: z.literal('startShare') }),
  z.strictObject({ type: z.literal('stopShare') }),
  z.strictObject({ type: z.literal('leave') }),
  z.strictObject({ type: z.literal('acceptNotice'), version: NoticeVersion }),
])
export type SeatCommand = z.infer<typeof SeatCommand>
export type SeatCommandType = SeatCommand['type']

/** A seat's command on the wire: a retry carries the same commandId and gets the first answer. */
export const CommandRequest = z.strictObject({ commandId: Uuid, command: SeatCommand })
export type CommandRequest = z.infer<typeof CommandRequest>

/**
 * What the system itself reports to a sitting. Never accepted from a client.
 * `restarted` follows a rebuild from events: no connection of before is left.
 */
export type SystemCommand =
  | { type: 'connect'; seatId: SeatId }
  | { type: 'disconnect'; seatId: SeatId }
  | { type: 'graceExpired'; seatId: SeatId }
  | { type: 'recorderWriting' }
  | { type: 'openingExpired' }
  | { type: 'recorderSilent' }
  | { type: 'restarted' }

/** The commands that act on another seat; their `seatId` names it. */
export const seatTargetCommands = [
  'admit',
  'dismiss',
  'remove',
  'grantFloor',
  'revokeFloor',
  'mute',
  'unmute',
  'lowerHand',
] as const satisfies readonly SeatCommandType[]
export type SeatTargetCommand = (typeof seatTargetCommands)[number]
