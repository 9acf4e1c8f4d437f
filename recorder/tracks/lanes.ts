import type { Span } from './trackSet.ts'

/** Sound that follows closely gets a lane of its own: clocks of two tracks may be some milliseconds apart. */
const DISTANCE_MS = 1000

/**
 * Puts spans onto as few lanes as possible so that no two on one lane come close to each other.
 *
 * @returns the lane of each span, counted from 0
 */
export function assignLanes(spans: readonly Span[]): number[] {
  const lanes = spans.map(() => 0)
  const freeFromMs: number[] = []
  const inOrder = spans
    .map((span, index) => ({ span, index }))
    .toSorted((a, b) => a.span.fromMs - b.span.fromMs)
  for (const { span, index } of inOrder) {
    const free = freeFromMs.findIndex((from) => from <= span.fromMs)
    const lane = free >= 0 ? free : freeFromMs.length
    lanes[index] = lane
    freeFromMs[lane] = span.toMs + DISTANCE_MS
  }
  return lanes
}
