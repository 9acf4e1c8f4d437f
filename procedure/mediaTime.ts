import type { Instant } from '#protocol/ids.ts'
import type { RecordInterval } from './sitting/state.ts'

/** A finished stretch on record, in UTC ms. */
export interface MediaInterval {
  readonly from: Instant
  readonly to: Instant
}

/** The finished stretches on record. A stretch still open counts up to `until`. */
export function onRecordIntervals(intervals: readonly RecordInterval[], until: Instant): MediaInterval[] {
  return intervals.map(({ from, to }) => ({ from, to: to ?? Math.max(from, until) }))
}

/** Length of the recording in ms: recess is cut out, faults stay in. */
export function mediaDuration(intervals: readonly MediaInterval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + to - from, 0)
}

/**
 * Where an instant lies in the recording, in ms from its start; null when it was off record.
 * The one function behind the burned-in clock, chapters and transcript lines.
 */
export function offsetAt(intervals: readonly MediaInterval[], instant: Instant): number | null {
  let offset = 0
  for (const { from, to } of intervals) {
    if (instant < from) return null
    if (instant < to) return offset + instant - from
    offset += to - from
  }
  return null
}
