import type { SittingView } from '#protocol/sitting/view.ts'
import { ownSeat } from './seating.ts'

/** Why the own voice is heard or not; a key of the texts under `voice`. */
export type Voice = 'live' | 'off' | 'held' | 'heldNoFloor' | 'mutedByCourt' | 'recess' | 'none' | 'noDevice'

/**
 * Where the own voice stands. The court's word comes before the own switch, so that nobody looks for a fault
 * in their phone when it was the court.
 */
export function voiceOf(view: SittingView, microphoneWorks: boolean): Voice {
  const own = ownSeat(view)
  const { live, held } = view.you.mayProduce
  if (!own || (!live.includes('mic') && !held.includes('mic'))) return 'none'
  if (own.courtMuted) return 'mutedByCourt'
  if (!microphoneWorks) return 'noDevice'
  if (!own.micOn) return 'off'
  if (live.includes('mic')) return 'live'
  if (view.phase.name === 'paused' || view.phase.name === 'suspended') return 'recess'
  return view.phase.name === 'inSession' ? 'heldNoFloor' : 'held'
}
