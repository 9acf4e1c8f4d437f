import type { Source } from '#protocol/sources.ts'
import type { Pictures, Span } from './trackSet.ts'

/** A picture that stood still for longer is shown as interrupted, not as a present person (recording.md P23). */
export const CAMERA_GAP_MS = 2000
/** A shared document may well stand still; browsers repeat its frame about once a second. */
export const SCREEN_GAP_MS = 5000
/** How long the last frame before a gap is left standing. */
const LAST_FRAME_MS = 500

/** Collects what the composer must know of a video track while its frames pass by. */
export class PictureLog {
  readonly #longestGapMs: number
  readonly #shown: Span[] = []
  readonly #keyframesMs: number[] = []
  readonly #sizes: { atMs: number; width: number; height: number }[] = []
  #run: { fromMs: number; toMs: number } | null = null

  constructor(source: Source) {
    this.#longestGapMs = source === 'screen' ? SCREEN_GAP_MS : CAMERA_GAP_MS
  }

  /**
   * Notes a frame.
   *
   * @param atMs wall clock
   * @param fileMs the same in the file
   * @param size only of a keyframe
   */
  frame(atMs: number, fileMs: number, size: { width: number; height: number } | null): void {
    if (this.#run && atMs - this.#run.toMs > this.#longestGapMs) this.#endRun()
    if (this.#run) this.#run.toMs = atMs
    else this.#run = { fromMs: atMs, toMs: atMs }
    if (!size) return
    this.#keyframesMs.push(fileMs)
    const last = this.#sizes.at(-1)
    if (last?.width !== size.width || last.height !== size.height) this.#sizes.push({ atMs, ...size })
  }

  result(): Pictures {
    this.#endRun()
    return { shown: this.#shown, keyframesMs: this.#keyframesMs, sizes: this.#sizes }
  }

  #endRun(): void {
    if (this.#run) this.#shown.push({ fromMs: this.#run.fromMs, toMs: this.#run.toMs + LAST_FRAME_MS })
    this.#run = null
  }
}
