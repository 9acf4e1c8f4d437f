/** The clock that stamps arrivals. */
import { performance } from 'node:perf_hooks'

export interface ArrivalClock {
  /** Wall clock µs that never run backwards within a process. */
  nowUs(): number
  /** Monotonic µs since the process began. */
  monotonicUs(): number
}

/** Wall clock at process start plus monotonic time since: a corrected machine clock does not reorder the record. */
export const arrivalClock: ArrivalClock = {
  nowUs: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  monotonicUs: () => Math.round(performance.now() * 1000),
}

/** How far the machine's clock was moved since the process began, in ms. */
export function clockDriftMs(): number {
  return Date.now() - (performance.timeOrigin + performance.now())
}

/** Milliseconds of an arrival. */
export function toInstant(us: number): number {
  return Math.floor(us / 1000)
}
