/** What the journal of one sitting becomes: one Matroska file per track, and what is known about each. */
import type { Source } from '#protocol/sources.ts'
import type { Placement } from './clock.ts'

/** A stretch of wall clock in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** A hole in the sequence of one track. */
export interface Gap extends Span {
  readonly trackId: string
  /** Packets that were missing when the hole was seen. */
  readonly packets: number
  /** Those that came later. */
  readonly repaired: number
  readonly cause: 'writerRestarted' | 'unknown'
}

/** The pictures of a video track. */
export interface Pictures {
  /** When there is one to show: runs of frames without a long gap, wall clock. */
  readonly shown: readonly Span[]
  /** Keyframes, milliseconds since the start of the file. */
  readonly keyframesMs: readonly number[]
  /** Where the size changes, wall clock; the first entry is the first frame. */
  readonly sizes: readonly { readonly atMs: number; readonly width: number; readonly height: number }[]
}

export interface BuiltTrack {
  readonly trackId: string
  readonly seatId: string
  readonly source: Source
  readonly generation: number
  /** Name in the folder of tracks. */
  readonly file: string
  readonly sha256: string
  readonly bytes: number
  /** Wall clock at millisecond 0 of the file, and at its end. */
  readonly startMs: number
  readonly endMs: number
  /** When the track was open by the facts; `toMs` is null when nothing closed it. */
  readonly open: readonly { readonly fromMs: number; readonly toMs: number | null }[]
  readonly packets: number
  readonly frames: number
  /** Frames that could not be shown: damaged, or before the first keyframe. */
  readonly droppedFrames: number
  readonly placements: readonly { readonly placement: Placement; readonly reports: number }[]
  /** Null for sound. */
  readonly pictures: Pictures | null
  /** The lane of the room's sound that carries this track; null for pictures. */
  readonly lane: number | null
}

/**
 * Sound of the room: tracks that do not overlap share a lane, so that the mixer has as many inputs as people
 * spoke at once and not as many as ever opened a microphone.
 */
export interface SoundLane {
  readonly file: string
  readonly sha256: string
}

export interface TrackSet {
  /** Changes when the journal or the builder does. */
  readonly fingerprint: string
  readonly tracks: readonly BuiltTrack[]
  readonly lanes: readonly SoundLane[]
  /** Wall clock at millisecond 0 of every lane. */
  readonly laneStartMs: number
  readonly gaps: readonly Gap[]
}
