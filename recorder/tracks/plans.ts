/** What the facts of a journal say about its tracks. */
import type { TrackPlan } from '#protocol/recording/control.ts'
import type { SeatId } from '#protocol/ids.ts'
import { type Source, Source as SourceSchema } from '#protocol/sources.ts'
import type { Fact } from '../journal/facts.ts'

/** A track of a seat with the time it was open, in microseconds of the recorder's wall clock. */
export interface OpenedTrack {
  readonly plan: TrackPlan
  readonly seatId: SeatId
  readonly source: Source
  readonly fromUs: number
  readonly toUs: number | null
}

/** When the writer was away, in microseconds. */
export interface Outage {
  readonly fromUs: number
  readonly toUs: number
}

/** All tracks of seats. The probe is left out: it is the server's own tone, not part of the hearing. */
export function openedTracks(facts: readonly Fact[]): OpenedTrack[] {
  const closed = new Map<string, number>()
  for (const { type, data } of facts) if (type === 'trackClosed') closed.set(data.trackId, data.atUs)
  const tracks = new Map<string, OpenedTrack>()
  for (const fact of facts) {
    if (fact.type !== 'trackOpened') continue
    const { track: plan, atUs } = fact.data
    const source = SourceSchema.safeParse(plan.source)
    if (!source.success || plan.seatId === null || tracks.has(plan.trackId)) continue
    tracks.set(plan.trackId, {
      plan,
      seatId: plan.seatId,
      source: source.data,
      fromUs: atUs,
      toUs: closed.get(plan.trackId) ?? null,
    })
  }
  return [...tracks.values()]
}

/** When the writer was away. */
export function outages(facts: readonly Fact[]): Outage[] {
  return facts.flatMap((fact) =>
    fact.type === 'writerRestarted' && fact.data.downFromUs !== null
      ? [{ fromUs: fact.data.downFromUs, toUs: fact.data.backUs }]
      : [],
  )
}

const SUPPORTED = new Set(['audio/opus', 'video/vp8'])

/** Whether the builder can copy this codec into a file. */
export function isSupported(plan: TrackPlan): boolean {
  return SUPPORTED.has(plan.mimeType.toLowerCase())
}
