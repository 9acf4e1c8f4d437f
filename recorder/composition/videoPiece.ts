/** ffmpeg's command for one epoch of the picture (recording.md §3.4, tried against P13 to P15). */
import type { BuiltTrack } from '../tracks/trackSet.ts'
import { clockPlace, PLACE_COLOUR } from './background.ts'
import type { Epoch } from './epochs.ts'
import type { Layout, Rectangle } from './layout.ts'
import type { CompositionProfile } from './profile.ts'

export interface PiecePlan {
  readonly epoch: Epoch
  readonly layout: Layout
  readonly profile: CompositionProfile
  readonly tracks: readonly BuiltTrack[]
}

interface PieceInput {
  readonly file: string
  /** Where reading begins: the keyframe at or before the epoch, milliseconds in the file. */
  readonly seekMs: number
  /** From there to the epoch's first frame; negative when the track begins a moment later. */
  readonly prerollMs: number
  readonly place: Rectangle
}

/** The files that a piece shows and where in them it begins. */
export function pieceInputs({ epoch, layout, tracks }: PiecePlan): PieceInput[] {
  const shown = [
    ...epoch.scene.tiles.map(({ seatId, content }) => ({
      content,
      place: layout.tiles.find((tile) => tile.seatId === seatId)?.picture,
    })),
    { content: epoch.scene.share?.content, place: layout.share?.picture },
  ]
  return shown.flatMap(({ content, place }) => {
    const track =
      content?.kind === 'picture' ? tracks.find(({ trackId }) => trackId === content.trackId) : undefined
    if (!track || !place) return []
    const inFileMs = epoch.wallMs - track.startMs
    const seekMs = track.pictures?.keyframesMs.findLast((at) => at <= inFileMs) ?? 0
    return [{ file: track.file, seekMs, prerollMs: inFileMs - seekMs, place }]
  })
}

/**
 * Arguments for ffmpeg, without input and output paths resolved: inputs are relative to the folder of tracks.
 *
 * @param background PNG of the epoch
 * @param output file to write
 */
export function pieceArguments(plan: PiecePlan, background: string, output: string): string[] {
  const { epoch, profile } = plan
  const inputs = pieceInputs(plan)
  const keyframes = Math.round(profile.keyframeSeconds * profile.framesPerSecond)
  return [
    ['-filter_complex_threads', '1', '-i', background],
    inputs.flatMap(({ file, seekMs }) => [
      // A size change must not rebuild the graph (P13); a seek to a known keyframe needs no decoding before it.
      '-threads',
      '1',
      '-reinit_filter',
      '0',
      '-noaccurate_seek',
      ...(seekMs > 0 ? ['-ss', seconds(seekMs)] : []),
      '-i',
      file,
    ]),
    ['-filter_complex', pieceFilter(plan, inputs), '-map', '[out]'],
    ['-frames:v', String(epoch.toFrame - epoch.fromFrame), '-r', String(profile.framesPerSecond)],
    ['-c:v', 'libx264', '-preset', profile.preset, '-crf', String(profile.quality), '-profile:v', 'high'],
    ['-pix_fmt', 'yuv420p', '-g', String(keyframes), '-keyint_min', String(keyframes), '-sc_threshold', '0'],
    [
      '-threads',
      String(profile.encoderThreads),
      '-video_track_timescale',
      String(512 * profile.framesPerSecond),
    ],
    ['-map_metadata', '-1', '-fflags', '+bitexact', '-f', 'mp4', output],
  ].flat()
}

function pieceFilter({ epoch, layout, profile }: PiecePlan, inputs: readonly PieceInput[]): string {
  const rate = profile.framesPerSecond
  const chains = [`[0:v]format=yuv420p,loop=loop=-1:size=1:start=0,setpts=N/(${rate}*TB)[b0]`]
  for (const [index, { place, prerollMs }] of inputs.entries()) {
    const { width, height } = place
    chains.push(
      // Time first: frames before the epoch are dropped before anybody scales them, holes are filled.
      `[${index + 1}:v]setpts=PTS-(${seconds(prerollMs)})/TB,fps=fps=${rate}:start_time=0,` +
        `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bilinear,` +
        `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2:color=${PLACE_COLOUR}:eval=frame,setsar=1[v${index}]`,
      `[b${index}][v${index}]overlay=x=${place.x}:y=${place.y}:eof_action=repeat[b${index + 1}]`,
    )
  }
  chains.push(`[b${inputs.length}]${clock(epoch, layout, profile)}[out]`)
  return chains.join(';')
}

/** The running clock, burned in (REC-4): date and time in China at the frame shown. */
function clock({ wallMs }: Epoch, layout: Layout, profile: CompositionProfile): string {
  const place = clockPlace(layout)
  const size = Math.round(place.height * 0.36)
  const format = String.raw`%Y-%m-%d %H\\\:%M\\\:%S`
  const font = profile.clockFontFile === null ? 'font=Noto Sans CJK SC' : `fontfile=${profile.clockFontFile}`
  return (
    `drawtext=${font}:text='%{pts\\:localtime\\:${seconds(wallMs)}\\:${format}}':expansion=normal:` +
    `x=${place.x}:y=${place.y}+(${place.height}-2-th)/2:fontsize=${size}:fontcolor=0xf4f1ea`
  )
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}
