import type { SittingView } from '#protocol/sitting/view.ts'
import type { Source } from '#protocol/sources.ts'

/** A track of this device. `silent`: the person switched it off and the device stays open. */
export interface LocalTrack {
  readonly track: MediaStreamTrack
  readonly silent: boolean
}

/** What this device could send now. */
export type LocalTracks = Readonly<Record<Source, LocalTrack | null>>

/** What to do with one source: `open` is false for a source that exists and reaches nobody. */
export type Intent = { send: false } | { send: true; track: MediaStreamTrack; open: boolean }

/**
 * What to send of a source: only what the server allows and the person opened. Held sources are sent silent, as
 * a second lock behind the server's.
 */
export function intentFor(
  source: Source,
  mayProduce: SittingView['you']['mayProduce'] | null,
  tracks: LocalTracks,
): Intent {
  const local = tracks[source]
  const live = mayProduce?.live.includes(source) ?? false
  const held = mayProduce?.held.includes(source) ?? false
  if (!local || !(live || held)) return { send: false }
  return { send: true, track: local.track, open: live && !local.silent }
}
