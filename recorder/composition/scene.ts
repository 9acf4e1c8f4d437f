/** What is to be seen at one moment, and when it changes. */
import type { SeatPlan } from '#protocol/sitting/events.ts'
import type { BuiltTrack, Span } from '../tracks/trackSet.ts'

/** What stands in a tile. */
export type TileContent =
  | { readonly kind: 'picture'; readonly trackId: string }
  /** No picture is meant to be there: the name stands alone. */
  | { readonly kind: 'name' }
  /** There should be a picture, but nothing came. */
  | { readonly kind: 'interrupted' }

export interface SceneTile {
  readonly seatId: string
  readonly content: TileContent
}

export interface Scene {
  readonly tiles: readonly SceneTile[]
  readonly share: SceneTile | null
  /** Changes when a picture changes its shape, so that a new piece is begun. */
  readonly shapes: string
}

/** A seat and when its person was in the room, wall clock. */
export interface Attendance {
  readonly seat: SeatPlan
  readonly present: readonly Span[]
}

/** Shortest wait before a track that is open but shows nothing counts as interrupted. */
export const PATIENCE_MS = 2000
/** Shapes that differ by less are the same picture in another size. */
const SAME_ASPECT = 0.02

export interface SceneSource {
  readonly attendance: readonly Attendance[]
  readonly tracks: readonly BuiltTrack[]
}

/** All instants, wall clock, at which the scene may change. Unsorted, with doubles. */
export function turningPoints({ attendance, tracks }: SceneSource): number[] {
  const videos = tracks.filter(({ pictures }) => pictures !== null)
  return [
    ...attendance.flatMap(({ present }) => present.flatMap(({ fromMs, toMs }) => [fromMs, toMs])),
    ...videos.flatMap(({ pictures, open }) => [
      ...open.flatMap(({ fromMs, toMs }) => [fromMs, fromMs + PATIENCE_MS, ...(toMs === null ? [] : [toMs])]),
      ...(pictures?.shown ?? []).flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
      ...(pictures?.sizes ?? []).map(({ atMs }) => atMs),
    ]),
  ]
}

/** The scene at an instant of the wall clock. */
export function sceneAt({ attendance, tracks }: SceneSource, atMs: number): Scene {
  const present = attendance.filter(({ present: spans }) => spans.some((span) => covers(span, atMs)))
  const tiles = present
    .map(({ seat }) => ({ seat, content: contentOf(tracks, seat.seatId, 'camera', atMs) }))
    // Listeners have no tile of their own unless they are shown.
    .filter(({ seat, content }) => seat.side !== 'public' || content.kind !== 'name')
    .map(({ seat, content }) => ({ seatId: seat.seatId, content }))
  const share = attendance
    .map(({ seat: { seatId } }) => ({ seatId, content: contentOf(tracks, seatId, 'screen', atMs) }))
    .find(({ content }) => content.kind !== 'name')
  const shown = [...tiles, ...(share ? [share] : [])]
  const shapes = shown.map(({ content }) =>
    content.kind === 'picture' ? shapeOf(tracks, content.trackId, atMs) : '',
  )
  return { tiles, share: share ?? null, shapes: shapes.join() }
}

/** Whether two scenes look alike. */
export function isSameScene(a: Scene, b: Scene): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function covers({ fromMs, toMs }: Span, atMs: number): boolean {
  return atMs >= fromMs && atMs < toMs
}

function contentOf(
  tracks: readonly BuiltTrack[],
  seatId: string,
  source: 'camera' | 'screen',
  atMs: number,
): TileContent {
  const own = tracks.filter((track) => track.seatId === seatId && track.source === source)
  const showing = own.findLast(({ pictures }) => pictures?.shown.some((span) => covers(span, atMs)))
  const open = own
    .flatMap((track) => track.open)
    .findLast(({ fromMs, toMs }) => atMs >= fromMs && (toMs === null || atMs < toMs))
  // A track that was closed shows nothing more, though its last frame would stand a little longer.
  if (showing && open) return { kind: 'picture', trackId: showing.trackId }
  if (!open || atMs < open.fromMs + PATIENCE_MS) return { kind: 'name' }
  return { kind: 'interrupted' }
}

function shapeOf(tracks: readonly BuiltTrack[], trackId: string, atMs: number): string {
  const sizes = tracks.find((track) => track.trackId === trackId)?.pictures?.sizes ?? []
  const size = sizes.findLast((candidate) => candidate.atMs <= atMs) ?? sizes[0]
  return size ? String(Math.round(size.width / size.height / SAME_ASPECT)) : ''
}
