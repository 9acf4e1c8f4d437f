import { useTranslation } from 'react-i18next'
import { roleRights } from '#procedure/sitting/roles.ts'
import type { SittingView } from '#protocol/sitting/view.ts'
import { useLocalMedia } from '../../../hooks/useLocalMedia.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Card } from '../../../ui/Card.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Spinner } from '../../../ui/Spinner.tsx'
import { dateTime, seatTitle } from '../../format.ts'
import { PhaseBadge } from '../../PhaseBadge.tsx'
import { ownSeat } from '../courtroom/seating.ts'
import { DeviceTroubles } from '../DeviceTroubles.tsx'
import { LinkBanner } from '../LinkBanner.tsx'
import { CameraCheck, MicrophoneCheck, SpeakerCheck } from '../SelfCheck.tsx'

/** Before the door: calm, and every question answered that a person has while waiting. */
export function WaitingRoom({ view, onLeft }: { view: SittingView; onLeft: () => void }) {
  const { t } = useTranslation()
  const own = ownSeat(view)
  if (!own) return null
  const told = own.admission === 'waiting'
  return (
    <Page
      aside={
        <Button size="compact" tone="quiet" onClick={onLeft}>
          {t('controls.leave')}
        </Button>
      }
    >
      <LinkBanner />
      <div className="mx-auto grid max-inline-5xl items-start gap-6 md:grid-cols-[1.2fr_1fr]">
        <div>
          <p className="flex flex-wrap items-center gap-3 text-ink-soft">
            {view.courtName} · {view.courtroomName}
            <PhaseBadge phase={view.phase.name} />
          </p>
          <h1 className="mbs-1 font-serif text-3xl font-bold">{t('waiting.title')}</h1>
          <p className="text-ink-soft">
            {view.caseNumber} · {view.causeOfAction} · {dateTime(view.scheduledAt)}
          </p>
          <div className="mbs-5 rounded-(--radius-card) border-s-4 border-jade bg-jade-wash p-5 text-jade">
            <p role="status" className="flex items-center gap-3 text-xl font-semibold">
              <Spinner />
              {t(told ? 'waiting.told' : 'waiting.outside')}
            </p>
            <p className="mbs-1">
              {view.phase.name === 'inSession' ? t('waiting.phaseInSession') : null}
              {view.phase.name === 'paused' ? t('waiting.phasePaused') : null} {t('waiting.toldClerk')}
            </p>
          </div>
          <p className="mbs-5 text-lg">
            {t('waiting.you')}{' '}
            <span className="font-serif text-xl font-bold">
              {seatTitle(t, own.role, own.side)} {own.name}
            </span>
          </p>
          <h2 className="mbs-5 font-serif text-lg font-bold">{t('waiting.next')}</h2>
          <ol className="mbs-1 list-inside list-decimal">
            <li>{t('waiting.next1')}</li>
            <li>{t('waiting.next2')}</li>
            {roleRights[own.role].takesFloor ? <li>{t('waiting.next3')}</li> : null}
          </ol>
          <p className="mbs-4">
            <Badge>{t('waiting.notRecorded')}</Badge>
          </p>
        </div>
        {roleRights[own.role].sends ? <WaitingCheck /> : null}
      </div>
    </Page>
  )
}

function WaitingCheck() {
  const { t } = useTranslation()
  const { choices } = useLocalMedia()
  return (
    <Card title={t('waiting.selfCheck')}>
      <div className="flex flex-col gap-5">
        {choices.cameraOn || choices.micOn ? <DeviceTroubles /> : null}
        <CameraCheck />
        <MicrophoneCheck />
        <SpeakerCheck />
      </div>
    </Card>
  )
}
