import { Gavel, MicOff, Pause, Play } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Spinner } from '../../../ui/Spinner.tsx'
import { useCourt } from '../courtroom/useCourt.ts'
import { PauseDialog } from './PauseDialog.tsx'

/** The next step of the hearing as one large button; what may also be done stands beside it, smaller. */
export function StepButtons({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation()
  const { view, may, act, isBusy } = useCourt()
  const [asking, setAsking] = useState<'pause' | 'close' | null>(null)
  const size = compact ? 'dense' : 'large'
  const close = () => {
    setAsking(null)
    act({ type: 'close' })
  }
  return (
    <div className={compact ? 'flex gap-1.5 [&_button]:grow' : 'flex flex-col gap-2'}>
      {view.phase.name === 'opening' ? (
        <div role="status" className="grow rounded-xl border border-brass bg-panel px-4 py-3">
          <p className="flex items-center gap-3 font-semibold text-brass">
            <Spinner />
            {t('court.opening')}
          </p>
          <p className="mbs-1 text-sm text-chalk-soft">{t('court.openingHelp')}</p>
        </div>
      ) : null}
      {may('open') ? (
        <Button
          tone="brass"
          size={size}
          busy={isBusy('open')}
          icon={<Gavel aria-hidden className="size-5" />}
          onClick={() => act({ type: 'open' })}
        >
          {t('court.open')}
        </Button>
      ) : null}
      {may('resume') ? (
        <Button
          tone="brass"
          size={size}
          busy={isBusy('resume')}
          icon={<Play aria-hidden className="size-5" />}
          onClick={() => act({ type: 'resume' })}
        >
          {t('court.resume')}
        </Button>
      ) : null}
      {may('pause') ? (
        <Button
          tone="brass"
          size={size}
          busy={isBusy('pause')}
          icon={<Pause aria-hidden className="size-5" />}
          onClick={() => setAsking('pause')}
        >
          {t('court.pause')}
        </Button>
      ) : null}
      <div className={compact ? 'contents' : 'flex gap-2 [&_button]:grow'}>
        {may('muteAll') ? (
          <Button
            tone="stage"
            size={compact ? 'dense' : 'normal'}
            busy={isBusy('muteAll')}
            icon={<MicOff aria-hidden className="size-4" />}
            onClick={() => act({ type: 'muteAll' })}
          >
            {t('court.muteAll')}
          </Button>
        ) : null}
        {may('close') ? (
          <Button
            tone="stage"
            size={compact ? 'dense' : 'normal'}
            busy={isBusy('close')}
            icon={<Gavel aria-hidden className="size-4" />}
            onClick={() => setAsking('close')}
          >
            {t('court.close')}
          </Button>
        ) : null}
      </div>
      <PauseDialog open={asking === 'pause'} onClose={() => setAsking(null)} />
      <Dialog
        open={asking === 'close'}
        onClose={() => setAsking(null)}
        title={t('court.closeTitle')}
        lead={t('court.closeLead')}
        actions={
          <>
            <Button onClick={() => setAsking(null)}>{t('common.cancel')}</Button>
            <Button tone="alarm" onClick={close}>
              {t('court.closeConfirm')}
            </Button>
          </>
        }
      />
    </div>
  )
}
