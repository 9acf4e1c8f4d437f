const delaysMs = [0, 300, 1_200, 2_700, 4_800, 7_000] as const
const LONGEST_MS = 7_000
/** A whole courthouse loses its network at once; its clients shall not come back in the same millisecond. */
const JITTER = 0.3

/**
 * How long to wait before a try, in ms. The first one is immediate; it never gives up, since a hearing waits.
 * @param attempt 1 for the first try after a loss.
 * @param random 0…1.
 */
export function retryDelayMs(attempt: number, random: number): number {
  const base = delaysMs[attempt - 1] ?? LONGEST_MS
  return Math.round(base * (1 - JITTER + 2 * JITTER * random))
}
