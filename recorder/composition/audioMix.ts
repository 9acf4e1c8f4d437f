/** ffmpeg's command for the sound of the whole room, in a process of its own: a camera must never cost a word (P13). */
import type { MediaInterval } from '#procedure/mediaTime.ts'
import type { TrackSet } from '../tracks/trackSet.ts'
import type { CompositionProfile } from './profile.ts'

const RATE = 48_000
const SAMPLES_PER_MS = RATE / 1000
/** libopus looks this far ahead, in every browser: what was said is heard so much later than its timestamp says. */
const OPUS_LOOKAHEAD = 312

/**
 * Arguments for ffmpeg; inputs are relative to the folder of tracks. Gaps in a lane become silence of the same
 * length, lanes are added without levelling (the record is not to be altered), and the stretches on record are cut
 * out and joined to the sample.
 */
export function mixArguments(
  { lanes, laneStartMs }: Pick<TrackSet, 'lanes' | 'laneStartMs'>,
  intervals: readonly MediaInterval[],
  profile: CompositionProfile,
  output: string,
): string[] {
  const encode = ['-map', '[out]', '-ac', '1', '-c:a', 'aac', '-b:a', String(profile.audioBitrate)]
  const file = ['-map_metadata', '-1', '-fflags', '+bitexact', '-f', 'mp4', output]
  const cuts = intervals.map(({ from, to }) => ({
    from: (from - laneStartMs) * SAMPLES_PER_MS + OPUS_LOOKAHEAD,
    to: (to - laneStartMs) * SAMPLES_PER_MS + OPUS_LOOKAHEAD,
  }))
  const filter = lanes.length === 0 ? silence(cuts) : mix(lanes.length, cuts)
  return [
    ['-filter_complex_threads', '1', '-copyts'],
    lanes.flatMap(({ file: lane }) => ['-threads', '1', '-i', lane]),
    ['-filter_complex', filter, ...encode, ...file],
  ].flat()
}

interface Cut {
  readonly from: number
  readonly to: number
}

function mix(lanes: number, cuts: readonly Cut[]): string {
  const fills = Array.from(
    { length: lanes },
    // Only whole gaps are filled or cut, from 20 ms on: stretching would bend voices by as much as half a second.
    (_, index) =>
      `[${index}:a]aresample=${RATE}:async=1:first_pts=0:min_hard_comp=0.02,aformat=channel_layouts=mono[l${index}]`,
  )
  const all = Array.from({ length: lanes }, (_, index) => `[l${index}]`).join('')
  const end = Math.max(...cuts.map(({ to }) => to), 1)
  // Something may be on record before the first packet came: then silence goes in front.
  const lead = Math.max(0, ...cuts.map(({ from }) => -from))
  const delay = lead > 0 ? `,adelay=delays=${lead}S:all=1` : ''
  const joined = `${all}amix=inputs=${lanes}:normalize=0:duration=longest,alimiter=limit=0.95:level=0:latency=1${delay},apad=whole_len=${end + lead}`
  return [...fills, `${joined}${cutOut(cuts, lead)}`].join(';')
}

function cutOut(cuts: readonly Cut[], lead: number): string {
  const split = cuts.map((_, index) => `[s${index}]`).join('')
  const trims = cuts.map(
    ({ from, to }, index) =>
      `[s${index}]atrim=start_sample=${from + lead}:end_sample=${to + lead},asetpts=PTS-STARTPTS[c${index}]`,
  )
  const parts = cuts.map((_, index) => `[c${index}]`).join('')
  return `,asplit=${cuts.length}${split};${trims.join(';')};${parts}concat=n=${cuts.length}:v=0:a=1[out]`
}

function silence(cuts: readonly Cut[]): string {
  const samples = cuts.reduce((sum, { from, to }) => sum + to - from, 0)
  return `anullsrc=sample_rate=${RATE}:channel_layout=mono,atrim=end_sample=${samples}[out]`
}
