import { useTranslation } from 'react-i18next'
import { isOfficer } from '#procedure/sitting/roles.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { useCourt } from './useCourt.ts'

/** Asks before leaving and says what it means. */
export function LeaveDialog({
  open,
  onClose,
  onLeft,
}: {
  open: boolean
  onClose: () => void
  onLeft: () => void
}) {
  const { t } = useTranslation()
  const { own } = useCourt()
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('controls.leaveTitle')}
      lead={t(isOfficer(own.role) ? 'controls.leaveOfficer' : 'controls.leaveParty')}
      actions={
        <>
          <Button onClick={onClose}>{t('controls.stay')}</Button>
          <Button tone="alarm" onClick={onLeft}>
            {t('controls.leaveConfirm')}
          </Button>
        </>
      }
    />
  )
}
