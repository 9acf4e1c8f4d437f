/** Cuts the recording into pieces of one unchanging scene each. */
import { type MediaInterval, mediaDuration } from '#procedure/mediaTime.ts'
import { CHUNK_SECONDS } from './profile.ts'
import { isSameScene, type Scene, sceneAt, type SceneSource, turningPoints } from './scene.ts'

/** A run of frames with one scene, inside one on-record interval and one 64 s chunk. */
export interface Epoch {
  /** Frame numbers from the start of the recording; `toFrame` is not included. */
  readonly fromFrame: number
  readonly toFrame: number
  /** Wall clock at the first frame, in milliseconds. */
  readonly wallMs: number
  readonly scene: Scene
}

/** Frames in the whole recording: as many as have begun when it ends. */
export function frameCount(intervals: readonly MediaInterval[], framesPerSecond: number): number {
  return Math.ceil(mediaDuration(intervals) / (1000 / framesPerSecond))
}

/**
 * All epochs in order; together they cover every frame exactly once.
 *
 * @param intervals the stretches on record, in order
 */
export function epochsOf(
  intervals: readonly MediaInterval[],
  source: SceneSource,
  framesPerSecond: number,
): Epoch[] {
  const frameMs = 1000 / framesPerSecond
  const chunkFrames = CHUNK_SECONDS * framesPerSecond
  const instants = turningPoints(source)
  const epochs: Epoch[] = []
  let offsetMs = 0
  for (const { from, to } of intervals) {
    const first = Math.ceil(offsetMs / frameMs)
    const end = Math.ceil((offsetMs + to - from) / frameMs)
    const wallOf = (frame: number) => from + frame * frameMs - offsetMs
    const cuts = instants
      .filter((instant) => instant > from && instant < to)
      .map((instant) => Math.ceil((instant - from + offsetMs) / frameMs))
    for (let border = Math.ceil(first / chunkFrames) * chunkFrames; border < end; border += chunkFrames) {
      cuts.push(border)
    }
    const starts = [...new Set([first, ...cuts])].filter((frame) => frame >= first && frame < end)
    starts.sort((a, b) => a - b)
    let isFirst = true
    for (const [index, fromFrame] of starts.entries()) {
      const toFrame = starts[index + 1] ?? end
      const scene = sceneAt(source, wallOf(fromFrame))
      const last = epochs.at(-1)
      if (!isFirst && last && fromFrame % chunkFrames !== 0 && isSameScene(last.scene, scene)) {
        epochs[epochs.length - 1] = { ...last, toFrame }
      } else {
        epochs.push({ fromFrame, toFrame, wallMs: wallOf(fromFrame), scene })
      }
      isFirst = false
    }
    offsetMs += to - from
  }
  return epochs
}
