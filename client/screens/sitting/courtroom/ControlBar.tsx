import { Camera, CameraOff, Hand, LogOut, Mic, MicOff, MonitorUp, Settings, Users } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isOfficer } from '#procedure/sitting/roles.ts'
import { useLocalMedia } from '../../../hooks/useLocalMedia.ts'
import { classes } from '../../../ui/classes.ts'
import { handQueue, rollOf } from './seating.ts'
import { LeaveDialog } from './LeaveDialog.tsx'
import { useCourt } from './useCourt.ts'

const canShare = 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices

/** The reader's own controls. What the server does not allow now is shown but cannot be pressed, or is not there. */
export function ControlBar({
  compact,
  onPeople,
  onDevices,
  onLeft,
}: {
  compact: boolean
  /** Absent where the list stands open anyway. */
  onPeople?: (() => void) | undefined
  onDevices: () => void
  onLeft: () => void
}) {
  const { t } = useTranslation()
  const { view, own, may, act, press } = useCourt()
  const media = useLocalMedia()
  const [leaving, setLeaving] = useState(false)
  const sends = view.you.mayProduce.live.length + view.you.mayProduce.held.length > 0
  const handIsUp = own.handRaisedAt !== null
  const officer = isOfficer(own.role)
  const calls = officer ? handQueue(view.seats).length + rollOf(view).waiting.length : 0
  const sharesMyself = view.shareSeatId === own.seatId
  return (
    <div
      role="toolbar"
      aria-label={t('controls.toolbar')}
      className="court-controls safe-inline safe-bottom flex items-stretch justify-center gap-1 bg-wood max-sm:px-2 pbs-1.5 sm:gap-2 short:flex-col short:justify-start short:inline-22 short:gap-1 short:px-1.5"
    >
      {sends ? (
        <>
          <Control
            label={own.micOn ? t('controls.micOff') : t('controls.micOn')}
            icon={own.micOn ? <Mic aria-hidden /> : <MicOff aria-hidden />}
            on={own.micOn}
            disabled={!may('setMic')}
            onPress={() => press(media.setMic(!own.micOn))}
          />
          <Control
            label={own.cameraOn ? t('controls.cameraOff') : t('controls.cameraOn')}
            icon={own.cameraOn ? <Camera aria-hidden /> : <CameraOff aria-hidden />}
            on={own.cameraOn}
            disabled={!may('setCamera')}
            onPress={() => press(media.setCamera(!own.cameraOn))}
          />
        </>
      ) : null}
      {handIsUp || may('raiseHand') ? (
        <Control
          label={handIsUp ? t('controls.handDown') : t('controls.handUp')}
          icon={<Hand aria-hidden />}
          attention={handIsUp}
          on
          onPress={() => act(handIsUp ? { type: 'lowerHand', seatId: own.seatId } : { type: 'raiseHand' })}
        />
      ) : null}
      {may('stopShare') ? (
        <Control
          label={t('controls.shareStop')}
          icon={<MonitorUp aria-hidden />}
          attention={sharesMyself}
          on
          onPress={() => press(media.stopShare())}
        />
      ) : may('startShare') && canShare ? (
        <Control
          label={t('controls.share')}
          icon={<MonitorUp aria-hidden />}
          on
          onPress={() => press(media.startShare())}
        />
      ) : null}
      {onPeople ? (
        <Control
          label={t(
            officer ? (own.role === 'clerk' ? 'controls.clerk' : 'controls.court') : 'controls.people',
          )}
          icon={<Users aria-hidden />}
          count={calls}
          on
          onPress={onPeople}
        />
      ) : null}
      {sends && !compact ? (
        <Control label={t('controls.settings')} icon={<Settings aria-hidden />} on onPress={onDevices} />
      ) : null}
      <Control
        label={t('controls.leave')}
        icon={<LogOut aria-hidden />}
        on
        grave
        onPress={() => setLeaving(true)}
      />
      <LeaveDialog open={leaving} onClose={() => setLeaving(false)} onLeft={onLeft} />
    </div>
  )
}

function Control({
  label,
  icon,
  on,
  attention = false,
  grave = false,
  disabled = false,
  count = 0,
  onPress,
}: {
  label: string
  icon: ReactNode
  on: boolean
  attention?: boolean
  grave?: boolean
  disabled?: boolean
  count?: number
  onPress: () => void
}) {
  return (
    <button
      type="button"
      disabled={disabled}
      onClick={onPress}
      className={classes(
        'relative flex min-block-14 min-inline-0 flex-1 flex-col items-center justify-center gap-1 rounded-xl py-1.5 text-xs leading-none short:max-block-14 sm:max-inline-24 sm:min-inline-20 sm:text-sm short:min-block-11 short:py-0.5 [&_svg]:size-5 sm:[&_svg]:size-6',
        'disabled:opacity-50',
        grave
          ? 'bg-[#5c1b15] text-[#ffd9d3] enabled:hover:bg-[#7a241c]'
          : attention
            ? 'bg-brass text-wall'
            : on
              ? 'bg-panel text-chalk enabled:hover:bg-rail'
              : 'bg-[#5a4720] text-[#ffe7b5] enabled:hover:bg-[#6d5728]',
      )}
    >
      {icon}
      <span className="leading-tight">{label}</span>
      {count > 0 ? (
        <span className="absolute inset-bs-1 inset-e-1 grid min-inline-5 place-items-center rounded-full bg-brass px-1 text-xs leading-5 font-bold text-wall">
          {count}
        </span>
      ) : null}
    </button>
  )
}
