import { Hand } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isOfficer } from '#procedure/sitting/roles.ts'
import type { SeatView } from '#protocol/sitting/view.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { seatTitle } from '../../format.ts'
import { rollOf } from '../courtroom/seating.ts'
import { useCourt } from '../courtroom/useCourt.ts'
import { SeatMenu } from './SeatMenu.tsx'
import { StepButtons } from './StepButtons.tsx'

/** Who is where, and what judge or clerk may do about it. For parties: who is in the room. */
export function PeoplePanel() {
  const { t } = useTranslation()
  const { view, may, act } = useCourt()
  const roll = rollOf(view)
  const officer = isOfficer(view.you.role)
  const [cancelling, setCancelling] = useState(false)
  return (
    <div className="flex flex-col gap-5 py-4">
      {officer ? <StepButtons /> : null}
      {officer ? (
        <>
          <List title={t('court.waitingList')} seats={roll.waiting} empty={t('court.nobodyWaiting')}>
            {(seat) => <QuickAction seat={seat} type="admit" />}
          </List>
          <List title={t('court.hands')} seats={roll.hands} empty={t('court.noHands')}>
            {(seat) => (
              <>
                <Hand aria-hidden className="size-4 text-brass" />
                <QuickAction seat={seat} type="grantFloor" />
              </>
            )}
          </List>
        </>
      ) : null}
      <List title={t('court.present')} seats={roll.present}>
        {(seat) => (seat.seatId === view.you.seatId ? null : <SeatMenu seat={seat} inList />)}
      </List>
      {roll.notHere.length > 0 ? <List title={t('court.notHere')} seats={roll.notHere} /> : null}
      {roll.left.length > 0 ? (
        <List title={t('court.left')} seats={roll.left}>
          {(seat) => <SeatMenu seat={seat} inList />}
        </List>
      ) : null}
      {may('cancel') ? (
        <details className="border-bs border-rail pbs-2">
          <summary className="flex min-block-11 items-center text-sm text-chalk-soft">
            {t('court.others')}
          </summary>
          <Button tone="stage" onClick={() => setCancelling(true)}>
            {t('court.cancel')}
          </Button>
        </details>
      ) : null}
      <Dialog
        open={cancelling}
        onClose={() => setCancelling(false)}
        title={t('court.cancelTitle')}
        lead={t('court.cancelLead')}
        actions={
          <>
            <Button onClick={() => setCancelling(false)}>{t('common.back')}</Button>
            <Button
              tone="alarm"
              onClick={() => {
                setCancelling(false)
                act({ type: 'cancel' })
              }}
            >
              {t('court.cancelConfirm')}
            </Button>
          </>
        }
      />
    </div>
  )
}

function List({
  title,
  seats,
  empty,
  children,
}: {
  title: string
  seats: readonly SeatView[]
  empty?: string
  children?: (seat: SeatView) => ReactNode
}) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="flex items-baseline gap-2 font-serif font-bold text-brass">
        {title}
        {seats.length > 0 ? <span className="font-sans text-sm font-normal">{seats.length}</span> : null}
      </h2>
      {seats.length === 0 && empty ? <p className="text-sm text-chalk-soft">{empty}</p> : null}
      <ul className="divide-y divide-rail">
        {seats.map((seat) => (
          <li key={seat.seatId} className="flex min-block-12 items-center gap-2 py-1">
            <span className="min-inline-0 grow">
              <span className="me-2 text-sm text-chalk-soft">{seatTitle(t, seat.role, seat.side)}</span>
              {seat.name}
            </span>
            {children?.(seat)}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The one thing that is nearly always done with a person in this list, at one press. */
function QuickAction({ seat, type }: { seat: SeatView; type: 'admit' | 'grantFloor' }) {
  const { t } = useTranslation()
  const { act, isBusy } = useCourt()
  if (!seat.powers.includes(type)) return null
  return (
    <Button
      tone="brass"
      size="compact"
      aria-label={`${t(`court.actions.${type}`)} ${seat.name}`}
      busy={isBusy(type, seat.seatId)}
      onClick={() => act({ type, seatId: seat.seatId })}
    >
      {t(`court.actions.${type}`)}
    </Button>
  )
}
