import type { SeatId, SittingId } from '#protocol/ids.ts'
import type { NoticePayload } from '#protocol/signalling.ts'
import type { SittingView } from '#protocol/sitting/view.ts'
import type { Source } from '#protocol/sources.ts'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { initialLinkState, type LinkState } from '../link/state.ts'
import type { MediaState } from '../media/state.ts'

/** Which seat of which sitting, entered with which login. */
export interface SeatAddress {
  readonly handle: string
  readonly seatId: SeatId
  readonly sittingId: SittingId
}

export type TrackKey = `${SeatId}:${Source}`
export type RecorderNotice = NoticePayload<'recorder'>

/** A picture or voice that comes in. `stalled`: granted, and nothing has arrived for some seconds. */
export interface RemoteTrack {
  readonly track: MediaStreamTrack
  readonly stalled: boolean
}

/** All that the screens can know of a seat's session. Written by core/ alone. */
export interface SeatSessionState {
  readonly link: LinkState
  readonly view: SittingView | null
  readonly recorder: RecorderNotice | null
  readonly media: MediaState
  readonly remoteTracks: Readonly<Record<TrackKey, RemoteTrack>>
  /** Loudness 0…1 of the audible seats. */
  readonly levels: Readonly<Record<SeatId, number>>
  readonly speaker: SeatId | null
  /** The browser refuses to play voices until the person taps. */
  readonly soundBlocked: boolean
  /** To add to the device's clock to get the server's, in ms. */
  readonly clockOffsetMs: number
}

export type SeatStore = StoreApi<SeatSessionState>

/** A session of which nothing is known yet. */
export function createSeatStore(): SeatStore {
  return createStore<SeatSessionState>(() => ({
    link: initialLinkState,
    view: null,
    recorder: null,
    media: { status: 'idle' },
    remoteTracks: {},
    levels: {},
    speaker: null,
    soundBlocked: false,
    clockOffsetMs: 0,
  }))
}

/** Where a seat's source stands in `remoteTracks`. */
export function trackKey(seatId: SeatId, source: Source): TrackKey {
  return `${seatId}:${source}`
}
