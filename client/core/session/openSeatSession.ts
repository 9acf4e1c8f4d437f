import type { LocalMedia } from '../devices/localMedia.ts'
import type { SeatAddress, SeatStore } from './seatStore.ts'
import type { SeatSession } from './types.ts'

/** Enters a seat: line, view, sound and pictures, until `close`. */
export function openSeatSession(_address: SeatAddress, _store: SeatStore, _media: LocalMedia): SeatSession {
  throw new Error('Being built')
}
