import { describe, expect, it } from 'vitest'
import { type ClockReport, fitClock, type Stretch, wallOffsets } from './clock.ts'

const RATE = 90_000
const START = 2 ** 32
const T0 = 1_794_618_000_000_000
const SFU_OFFSET = 3_000_000

/** A fixed sequence of pseudo-random numbers from −1 to 1. */
function* noise(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    yield state / 2 ** 30 - 1
  }
}

const ticks = (seconds: number, skew = 0) => START + Math.round(seconds * RATE * (1 + skew))

interface Line {
  readonly from?: number
  readonly to: number
  readonly skew?: number
  readonly jitterUs?: number
  readonly every?: number
  /** Added to the timestamps, seconds. */
  readonly shift?: number
}

function reports({ from = 0, to, skew = 0, jitterUs = 0, every = 1, shift = 0 }: Line): ClockReport[] {
  const random = noise(from + to)
  return Array.from({ length: Math.ceil((to - from) / every) }, (_, index) => {
    const second = from + index * every
    const jitter = jitterUs * random.next().value
    return {
      timestamp: ticks(second + shift, skew),
      ntpUs: T0 + second * 1e6 + jitter - SFU_OFFSET,
      arrivalUs: T0 + second * 1e6,
    }
  })
}

function stretch(second: number, lagUs = 0, shift = 0): Stretch {
  const fromTimestamp = ticks(second + shift)
  const fromArrivalUs = T0 + second * 1e6 + lagUs
  return { fromTimestamp, fromArrivalUs, leastLagUs: fromArrivalUs - (1e6 / RATE) * fromTimestamp }
}

const errorMs = (clock: { wallUs(timestamp: number): number }, second: number, skew = 0, shift = 0) =>
  (clock.wallUs(ticks(second + shift, skew)) - T0 - second * 1e6) / 1000

describe('fitClock', () => {
  it('[FILM-6] is right to a few milliseconds with jittered and lost reports', () => {
    const some = reports({ to: 60, jitterUs: 10_000 }).filter((_, index) => index % 3 !== 1)
    const clock = fitClock({ clockRate: RATE, stretches: [stretch(0)], reports: some, lags: [] }, SFU_OFFSET)
    for (const second of [0, 30, 60]) expect(Math.abs(errorMs(clock, second))).toBeLessThan(4)
    expect(clock.lines).toMatchObject([{ placement: 'senderReports', reports: 40 }])
  })

  it('is not moved by a third of wild reports', () => {
    const some = reports({ to: 60 }).map((report, index) =>
      index % 3 === 0 ? { ...report, ntpUs: report.ntpUs + 30_000 } : report,
    )
    const clock = fitClock({ clockRate: RATE, stretches: [stretch(0)], reports: some, lags: [] }, SFU_OFFSET)
    expect(Math.abs(errorMs(clock, 30))).toBeLessThan(0.1)
  })

  it('keeps the nominal slope below five minutes', () => {
    const some = reports({ to: 200, skew: 100e-6 })
    const clock = fitClock({ clockRate: RATE, stretches: [stretch(0)], reports: some, lags: [] }, SFU_OFFSET)
    expect(clock.lines[0]?.usPerTick).toBe(1e6 / RATE)
    expect(Math.abs(errorMs(clock, 100, 100e-6))).toBeLessThan(1)
  })

  it('follows a skewed sender over three hours', () => {
    const skew = 80e-6
    const some = reports({ to: 10_800, skew, jitterUs: 8000, every: 5 })
    const clock = fitClock({ clockRate: RATE, stretches: [stretch(0)], reports: some, lags: [] }, SFU_OFFSET)
    for (const second of [0, 5400, 10_800]) expect(Math.abs(errorMs(clock, second, skew))).toBeLessThan(5)
  })

  it('never believes in more than 200 parts per million', () => {
    const some = reports({ to: 600, skew: 5e-3 })
    const clock = fitClock({ clockRate: RATE, stretches: [stretch(0)], reports: some, lags: [] }, SFU_OFFSET)
    expect(clock.lines[0]?.usPerTick).toBeCloseTo((1e6 / RATE) * (1 - 200e-6), 9)
  })

  it('[FILM-6] places each side of a silence by its own reports', () => {
    // The sender's clock stood still for two seconds while it was silent.
    const some = [...reports({ to: 20 }), ...reports({ from: 30, to: 50, shift: -2 })]
    const stretches = [stretch(0), stretch(30, 0, -2)]
    const clock = fitClock({ clockRate: RATE, stretches, reports: some, lags: [] }, SFU_OFFSET)
    expect(Math.abs(errorMs(clock, 10))).toBeLessThan(0.1)
    expect(Math.abs(errorMs(clock, 40, 0, -2))).toBeLessThan(0.1)
  })

  it('holds its line over a silence after which no report came', () => {
    const stretches = [stretch(0), stretch(30, 80_000)]
    const clock = fitClock({ clockRate: RATE, stretches, reports: reports({ to: 20 }), lags: [] }, SFU_OFFSET)
    expect(clock.lines[1]?.placement).toBe('held')
    expect(Math.abs(errorMs(clock, 31))).toBeLessThan(0.1)
  })

  it('goes by arrival when there is no report at all, and says so', () => {
    const clock = fitClock({ clockRate: RATE, stretches: [stretch(0, 40_000)], reports: [], lags: [] }, 0)
    expect(clock.lines).toMatchObject([{ placement: 'arrival', reports: 0 }])
    expect(errorMs(clock, 0.5)).toBeCloseTo(40, 3)
  })

  it('goes by arrival when holding would be far from what arrived', () => {
    const stretches = [stretch(0), stretch(30, 0, -3)]
    const clock = fitClock({ clockRate: RATE, stretches, reports: reports({ to: 20 }), lags: [] }, SFU_OFFSET)
    expect(clock.lines[1]?.placement).toBe('arrival')
    expect(Math.abs(errorMs(clock, 31, 0, -3))).toBeLessThan(0.1)
  })

  it('begins anew where the timestamps of a sender step without a silence', () => {
    const some = [...reports({ to: 20 }), ...reports({ from: 20, to: 40, shift: -0.15 })]
    const clock = fitClock({ clockRate: RATE, stretches: [stretch(0)], reports: some, lags: [] }, SFU_OFFSET)
    expect(clock.lines).toHaveLength(2)
    expect(Math.abs(errorMs(clock, 10))).toBeLessThan(0.1)
    expect(Math.abs(errorMs(clock, 30, 0, -0.15))).toBeLessThan(0.1)
  })
})

/** Lags of packets that take a while through the network, and of a sender whose timestamps step at a moment. */
function lags({
  to,
  wayUs,
  stepAt = Infinity,
  step = 0,
}: {
  to: number
  wayUs: number
  stepAt?: number
  step?: number
}) {
  return Array.from({ length: to }, (_, second) => {
    const media = (1e6 / RATE) * ticks(second + (second >= stepAt ? step : 0))
    const arrival = T0 + second * 1e6 + wayUs
    return { atUs: arrival, leastLagUs: arrival - media }
  })
}

describe('fitClock, when reports step', () => {
  // For the first seconds the SFU reports arrival as capture, here 200 ms late.
  const late = reports({ to: 12 }).map((report) => ({ ...report, ntpUs: report.ntpUs + 200_000 }))
  const learned = reports({ from: 12, to: 20 })

  it('believes the later, earlier placed reports while packets flow on evenly', () => {
    const clock = fitClock(
      {
        clockRate: RATE,
        stretches: [stretch(0, 200_000)],
        reports: [...late, ...learned],
        lags: lags({ to: 20, wayUs: 200_000 }),
      },
      SFU_OFFSET,
    )
    for (const second of [0, 6, 11, 15]) expect(Math.abs(errorMs(clock, second))).toBeLessThan(0.1)
  })

  it('does so over a silence as well', () => {
    const clock = fitClock(
      {
        clockRate: RATE,
        stretches: [stretch(0, 200_000), stretch(12, 200_000)],
        reports: [...late.slice(0, 8), ...learned],
        lags: lags({ to: 20, wayUs: 200_000 }).filter((_, second) => second < 8 || second >= 12),
      },
      SFU_OFFSET,
    )
    expect(Math.abs(errorMs(clock, 4))).toBeLessThan(0.1)
  })

  it('keeps both lines when the packets step too', () => {
    const clock = fitClock(
      {
        clockRate: RATE,
        stretches: [stretch(0, 50_000)],
        reports: [...reports({ to: 20 }), ...reports({ from: 20, to: 40, shift: -0.15 })],
        lags: lags({ to: 40, wayUs: 50_000, stepAt: 20, step: -0.15 }),
      },
      SFU_OFFSET,
    )
    expect(Math.abs(errorMs(clock, 10))).toBeLessThan(0.1)
    expect(Math.abs(errorMs(clock, 30, 0, -0.15))).toBeLessThan(0.1)
  })
})

describe('wallOffsets', () => {
  it('pools the tracks of one worker and keeps those of another apart', () => {
    const offsets = wallOffsets([[1000, 1200, 1100], [], [1300], [900_000, 900_100], [1150]])
    expect(offsets).toEqual([1150, 0, 1150, 900_000, 1150])
  })
})
