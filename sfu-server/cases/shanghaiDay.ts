/** China keeps UTC+8 all year. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** The legal day that an instant falls on: from its first instant to that of the next day. */
export function shanghaiDay(instant: Date): { from: Date; to: Date } {
  const local = instant.getTime() + SHANGHAI_OFFSET_MS
  const from = local - (local % DAY_MS) - SHANGHAI_OFFSET_MS
  return { from: new Date(from), to: new Date(from + DAY_MS) }
}

/** The legal date of an instant, as 2026-11-23. */
export function shanghaiDate(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10)
}
