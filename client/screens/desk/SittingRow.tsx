import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SittingSummary } from '#protocol/http/routes.ts'
import { buttonClass } from '../../ui/Button.tsx'
import { caseAddress, seatAddress } from '../addresses.ts'
import { dateTime, seatTitle, timeOfDay } from '../format.ts'
import { isOver, PhaseBadge } from '../PhaseBadge.tsx'

/** One sitting in a list, with the door to the reader's own seat. */
export function SittingRow({
  handle,
  sitting,
  showDay = false,
  inCase = false,
}: {
  handle: string
  sitting: SittingSummary
  showDay?: boolean
  inCase?: boolean
}) {
  const { t } = useTranslation()
  const { sittingId, seatId, phase } = sitting
  return (
    <li className="grid items-center gap-x-6 gap-y-3 py-4 first:pbs-0 last:pbe-0 md:grid-cols-[6.5rem_1fr_auto]">
      <p className={showDay ? 'font-medium' : 'font-serif text-2xl font-bold'}>
        {showDay ? dateTime(sitting.scheduledAt) : timeOfDay(sitting.scheduledAt)}
      </p>
      <div className="min-inline-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium">{inCase ? sitting.courtroomName : sitting.caseNumber}</span>
          <PhaseBadge phase={phase} />
        </p>
        {inCase ? null : (
          <p className="text-ink-soft">
            {sitting.causeOfAction} · {sitting.courtroomName}
          </p>
        )}
        <p className="text-sm text-ink-soft">
          {sitting.seats.map((seat) => `${seatTitle(t, seat.role, seat.side)} ${seat.name}`).join('　')}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {inCase ? null : (
          <Link to={caseAddress(handle, sitting.caseId)} className={buttonClass('plain')}>
            {t('desk.openCase')}
          </Link>
        )}
        {seatId && !isOver(phase) ? (
          <Link to={seatAddress({ handle, sittingId, seatId })} className={buttonClass('primary')}>
            {t('desk.enter')}
          </Link>
        ) : null}
      </div>
    </li>
  )
}
