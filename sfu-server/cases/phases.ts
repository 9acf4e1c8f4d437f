import type { SittingPhaseName } from '#protocol/http/routes.ts'

/** Whether nobody can take a seat in the sitting any more. */
export function isOver(phase: SittingPhaseName): boolean {
  return phase === 'closed' || phase === 'cancelled'
}

/** The phases in which people are, or may be, together now. */
export const openPhases = [
  'lobby',
  'opening',
  'inSession',
  'paused',
  'suspended',
] as const satisfies readonly SittingPhaseName[]
