import { useTranslation } from 'react-i18next'
import type { SittingPhaseName } from '#protocol/http/routes.ts'
import { Badge } from '../ui/Badge.tsx'

const looks = {
  scheduled: 'neutral',
  lobby: 'warm',
  opening: 'warm',
  inSession: 'strong',
  paused: 'warm',
  suspended: 'warm',
  closed: 'neutral',
  cancelled: 'neutral',
} as const satisfies Record<SittingPhaseName, string>

/** Where a sitting stands, in a list. */
export function PhaseBadge({ phase }: { phase: SittingPhaseName }) {
  const { t } = useTranslation()
  return <Badge look={looks[phase]}>{t(`phases.${phase}`)}</Badge>
}

/** Whether nobody can enter any more. */
export function isOver(phase: SittingPhaseName): boolean {
  return phase === 'closed' || phase === 'cancelled'
}
