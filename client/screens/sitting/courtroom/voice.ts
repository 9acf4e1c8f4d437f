import type { SittingView } from '#protocol/sitting/view.ts'
import { ownSeat } from './seating.ts'

/** Why the own voice is heard or not; a key of the texts under `voice`. */
export type Voice =
  | 'live'
  | 'connecting'
  | 'off'
  | 'held'
  | 'heldNoFloor'
  | 'mutedByCourt'
  | 'recess'
  | 'none'
  | 'noDevice'

/**
 * Where the own voice stands. The court's word comes before the own switch, so that nobody looks for a fault
 * in their phone when it was the court.
 * @param connected whether sound really flows now: nobody is told that they are heard while the line is down.
 */
export function voiceOf(view: SittingView, microphoneWorks: boolean, connected: boolean): Voice {
  const own = ownSeat(view)
  const { live, held } = view.you.mayProduce
  if (!own || (!live.includes('mic') && !held.includes('mic'))) return 'none'
  if (own.courtMuted) return 'mutedByCourt'
  if (!microphoneWorks) return 'noDevice'
  if (!own.micOn) return 'off'
  if (live.includes('mic')) return connected ? 'live' : 'connecting'
  if (view.phase.name === 'paused' || view.phase.name === 'suspended') return 'recess'
  return view.phase.name === 'inSession' ? 'heldNoFloor' : 'held'
}
