import { Gavel, Hand, MicOff, Speech } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SeatView } from '#protocol/sitting/view.ts'
import { useStalled } from '../../../hooks/useTrack.ts'
import { classes } from '../../../ui/classes.ts'
import { Spinner } from '../../../ui/Spinner.tsx'
import { seatTitle } from '../../format.ts'
import { SeatMenu } from '../chair/SeatMenu.tsx'
import { Picture } from './Picture.tsx'
import { handQueue } from './seating.ts'
import { useCourt } from './useCourt.ts'

/**
 * A person's place. `desk`: the picture keeps its shape and the plate stands on the desk before it; `fill`: it takes the
 * room that it is given, the plate over its lower edge; `small`: in a strip.
 */
export function SeatTile({
  seat,
  speaking,
  shape = 'desk',
}: {
  seat: SeatView
  speaking: boolean
  shape?: 'desk' | 'fill' | 'small'
}) {
  const { t } = useTranslation()
  const { own } = useCourt()
  const isOwn = seat.seatId === own.seatId
  const title = seatTitle(t, seat.role, seat.side)
  const shown = seat.cameraOn && seat.presence !== 'away' && (isOwn || seat.live.includes('camera'))
  return (
    <div
      role="group"
      aria-label={`${title} ${seat.name}${isOwn ? ` ${t('room.you')}` : ''}`}
      data-seat={seat.seatId}
      data-speaking={speaking || undefined}
      className={classes(
        'flex min-inline-0 flex-col',
        shape === 'fill' && 'block-full',
        speaking && 'seat-speaking',
      )}
    >
      <div
        className={classes(
          'seat-picture',
          shape === 'desk' && 'aspect-video rounded-be-none',
          shape === 'small' && 'seat-picture-small',
          shape === 'fill' && 'grow',
        )}
      >
        <Empty seat={seat} shape={shape} />
        {shown ? <Picture seatId={seat.seatId} source="camera" mirrored={isOwn} /> : null}
        <Marks seat={seat} small={shape === 'small'} />
        {/* What one may do about oneself stands below, among the own controls. */}
        {shape === 'small' || isOwn ? null : <SeatMenu seat={seat} />}
        {shape === 'desk' ? null : (
          <Plate title={title} seat={seat} isOwn={isOwn} over small={shape === 'small'} />
        )}
      </div>
      {shape === 'desk' ? <Plate title={title} seat={seat} isOwn={isOwn} /> : null}
    </div>
  )
}

/** What is behind the picture: seen while there is none. */
function Empty({ seat, shape }: { seat: SeatView; shape: string }) {
  const { t } = useTranslation()
  const stalled = useStalled(seat.seatId, 'camera')
  const lost = seat.presence === 'reconnecting' || stalled
  const { view } = useCourt()
  const resting = view.phase.name === 'paused' || view.phase.name === 'suspended'
  const words = () => {
    if (seat.presence === 'away') return t('room.away')
    if (lost) return t('room.reconnecting')
    return resting && seat.cameraOn ? t('room.pausedScreen') : t('room.cameraOff')
  }
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center gap-1 text-chalk-soft">
      <span
        aria-hidden
        className={classes(
          'font-serif text-chalk/75',
          shape === 'small' ? 'text-2xl' : 'text-4xl sm:text-5xl',
        )}
      >
        {String.fromCodePoint(seat.name.codePointAt(0) ?? 0x20)}
      </span>
      {shape === 'small' ? null : (
        <span className="flex items-center gap-2 text-sm">
          {lost ? <Spinner /> : null}
          {words()}
        </span>
      )}
    </div>
  )
}

function Plate({
  title,
  seat,
  isOwn,
  over = false,
  small = false,
}: {
  title: string
  seat: SeatView
  isOwn: boolean
  over?: boolean
  small?: boolean
}) {
  const { t } = useTranslation()
  return (
    <div
      className={classes(
        'flex min-inline-0 items-baseline justify-center gap-x-2 px-2',
        over ? 'absolute inset-s-0 inset-e-0 inset-be-0 bg-black/70' : 'seat-plate',
        // A long title takes a line of its own before it cuts the name.
        small ? 'flex-col items-center py-0.5 text-xs leading-tight lg:text-sm' : 'flex-wrap',
        small ? '' : over ? 'py-1' : 'py-1.5',
      )}
    >
      <span className="shrink-0 font-serif font-bold text-brass">{title}</span>
      <span className={classes('truncate text-chalk', small && 'max-inline-full')}>{seat.name}</span>
      {isOwn && !small ? <span className="shrink-0 text-sm text-chalk-soft">{t('room.you')}</span> : null}
    </div>
  )
}

/** What is to be known about the person at a glance: in words, not in colours alone. */
function Marks({ seat, small }: { seat: SeatView; small: boolean }) {
  const { t } = useTranslation()
  const { view } = useCourt()
  const handNumber = handQueue(view.seats).findIndex((one) => one.seatId === seat.seatId) + 1
  return (
    <ul className="absolute inset-bs-1.5 inset-s-1.5 flex max-inline-[80%] flex-wrap gap-1">
      {seat.courtMuted ? (
        <Mark look="bg-[#8a231b] text-white" icon={<Gavel aria-hidden className="size-3.5" />} small={small}>
          {t('room.mutedByCourt')}
        </Mark>
      ) : seat.micOn || seat.role === 'gallery' || seat.presence === 'away' ? null : (
        <Mark look="bg-black/75 text-chalk" icon={<MicOff aria-hidden className="size-3.5" />} small={small}>
          {t('room.micOff')}
        </Mark>
      )}
      {seat.hasFloor ? (
        <Mark look="bg-[#1d5637] text-white" icon={<Speech aria-hidden className="size-3.5" />} small={small}>
          {t('room.hasFloor')}
        </Mark>
      ) : null}
      {handNumber > 0 ? (
        <Mark look="bg-brass text-wall" icon={<Hand aria-hidden className="size-3.5" />} small={small}>
          {t('room.handNumber', { number: handNumber })}
        </Mark>
      ) : null}
    </ul>
  )
}

function Mark({
  look,
  icon,
  small,
  children,
}: {
  look: string
  icon: ReactNode
  small: boolean
  children: string
}) {
  return (
    <li className={classes('flex items-center gap-1 rounded px-1.5 py-0.5 text-xs leading-tight', look)}>
      {icon}
      <span className={small ? 'sr-only' : ''}>{children}</span>
    </li>
  )
}
