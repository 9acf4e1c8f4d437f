import type { ShownSize } from '../session/types.ts'

/** The long side of the largest size, by how many sizes are sent (see `encodingsFor`). */
const LONG_SIDE_OF_LARGEST = [320, 640, 1_280] as const
/** A picture may be enlarged a little before anybody sees it. */
const MAY_ENLARGE = 1.3
/** More pixels than that nobody sees on a phone, and the network pays for them. */
const MOST_PIXEL_RATIO = 2

/**
 * The smallest size that looks sharp where it is shown; null when it is shown nowhere.
 * @param sizes how many sizes the sender offers, at least 1.
 */
export function layerFor(shown: ShownSize, sizes: number, pixelRatio: number): number | null {
  if (!shown) return null
  const wanted = Math.max(shown.width, shown.height) * Math.min(pixelRatio, MOST_PIXEL_RATIO)
  const largest = LONG_SIDE_OF_LARGEST[Math.min(sizes, LONG_SIDE_OF_LARGEST.length) - 1] ?? 1_280
  for (let layer = 0; layer < sizes - 1; layer += 1) {
    if ((largest / 2 ** (sizes - 1 - layer)) * MAY_ENLARGE >= wanted) return layer
  }
  return sizes - 1
}

/** The largest of several places where one picture is shown. */
export function largestShown(shown: Iterable<ShownSize>): ShownSize {
  let largest: ShownSize = null
  for (const size of shown) {
    if (size && (!largest || size.width * size.height > largest.width * largest.height)) largest = size
  }
  return largest
}
