import { Gavel, Mic, MicOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSeatSession } from '../../../hooks/SeatSession.tsx'
import { useLevel } from '../../../hooks/useLevel.ts'
import { useLocalMedia } from '../../../hooks/useLocalMedia.ts'
import { classes } from '../../../ui/classes.ts'
import { useCourt } from './useCourt.ts'
import { voiceOf, type Voice } from './voice.ts'

const looks: Record<Voice, string> = {
  live: 'text-go',
  connecting: 'text-brass',
  off: 'text-chalk',
  held: 'text-chalk-soft',
  heldNoFloor: 'text-brass',
  mutedByCourt: 'text-alarm',
  recess: 'text-chalk-soft',
  none: 'text-chalk-soft',
  noDevice: 'text-alarm',
}

/** Says in words whether the court hears the reader, and if not, who or what keeps it so. */
export function VoiceLine() {
  const { t } = useTranslation()
  const { view, own } = useCourt()
  const { link, media } = useSeatSession()
  const { microphone } = useLocalMedia()
  const works = microphone.status === 'live' || microphone.status === 'off' || microphone.status === 'asking'
  const voice = voiceOf(view, works, link.status === 'live' && media.status === 'live')
  const Icon = voice === 'live' ? Mic : voice === 'mutedByCourt' ? Gavel : MicOff
  return (
    <div
      className={classes(
        'court-voice safe-inline flex items-center gap-2 bg-wood pbs-1.5 text-sm leading-snug min-[75rem]:pbs-0 short:pbs-0.5',
        looks[voice],
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <p role="status">{t(`voice.${voice}`)}</p>
      {voice === 'live' ? <VoiceBar seatId={own.seatId} /> : null}
    </div>
  )
}

function VoiceBar({ seatId }: { seatId: string }) {
  const level = useLevel(seatId)
  return (
    <span aria-hidden className="block-1.5 inline-16 overflow-hidden rounded-full bg-rail">
      <span
        className="block block-full bg-go transition-[inline-size]"
        style={{ inlineSize: `${Math.min(100, Math.sqrt(level) * 140)}%` }}
      />
    </span>
  )
}
