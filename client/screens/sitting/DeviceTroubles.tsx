import { useTranslation } from 'react-i18next'
import type { DeviceState } from '../../core/devices/state.ts'
import { useLocalMedia } from '../../hooks/useLocalMedia.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'

/** What is wrong with camera or microphone, by cause, and what to do about it. */
export function DeviceTroubles({ only }: { only?: 'camera' | 'microphone' }) {
  const { t } = useTranslation()
  const { camera, microphone, retryCamera, retryMicrophone } = useLocalMedia()
  const cameraReason = only === 'microphone' ? null : reasonOf(camera)
  const microphoneReason = only === 'camera' ? null : reasonOf(microphone)
  const troubles =
    cameraReason && cameraReason === microphoneReason
      ? [{ reason: cameraReason, what: `${t('prepare.camera')}、${t('prepare.microphone')}` }]
      : [
          ...(cameraReason ? [{ reason: cameraReason, what: t('prepare.camera') }] : []),
          ...(microphoneReason ? [{ reason: microphoneReason, what: t('prepare.microphone') }] : []),
        ]
  const retry = () => {
    if (cameraReason) retryCamera()
    if (microphoneReason) retryMicrophone()
  }
  return troubles.map(({ reason, what }) => (
    <Notice
      key={what}
      kind="bad"
      announce
      title={t('deviceFailure.title', { what })}
      action={<Button onClick={retry}>{t('common.retry')}</Button>}
    >
      {t(`deviceFailure.${reason}`)}
    </Notice>
  ))
}

function reasonOf(state: DeviceState) {
  return 'reason' in state ? state.reason : null
}
