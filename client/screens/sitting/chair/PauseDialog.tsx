import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PauseReason } from '#protocol/sitting/commands.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { useCourt } from '../courtroom/useCourt.ts'

/** Why the record stops: one of the three lawful reasons, and no other way (REC-3). */
export function PauseDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { act } = useCourt()
  const [reason, setReason] = useState<PauseReason | null>(null)
  const close = () => {
    setReason(null)
    onClose()
  }
  const pause = () => {
    if (reason) act({ type: 'pause', reason })
    close()
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title={t('court.pauseTitle')}
      lead={t('court.pauseLead')}
      actions={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button tone="primary" disabled={reason === null} onClick={pause}>
            {t('court.pauseConfirm')}
          </Button>
        </>
      }
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">{t('court.pauseTitle')}</legend>
        {PauseReason.options.map((option) => (
          <label
            key={option}
            className="flex min-block-12 cursor-pointer items-center gap-3 rounded-lg border border-line px-4 py-2 has-checked:border-cinnabar has-checked:bg-cinnabar-wash"
          >
            <input
              type="radio"
              name="pauseReason"
              checked={reason === option}
              onChange={() => setReason(option)}
              className="size-5 accent-cinnabar"
            />
            {t(`court.pauseReasons.${option}`)}
          </label>
        ))}
      </fieldset>
    </Dialog>
  )
}
