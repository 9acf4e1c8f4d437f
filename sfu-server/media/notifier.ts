import type { SeatId } from '#protocol/ids.ts'
import type { NoticeName, NoticePayload } from '#protocol/signalling.ts'

/** Sends a notice to the seat's present connection; without one it is dropped. Never throws. */
export type Notify = <K extends NoticeName>(seatId: SeatId, name: K, payload: NoticePayload<K>) => void
