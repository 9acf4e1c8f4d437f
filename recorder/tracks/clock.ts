/**
 * From RTP timestamps to the wall clock (recording.md §2, P2 to P7). Each stretch of a track, a run without a
 * silence of more than 2 s, gets its own line `wall = anchor + slope · ticks`, fitted over its Sender Reports.
 */

/** A Sender Report whose timestamp has been unwrapped together with the packets of its track. */
export interface ClockReport {
  readonly timestamp: number
  /** Microseconds on the clock of the SFU. */
  readonly ntpUs: number
  /** Microseconds on the wall clock of the recorder. */
  readonly arrivalUs: number
}

/** A run of packets without a long silence. */
export interface Stretch {
  /** Unwrapped timestamp of its first packet. */
  readonly fromTimestamp: number
  readonly fromArrivalUs: number
  /** Least `arrival − nominal media time` of its packets, in microseconds: the fastest way through the network. */
  readonly leastLagUs: number
}

/** The least `arrival − nominal media time` among the packets of about one second, in microseconds. */
export interface Lag {
  readonly atUs: number
  readonly leastLagUs: number
}

export interface ClockSource {
  readonly clockRate: number
  readonly stretches: readonly Stretch[]
  readonly reports: readonly ClockReport[]
  /** In order of arrival. */
  readonly lags: readonly Lag[]
}

/**
 * How a stretch was placed: by its own reports, by the line of the stretch before or after it, or, when there
 * is neither, by arrival, which is late by the way through the network.
 */
export type Placement = 'senderReports' | 'held' | 'arrival'

export interface ClockLine {
  readonly fromTimestamp: number
  readonly anchorTimestamp: number
  readonly anchorUs: number
  readonly usPerTick: number
  readonly placement: Placement
  readonly reports: number
}

export interface TrackClock {
  readonly lines: readonly ClockLine[]
  /** Wall time in microseconds of an unwrapped timestamp. */
  wallUs(timestamp: number): number
}

const MIN_SPAN_FOR_SLOPE_US = 5 * 60e6
const MAX_SKEW = 200e-6
/** Pairs of reports grow with the square; this many points pin the slope far below a part per million. */
const MAX_POINTS_FOR_SLOPE = 200
/** A sender's clock that stood still shows as a step this high that stays. */
const STEP_US = 40_000
const STEP_REPORTS = 3
/** A neighbour's line that is earlier by more than this, while packets flowed on evenly, is the right one. */
const EARLIER_US = 20_000
const EVEN_FLOW_US = 20_000
const FLOW_WINDOW = 10
/** A line may be held over a silence while arrivals stay this plausible beside it. */
const HELD_EARLIEST_US = -20_000
const HELD_LATEST_US = 500_000

/** Median; the lower one of two. @throws RangeError for no values */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[(sorted.length - 1) >> 1]
  if (middle === undefined) throw new RangeError('The median of nothing')
  return middle
}

/** Theil–Sen: the median of the slopes between all pairs, so a third of bad reports do not move it. */
function theilSenSlope(reports: readonly ClockReport[]): number {
  const every = Math.ceil(reports.length / MAX_POINTS_FOR_SLOPE)
  const points = reports.filter((_, index) => index % every === 0)
  const slopes: number[] = []
  for (const [index, a] of points.entries()) {
    for (const b of points.slice(index + 1)) {
      if (a.timestamp !== b.timestamp) slopes.push((b.ntpUs - a.ntpUs) / (b.timestamp - a.timestamp))
    }
  }
  return median(slopes)
}

function slopeOf(reports: readonly ClockReport[], nominal: number): number {
  const [first, last] = [reports[0], reports.at(-1)]
  if (!first || !last || last.ntpUs - first.ntpUs < MIN_SPAN_FOR_SLOPE_US) return nominal
  const slope = theilSenSlope(reports)
  return Math.min(nominal * (1 + MAX_SKEW), Math.max(nominal * (1 - MAX_SKEW), slope))
}

/** Cuts reports where the sender's timestamps jumped against its clock, as after a starved page. */
function splitAtSteps(reports: readonly ClockReport[], nominal: number): ClockReport[][] {
  const groups: ClockReport[][] = [[]]
  const offset = (report: ClockReport) => report.ntpUs - nominal * report.timestamp
  for (const [index, report] of reports.entries()) {
    const group = groups.at(-1) ?? []
    const level = group.length >= STEP_REPORTS ? median(group.slice(-5).map(offset)) : null
    const ahead = reports.slice(index, index + STEP_REPORTS).map((next) => offset(next))
    const isStep =
      level !== null &&
      ahead.length === STEP_REPORTS &&
      (ahead.every((value) => value > level + STEP_US) || ahead.every((value) => value < level - STEP_US))
    if (isStep) groups.push([report])
    else group.push(report)
  }
  return groups
}

function lineThrough(
  reports: readonly ClockReport[],
  fromTimestamp: number,
  nominal: number,
  sfuOffsetUs: number,
): ClockLine {
  // The first report of a consumer is made before its stream has settled.
  const settled = reports.length > 3 ? reports.slice(1) : reports
  const usPerTick = slopeOf(settled, nominal)
  const anchorTimestamp = settled[0]?.timestamp ?? fromTimestamp
  const anchors = settled.map((report) => report.ntpUs - usPerTick * (report.timestamp - anchorTimestamp))
  const anchorUs = median(anchors) + sfuOffsetUs
  return {
    fromTimestamp,
    anchorTimestamp,
    anchorUs,
    usPerTick,
    placement: 'senderReports',
    reports: reports.length,
  }
}

function evaluate(line: ClockLine, timestamp: number): number {
  return line.anchorUs + line.usPerTick * (timestamp - line.anchorTimestamp)
}

interface PlacedGroup {
  readonly stretch: Stretch
  /** Arrival of its first packet or report. */
  readonly fromUs: number
  readonly line: ClockLine
}

/**
 * Until mediasoup has learned a sender's clock, its reports give the time of arrival as that of capture: late by the
 * whole way through the sender's network. When it has learned, the reports step back while the packets flow on as
 * before, and what they say then was true all along. A step that the packets make too is the sender's own.
 */
function takeEarlierNeighbours(groups: readonly PlacedGroup[], lags: readonly Lag[]): PlacedGroup[] {
  const placed = [...groups]
  const compare = (index: number, neighbour: number) => {
    const [own, other] = [placed[index], placed[neighbour]]
    if (!own || !other) return
    const { fromTimestamp, reports } = own.line
    const isEarlier = evaluate(other.line, fromTimestamp) < evaluate(own.line, fromTimestamp) - EARLIER_US
    if (!isEarlier || !flowsEvenly(lags, Math.max(own.fromUs, other.fromUs))) return
    placed[index] = { ...own, line: { ...other.line, fromTimestamp, reports } }
  }
  for (let index = placed.length - 2; index >= 0; index -= 1) compare(index, index + 1)
  for (let index = 1; index < placed.length; index += 1) compare(index, index - 1)
  return placed
}

function flowsEvenly(lags: readonly Lag[], borderUs: number): boolean {
  const next = lags.findIndex(({ atUs }) => atUs >= borderUs)
  if (next <= 0) return false
  const least = (some: readonly Lag[]) => Math.min(...some.map(({ leastLagUs }) => leastLagUs))
  const before = least(lags.slice(Math.max(0, next - FLOW_WINDOW), next))
  return Math.abs(least(lags.slice(next, next + FLOW_WINDOW)) - before) <= EVEN_FLOW_US
}

/**
 * Fits the clock of one track.
 *
 * @param sfuOffsetUs what to add to the SFU's clock to get wall time; see `wallOffsets`
 */
export function fitClock(source: ClockSource, sfuOffsetUs: number): TrackClock {
  const nominal = 1e6 / source.clockRate
  const guessed = source.stretches.map((stretch, index) => {
    const untilUs = source.stretches[index + 1]?.fromArrivalUs ?? Infinity
    const own = source.reports.filter(
      ({ arrivalUs }) => arrivalUs >= stretch.fromArrivalUs && arrivalUs < untilUs,
    )
    const groups = own.length === 0 ? [] : splitAtSteps(own, nominal)
    return groups.map((group, part) => {
      const [first] = group
      const isFirst = part === 0 || !first
      const fromTimestamp = isFirst ? stretch.fromTimestamp : first.timestamp
      const line = lineThrough(group, fromTimestamp, nominal, sfuOffsetUs)
      return { stretch, fromUs: isFirst ? stretch.fromArrivalUs : first.arrivalUs, line }
    })
  })
  const corrected = takeEarlierNeighbours(guessed.flat(), source.lags)
  const fitted = source.stretches.map((stretch) => ({
    stretch,
    lines: corrected.filter((group) => group.stretch === stretch).map(({ line }) => line),
  }))
  const lines = fitted.flatMap(({ stretch, lines: own }, index) => {
    if (own.length > 0) return own
    const before = fitted
      .slice(0, index)
      .findLast((other) => other.lines.length > 0)
      ?.lines.at(-1)
    const after = fitted.slice(index + 1).find((other) => other.lines.length > 0)?.lines[0]
    return [placeWithoutReports(stretch, [before, after], nominal)]
  })
  return {
    lines,
    wallUs(timestamp) {
      const line = lines.findLast((candidate) => candidate.fromTimestamp <= timestamp) ?? lines[0]
      if (!line) throw new RangeError('A track without packets has no clock')
      return evaluate(line, timestamp)
    },
  }
}

function placeWithoutReports(
  stretch: Stretch,
  neighbours: readonly (ClockLine | undefined)[],
  nominal: number,
): ClockLine {
  const { fromTimestamp } = stretch
  const arrivalUs = stretch.leastLagUs + nominal * fromTimestamp
  for (const line of neighbours) {
    if (!line) continue
    const lag = arrivalUs - evaluate(line, fromTimestamp)
    if (lag >= HELD_EARLIEST_US && lag <= HELD_LATEST_US) {
      return { ...line, fromTimestamp, placement: 'held', reports: 0 }
    }
  }
  return {
    fromTimestamp,
    anchorTimestamp: fromTimestamp,
    anchorUs: arrivalUs,
    usPerTick: nominal,
    placement: 'arrival',
    reports: 0,
  }
}

/** Tracks whose offsets lie this close were sent by the same SFU worker. */
const SAME_WORKER_US = 50_000

/**
 * What to add to each track's SFU clock to get wall time. An SFU worker freezes its clock's offset when it
 * starts, so all tracks of one worker share one offset, pooled here for lip sync; a restarted worker has another.
 *
 * @param lagsUs per track, `arrival − NTP` of its Sender Reports in microseconds
 * @returns per track the offset in microseconds; 0 for a track without reports
 */
export function wallOffsets(lagsUs: readonly (readonly number[])[]): number[] {
  const offsets = lagsUs.map(() => 0)
  const known = lagsUs.flatMap((lags, track) => (lags.length > 0 ? [{ track, lags, own: median(lags) }] : []))
  let pool: typeof known = []
  const settle = () => {
    if (pool.length === 0) return
    const shared = median(pool.flatMap(({ lags }) => lags))
    for (const { track } of pool) offsets[track] = shared
    pool = []
  }
  for (const entry of known.toSorted((a, b) => a.own - b.own)) {
    const previous = pool.at(-1)
    if (previous && entry.own - previous.own > SAME_WORKER_US) settle()
    pool.push(entry)
  }
  settle()
  return offsets
}
