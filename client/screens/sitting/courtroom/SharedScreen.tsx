import { useTranslation } from 'react-i18next'
import type { SeatView } from '#protocol/sitting/view.ts'
import { seatTitle } from '../../format.ts'
import { Picture } from './Picture.tsx'

/** What somebody shows to the room, whole and uncropped. */
export function SharedScreen({ sharer }: { sharer: SeatView }) {
  const { t } = useTranslation()
  const who = `${seatTitle(t, sharer.role, sharer.side)} ${sharer.name}`
  return (
    <figure
      aria-label={t('room.sharedScreen')}
      className="flex block-full flex-col overflow-hidden rounded-xl border border-rail bg-black"
    >
      <figcaption className="bg-panel px-3 py-1 text-center text-sm text-brass">
        {t('room.sharing', { who })}
      </figcaption>
      <div className="relative min-block-0 grow">
        <Picture seatId={sharer.seatId} source="screen" whole />
      </div>
    </figure>
  )
}
