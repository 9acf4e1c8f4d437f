import type { Source } from '#protocol/sources.ts'

/** One size of a picture that is sent; as mediasoup-client takes it. */
export interface Encoding {
  readonly scaleResolutionDownBy?: number
  readonly maxBitrate: number
  readonly maxFramerate?: number
}

// Chromium drops the upper sizes when more are asked for than a small capture allows: three from 960×540, two
// from 640×360. The viewer would then get a picture of 80×45 though a larger one was captured.
const THREE_FROM_PIXELS = 960 * 540
const TWO_FROM_PIXELS = 640 * 360

const SMALL_BPS = 150_000
const MIDDLE_BPS = 500_000
const LARGE_BPS = 1_500_000
const SCREEN_BPS = 2_000_000
const SCREEN_FRAME_RATE = 10

/**
 * The sizes to send, smallest first, from what the camera really captures (not what it was asked for).
 * A screen goes out in one size: half a page of small print is of no use to anybody.
 */
export function encodingsFor(source: Source, settings: { width?: number; height?: number }): Encoding[] {
  if (source === 'mic') return []
  if (source === 'screen') return [{ maxBitrate: SCREEN_BPS, maxFramerate: SCREEN_FRAME_RATE }]
  const pixels = (settings.width ?? 0) * (settings.height ?? 0)
  if (pixels >= THREE_FROM_PIXELS) {
    return [
      { scaleResolutionDownBy: 4, maxBitrate: SMALL_BPS },
      { scaleResolutionDownBy: 2, maxBitrate: MIDDLE_BPS },
      { scaleResolutionDownBy: 1, maxBitrate: LARGE_BPS },
    ]
  }
  if (pixels >= TWO_FROM_PIXELS) {
    return [
      { scaleResolutionDownBy: 2, maxBitrate: SMALL_BPS },
      { scaleResolutionDownBy: 1, maxBitrate: MIDDLE_BPS },
    ]
  }
  return [{ maxBitrate: MIDDLE_BPS }]
}
