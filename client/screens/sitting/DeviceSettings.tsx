import { useTranslation } from 'react-i18next'
import type { DeviceChoice } from '../../core/devices/localMediaStore.ts'
import { useLocalMedia } from '../../hooks/useLocalMedia.ts'
import { SelectField } from '../../ui/Field.tsx'

/** Which camera, microphone and loudspeaker to use. */
export function DeviceSettings({ dark = false }: { dark?: boolean }) {
  const { t } = useTranslation()
  const media = useLocalMedia()
  const optionsOf = (devices: readonly DeviceChoice[]) =>
    devices.map(({ deviceId, label }, index) => ({
      value: deviceId,
      text: label || t('prepare.deviceUnnamed', { number: index + 1 }),
    }))
  const fields = [
    {
      label: t('prepare.camera'),
      devices: media.devices.cameras,
      value: media.choices.cameraId,
      choose: media.chooseCamera,
    },
    {
      label: t('prepare.microphone'),
      devices: media.devices.microphones,
      value: media.choices.microphoneId,
      choose: media.chooseMicrophone,
    },
    {
      label: t('prepare.speaker'),
      devices: media.canChooseSpeaker ? media.devices.speakers : [],
      value: media.choices.speakerId,
      choose: media.chooseSpeaker,
    },
  ]
  return (
    <div className="flex flex-col gap-4">
      {fields
        .filter(({ devices }) => devices.length > 0)
        .map(({ label, devices, value, choose }) => (
          <SelectField
            key={label}
            dark={dark}
            label={label}
            value={value ?? devices[0]?.deviceId ?? ''}
            options={optionsOf(devices)}
            onChange={(event) => choose(event.target.value)}
          />
        ))}
    </div>
  )
}
