import { useTranslation } from 'react-i18next'
import { isOfficer } from '#procedure/sitting/roles.ts'
import type { SittingView } from '#protocol/sitting/view.ts'
import { useServerClock } from '../../../hooks/useServerClock.ts'
import { classes } from '../../../ui/classes.ts'
import { Emblem } from '../../../ui/Emblem.tsx'
import { clockTime, duration } from '../../format.ts'
import { RecordingLight } from './RecordingLight.tsx'
import { seatingOf } from './seating.ts'
import { useCourt } from './useCourt.ts'

const phaseLooks: Record<SittingView['phase']['name'], string> = {
  scheduled: 'bg-panel text-chalk',
  lobby: 'bg-panel text-brass',
  opening: 'bg-brass text-wall',
  inSession: 'bg-[#a32c22] text-white',
  paused: 'bg-brass text-wall',
  suspended: 'bg-brass text-wall',
  closed: 'bg-panel text-chalk',
  cancelled: 'bg-panel text-chalk',
}

/** Which case, where it stands, how long it is on record, and what time it is in court. */
export function TopBar({ compact }: { compact: boolean }) {
  const { t } = useTranslation()
  const { view } = useCourt()
  const { galleryCount } = seatingOf(view)
  return (
    <header className="court-top safe-inline flex flex-wrap items-center gap-x-4 gap-y-1 border-be border-rail bg-wood py-1.5 short:py-0.5">
      {/* Always in sight (OL-24): here whenever it does not hang above the bench. */}
      {compact || view.shareSeatId ? <Emblem className="size-9" /> : null}
      <div className="me-auto min-inline-0">
        <h1 className="truncate font-serif leading-tight font-bold sm:text-lg short:text-base">
          {view.caseNumber}
        </h1>
        <p className="truncate text-sm leading-tight text-chalk-soft short:hidden">
          {view.causeOfAction} · {view.courtroomName}
          {galleryCount > 0 ? ` · ${t('room.gallery', { count: galleryCount })}` : ''}
        </p>
      </div>
      <p
        role="status"
        className={classes('rounded-full px-3 py-1 text-sm font-semibold', phaseLooks[view.phase.name])}
      >
        {t(`phases.${view.phase.name}`)}
      </p>
      <Clocks compact={compact} />
      {isOfficer(view.you.role) ? <RecordingLight /> : <RecordingNotice />}
    </header>
  )
}

function Clocks({ compact }: { compact: boolean }) {
  const { t } = useTranslation()
  const { view } = useCourt()
  const now = useServerClock()
  const { finishedMs, runningSince } = view.record
  const onRecord = finishedMs + (runningSince === null ? 0 : Math.max(0, now - runningSince))
  return (
    <dl className="flex gap-4 text-sm tabular-nums">
      <div className="flex items-baseline gap-1.5">
        <dt className="text-chalk-soft">{t('room.onRecord')}</dt>
        <dd className="font-semibold">{duration(onRecord)}</dd>
      </div>
      {compact ? null : (
        <div className="flex items-baseline gap-1.5">
          <dt className="text-chalk-soft">{t('room.clock')}</dt>
          <dd className="font-semibold">{clockTime(now)}</dd>
        </div>
      )}
    </dl>
  )
}

/** Who is recorded is told so, all the time. */
function RecordingNotice() {
  const { t } = useTranslation()
  const { view } = useCourt()
  if (view.phase.name !== 'inSession') return null
  return (
    <p className="flex items-center gap-2 text-sm">
      <span
        aria-hidden
        className={classes('size-2.5 rounded-full', view.record.recorded ? 'bg-[#e0493c]' : 'bg-rail')}
      />
      {t(view.record.recorded ? 'recording.partyNotice' : 'room.noRecording')}
    </p>
  )
}
