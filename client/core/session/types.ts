import type { SeatId } from '#protocol/ids.ts'
import type { Reply } from '#protocol/signalling.ts'
import type { SeatCommand } from '#protocol/sitting/commands.ts'
import type { Source } from '#protocol/sources.ts'

/** How large an element shows a picture, in CSS pixels; null when it is not on screen. */
export type ShownSize = { width: number; height: number } | null

/** A seat's running session. */
export interface SeatSession {
  /** Asks something of the sitting; survives reconnects and never rejects. */
  command(command: SeatCommand): Promise<Reply<{ viewVersion: number }>>
  /** Says how large `holder` shows a source. `forget` when it is gone. */
  show(holder: object, seatId: SeatId, source: Source, size: ShownSize): void
  forget(holder: object): void
  /** Plays the voices after a tap; call it inside the tap's handler. */
  unblockSound(): void
  /** Ends everything. Idempotent. */
  close(): void
}
