/** What the facts of a journal say about its tracks. */
import type { TrackPlan } from '#protocol/recording/control.ts'
import type { SeatId } from '#protocol/ids.ts'
import { type Source, Source as SourceSchema } from '#protocol/sources.ts'
import type { Fact } from '../journal/facts.ts'

/** A time during which a track was open, in microseconds of the recorder's wall clock; `toUs` is null while it is. */
export interface OpenTime {
  readonly fromUs: number
  readonly toUs: number | null
}

/** A track of a seat. */
export interface OpenedTrack {
  readonly plan: TrackPlan
  readonly seatId: SeatId
  readonly source: Source
  /** More than one when it was closed and opened again. */
  readonly open: readonly OpenTime[]
}

/** When the writer was away, in microseconds. */
export interface Outage {
  readonly fromUs: number
  readonly toUs: number
}

/** All tracks of seats. The probe is left out: it is the server's own tone, not part of the hearing. */
export function openedTracks(facts: readonly Fact[]): OpenedTrack[] {
  const tracks = new Map<string, OpenedTrack & { open: OpenTime[] }>()
  for (const fact of facts) {
    if (fact.type === 'trackOpened') {
      const { track: plan, atUs } = fact.data
      const source = SourceSchema.safeParse(plan.source)
      if (!source.success || plan.seatId === null) continue
      const known = tracks.get(plan.trackId) ?? { plan, seatId: plan.seatId, source: source.data, open: [] }
      known.open.push({ fromUs: atUs, toUs: null })
      tracks.set(plan.trackId, known)
    } else if (fact.type === 'trackClosed') {
      const open = tracks.get(fact.data.trackId)?.open
      const last = open?.pop()
      if (open && last) open.push({ ...last, toUs: fact.data.atUs })
    }
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
