/** From the journal of a sitting to its tracks (recording.md §3.3). Derived: can be made again at any time. */
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fact } from '../journal/facts.ts'
import { readSegments } from '../journal/reader.ts'
import { fitClock, wallOffsets, type TrackClock } from './clock.ts'
import { sha256Of } from './fileDigest.ts'
import { LaneFile } from './laneFile.ts'
import { assignLanes } from './lanes.ts'
import { isSupported, openedTracks, outages, type OpenedTrack, type Outage } from './plans.ts'
import { parseRtp } from './rtp.ts'
import type { Hole } from './sequencer.ts'
import { survey, type Datagram, type TrackSurvey } from './survey.ts'
import { type FinishedTrack, TrackBuilder } from './trackBuilder.ts'
import type { BuiltTrack, Gap, SoundLane, TrackSet } from './trackSet.ts'

export interface BuildOptions {
  /** The sitting's journal. */
  readonly journalFolder: string
  readonly facts: readonly Fact[]
  /** Where the files go; made when missing. */
  readonly outputFolder: string
  /** Carried into the result. */
  readonly fingerprint: string
  /** What a track is called in its file, for people. */
  readonly titleOf: (track: OpenedTrack) => string
  readonly signal?: AbortSignal
}

interface PreparedTrack {
  readonly track: OpenedTrack
  readonly survey: TrackSurvey
  readonly clock: TrackClock
  readonly lane: number | null
}

/**
 * Reads the journal twice, once for the clocks and once for the media, one segment in memory at a time.
 *
 * @throws the file system's errors, or the signal's reason
 */
export async function buildTracks(options: BuildOptions): Promise<TrackSet> {
  await mkdir(options.outputFolder, { recursive: true })
  const prepared = await prepare(options)
  const laneStartMs = Math.floor(Math.min(...prepared.map(startUs)) / 1000)
  const gaps: Gap[] = []
  const away = outages(options.facts)
  const lanes = await openLanes(
    options.outputFolder,
    prepared,
    Number.isFinite(laneStartMs) ? laneStartMs : 0,
  )
  const builders = new Map(
    prepared.map((entry) => [
      entry.track.plan.ssrc,
      new TrackBuilder({
        track: entry.track,
        clock: entry.clock,
        folder: options.outputFolder,
        file: fileNameOf(entry.track),
        title: options.titleOf(entry.track),
        packets: entry.survey.packets,
        onSound: (atMs, data) => lanes[entry.lane ?? -1]?.add(atMs, data),
        onHole: (hole) => gaps.push(gapOf(entry.track, hole, away)),
      }),
    ]),
  )
  try {
    for await (const segment of readSegments(options.journalFolder)) {
      options.signal?.throwIfAborted()
      for (const { kind, packet, arrivalUs } of segment.records) {
        if (kind === 'rtp') builders.get(parseRtp(packet).ssrc)?.push(packet, arrivalUs)
      }
      for (const builder of builders.values()) await builder.flush()
      for (const lane of lanes) await lane.flush()
    }
    const tracks: BuiltTrack[] = []
    for (const entry of prepared) {
      const finished = await builders.get(entry.track.plan.ssrc)?.finish()
      if (finished) tracks.push(await describe(options.outputFolder, entry, finished))
    }
    const soundLanes: SoundLane[] = []
    for (const lane of lanes) soundLanes.push(await lane.finish())
    gaps.sort((a, b) => a.fromMs - b.fromMs)
    return { fingerprint: options.fingerprint, tracks, lanes: soundLanes, laneStartMs, gaps }
  } catch (error) {
    for (const builder of builders.values()) await builder.abandon()
    for (const lane of lanes) await lane.abandon()
    throw error
  }
}

async function prepare({ journalFolder, facts, signal }: BuildOptions): Promise<PreparedTrack[]> {
  const tracks = openedTracks(facts).filter(({ plan }) => isSupported(plan))
  const rates = new Map(tracks.map(({ plan }) => [plan.ssrc, plan.clockRate]))
  const surveys = await survey(datagrams(journalFolder, signal), rates)
  const present = tracks.flatMap((track) => {
    const found = surveys.get(track.plan.ssrc)
    return found ? [{ track, survey: found }] : []
  })
  const offsets = wallOffsets(
    present.map(({ survey: { reports } }) => reports.map(({ arrivalUs, ntpUs }) => arrivalUs - ntpUs)),
  )
  const clocked = present.map((entry, index) => {
    const { plan } = entry.track
    return { ...entry, clock: fitClock({ clockRate: plan.clockRate, ...entry.survey }, offsets[index] ?? 0) }
  })
  const sounds = clocked.filter(({ track }) => track.plan.kind === 'audio')
  const lanes = assignLanes(
    sounds.map((entry) => ({ fromMs: startUs(entry) / 1000, toMs: settledUs(entry) / 1000 })),
  )
  const laneOf = new Map(sounds.map(({ track }, index) => [track.plan.trackId, lanes[index] ?? null]))
  return clocked.map((entry) => ({ ...entry, lane: laneOf.get(entry.track.plan.trackId) ?? null }))
}

async function* datagrams(folder: string, signal: AbortSignal | undefined): AsyncGenerator<Datagram, void> {
  for await (const segment of readSegments(folder)) {
    signal?.throwIfAborted()
    yield* segment.records
  }
}

interface Timed {
  readonly survey: TrackSurvey
  readonly clock: TrackClock
}

function startUs({ survey: { stretches }, clock }: Timed): number {
  return clock.wallUs(stretches[0]?.fromTimestamp ?? 0)
}

/** When the last of a track is in its lane: what was resent comes later than it was said. */
function settledUs({ survey: { lastTimestamp, lastArrivalUs }, clock }: Timed): number {
  return Math.max(clock.wallUs(lastTimestamp), lastArrivalUs)
}

function fileNameOf({ seatId, source, plan }: OpenedTrack): string {
  return `${seatId}-${source}-g${plan.generation}.${plan.kind === 'audio' ? 'mka' : 'mkv'}`
}

function gapOf({ plan }: OpenedTrack, hole: Hole, away: readonly Outage[]): Gap {
  const overlaps = away.some(({ fromUs, toUs }) => hole.fromUs <= toUs && hole.toUs >= fromUs)
  return {
    trackId: plan.trackId,
    fromMs: Math.round(hole.fromUs / 1000),
    toMs: Math.round(hole.toUs / 1000),
    packets: hole.packets,
    repaired: hole.repaired,
    cause: overlaps ? 'writerRestarted' : 'unknown',
  }
}

async function describe(
  folder: string,
  { track, survey: { packets }, clock, lane }: PreparedTrack,
  finished: FinishedTrack,
): Promise<BuiltTrack> {
  const file = fileNameOf(track)
  const path = join(folder, file)
  return {
    trackId: track.plan.trackId,
    seatId: track.seatId,
    source: track.source,
    generation: track.plan.generation,
    file,
    sha256: await sha256Of(path),
    bytes: (await stat(path)).size,
    open: track.open.map(({ fromUs, toUs }) => ({
      fromMs: fromUs / 1000,
      toMs: toUs === null ? null : toUs / 1000,
    })),
    packets,
    placements: clock.lines.map(({ placement, reports }) => ({ placement, reports })),
    lane,
    ...finished,
  }
}

async function openLanes(
  folder: string,
  prepared: readonly PreparedTrack[],
  startMs: number,
): Promise<LaneFile[]> {
  const count = Math.max(0, ...prepared.map(({ lane }) => (lane === null ? 0 : lane + 1)))
  const lanes: LaneFile[] = []
  for (let index = 0; index < count; index += 1) lanes.push(await LaneFile.create(folder, index, startMs))
  return lanes
}
