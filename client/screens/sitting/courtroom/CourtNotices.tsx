import { Volume2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isOfficer } from '#procedure/sitting/roles.ts'
import { useSeatSession } from '../../../hooks/SeatSession.tsx'
import { Button } from '../../../ui/Button.tsx'
import { classes } from '../../../ui/classes.ts'
import { LinkBanner } from '../LinkBanner.tsx'
import { useCourt } from './useCourt.ts'

/** What the person must know now: the line, blocked sound, why a press had no effect, why the hearing rests. */
export function CourtNotices() {
  const { t } = useTranslation()
  const { view, refusal, dismissRefusal } = useCourt()
  const { soundBlocked, unblockSound } = useSeatSession()
  const { phase } = view
  const failure = 'lastFailure' in phase ? phase.lastFailure : null
  return (
    <div className="court-notices text-sm">
      <LinkBanner />
      {soundBlocked ? (
        <Line look="bg-brass text-wall">
          <span>{t('room.tapToHearHelp')}</span>
          <Button size="compact" icon={<Volume2 aria-hidden className="size-4" />} onClick={unblockSound}>
            {t('room.tapToHear')}
          </Button>
        </Line>
      ) : null}
      {refusal ? (
        <Line look="bg-[#7d1f18] text-white" urgent>
          <span>{t('court.refused', { reason: t(`errors.${refusal}`) })}</span>
          <button
            type="button"
            aria-label={t('common.close')}
            onClick={dismissRefusal}
            className="grid size-9 place-items-center rounded-full hover:bg-black/30"
          >
            <X aria-hidden className="size-4" />
          </button>
        </Line>
      ) : null}
      {failure && isOfficer(view.you.role) ? (
        <Line look="bg-[#7d1f18] text-white" urgent>
          {t(`court.failures.${failure}`)}
        </Line>
      ) : null}
      {phase.name === 'paused' || phase.name === 'suspended' ? (
        <Line look="bg-panel text-brass">
          {phase.name === 'paused' && phase.reason && phase.reason !== 'recess'
            ? `${t(`court.pauseReasons.${phase.reason}`)}。`
            : null}{' '}
          {t('room.pausedHelp')}
        </Line>
      ) : null}
    </div>
  )
}

function Line({ look, urgent = false, children }: { look: string; urgent?: boolean; children: ReactNode }) {
  return (
    <div
      role={urgent ? 'alert' : 'status'}
      className={classes('flex flex-wrap items-center justify-center gap-3 px-4 py-1.5 text-center', look)}
    >
      {children}
    </div>
  )
}
