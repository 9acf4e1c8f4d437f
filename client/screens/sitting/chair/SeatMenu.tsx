import { EllipsisVertical } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { seatTargetCommands, type SeatTargetCommand } from '#protocol/sitting/commands.ts'
import type { SeatView } from '#protocol/sitting/view.ts'
import { classes } from '../../../ui/classes.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { seatTitle } from '../../format.ts'
import { useCourt } from '../courtroom/useCourt.ts'

const grave: ReadonlySet<SeatTargetCommand> = new Set<SeatTargetCommand>(['remove', 'dismiss'])

/** What the reader may do about a person: exactly what the server said, gravest last. Nothing when it said nothing. */
export function SeatMenu({ seat, inList = false }: { seat: SeatView; inList?: boolean }) {
  const { t } = useTranslation()
  const { act } = useCourt()
  const [removing, setRemoving] = useState(false)
  const allowed = seatTargetCommands
    .filter((type) => seat.powers.includes(type))
    .toSorted((a, b) => Number(grave.has(a)) - Number(grave.has(b)))
  if (allowed.length === 0) return null
  const who = `${seatTitle(t, seat.role, seat.side)}${seat.name}`
  const choose = (type: SeatTargetCommand) =>
    // Removing cannot be taken back, so it alone is asked twice.
    type === 'remove' ? setRemoving(true) : act({ type, seatId: seat.seatId })
  const remove = () => {
    setRemoving(false)
    act({ type: 'remove', seatId: seat.seatId })
  }
  return (
    <div className={inList ? '' : 'absolute inset-bs-1 inset-e-1'}>
      <Menu
        label={t('court.actionsFor', { who })}
        trigger={<EllipsisVertical aria-hidden className="size-5" />}
        triggerClass={classes(
          'grid size-11 place-items-center rounded-full text-chalk',
          inList ? 'hover:bg-rail' : 'bg-black/55 hover:bg-black/80',
        )}
        entries={allowed.map((type) => ({
          key: type,
          text: t(`court.actions.${type}`),
          grave: grave.has(type),
          onSelect: () => choose(type),
        }))}
      />
      <Dialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={t('court.removeTitle', { who })}
        lead={t('court.removeLead')}
        actions={
          <>
            <Button onClick={() => setRemoving(false)}>{t('common.cancel')}</Button>
            <Button tone="alarm" onClick={remove}>
              {t('court.removeConfirm')}
            </Button>
          </>
        }
      />
    </div>
  )
}
