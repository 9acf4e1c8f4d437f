import { Volume2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { trackOf } from '../../core/devices/state.ts'
import { useLocalMedia, useOwnLevel } from '../../hooks/useLocalMedia.ts'
import { Button } from '../../ui/Button.tsx'
import { Meter } from '../../ui/Meter.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { TrackVideo } from './TrackVideo.tsx'

/** Below this the room's own noise would count as a voice. */
const VOICE_LEVEL = 0.04

/** The own picture as others will see it (mirrored, as people know themselves). */
export function CameraCheck() {
  const { t } = useTranslation()
  const { camera, choices, setCamera } = useLocalMedia()
  const track = choices.cameraOn ? trackOf(camera) : null
  return (
    <div className="flex flex-col gap-3">
      <div
        role="img"
        aria-label={track ? t('prepare.preview') : t('prepare.previewOff')}
        className="seat-picture aspect-[4/3] sm:aspect-video"
      >
        {track ? (
          <TrackVideo track={track} mirrored />
        ) : (
          <p className="absolute inset-0 flex items-center justify-center gap-3 px-4 text-center text-chalk-soft">
            {camera.status === 'asking' ? <Spinner /> : null}
            {camera.status === 'asking' ? t('prepare.starting') : t('prepare.previewOff')}
          </p>
        )}
      </div>
      <div>
        <Button size="compact" onClick={() => void setCamera(!choices.cameraOn)}>
          {t(choices.cameraOn ? 'prepare.turnCameraOff' : 'prepare.turnCameraOn')}
        </Button>
      </div>
    </div>
  )
}

/** The own microphone: a bar that moves, and the same in words. */
export function MicrophoneCheck() {
  const { t } = useTranslation()
  const { choices, setMic } = useLocalMedia()
  const level = useOwnLevel()
  const [heard, setHeard] = useState(false)
  if (!heard && level > VOICE_LEVEL) setHeard(true)
  return (
    <div className="flex flex-col gap-2">
      <p className="font-medium">{t('prepare.level')}</p>
      <Meter label={t('prepare.level')} level={choices.micOn ? level : 0} />
      <p role="status" className={heard ? 'font-medium text-jade' : 'text-ink-soft'}>
        {t(heard ? 'prepare.levelHeard' : 'prepare.levelSilent')}
      </p>
      <p className="text-sm text-ink-soft">{t('prepare.levelHelp')}</p>
      <div>
        <Button size="compact" onClick={() => void setMic(!choices.micOn)}>
          {t(choices.micOn ? 'prepare.turnMicOff' : 'prepare.turnMicOn')}
        </Button>
      </div>
    </div>
  )
}

/** A sound to listen for. */
export function SpeakerCheck() {
  const { t } = useTranslation()
  const { testSpeaker } = useLocalMedia()
  const [playing, setPlaying] = useState(false)
  const play = () => {
    setPlaying(true)
    void testSpeaker().finally(() => setPlaying(false))
  }
  return (
    <div className="flex flex-col gap-2">
      <p className="font-medium">{t('prepare.speaker')}</p>
      <div>
        <Button
          size="compact"
          busy={playing}
          icon={<Volume2 aria-hidden className="size-4" />}
          onClick={play}
        >
          {t(playing ? 'prepare.speakerPlaying' : 'prepare.speakerTest')}
        </Button>
      </div>
      <p className="text-sm text-ink-soft">{t('prepare.speakerHelp')}</p>
    </div>
  )
}
