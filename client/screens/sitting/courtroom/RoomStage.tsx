import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { SeatId } from '#protocol/ids.ts'
import type { SeatView } from '#protocol/sitting/view.ts'
import { Emblem } from '../../../ui/Emblem.tsx'
import { scrollable } from './scrollable.ts'
import { SeatTile } from './SeatTile.tsx'
import { seatingOf, sideRows } from './seating.ts'
import { SharedScreen } from './SharedScreen.tsx'
import { useCourt } from './useCourt.ts'

/** The courtroom on a tablet or a computer: emblem, bench, clerk, and the two sides at equal size. */
export function RoomStage({ speaker }: { speaker: SeatId | null }) {
  const { t } = useTranslation()
  const { view } = useCourt()
  const seating = seatingOf(view)
  const sharer = view.seats.find((seat) => seat.seatId === view.shareSeatId)
  if (sharer) {
    const { bench, clerk, plaintiff, defendant } = seating
    return (
      <div className="room">
        <div className="room-sharing">
          <div className="room-screen">
            <SharedScreen sharer={sharer} />
          </div>
          <section aria-label={t('court.present')} className="room-people" {...scrollable}>
            {[...bench, ...clerk, ...plaintiff, ...defendant].map((seat) => (
              <SeatTile key={seat.seatId} seat={seat} speaking={seat.seatId === speaker} shape="small" />
            ))}
          </section>
        </div>
      </div>
    )
  }
  const rows = sideRows(seating)
  return (
    <div className="room">
      <div className="room-floor" style={{ '--rows': rows } as CSSProperties}>
        <div className="room-centre">
          <Emblem className="size-[clamp(3rem,9cqb,5.5rem)]" />
          <Places place="room-bench" title={t('room.bench')} seats={seating.bench} speaker={speaker} />
          <Places place="room-clerk" title={t('room.clerkDesk')} seats={seating.clerk} speaker={speaker} />
        </div>
        <Places
          place="room-side room-side-plaintiff"
          title={t('room.plaintiffSide')}
          seats={seating.plaintiff}
          speaker={speaker}
        />
        <Places
          place="room-side room-side-defendant"
          title={t('room.defendantSide')}
          seats={seating.defendant}
          speaker={speaker}
        />
      </div>
    </div>
  )
}

function Places({
  place,
  title,
  seats,
  speaker,
}: {
  place: string
  title: string
  seats: readonly SeatView[]
  speaker: SeatId | null
}) {
  return (
    <section aria-label={title} className={place}>
      {seats.length === 0 ? <EmptyPlace title={title} /> : null}
      {seats.map((seat) => (
        <SeatTile key={seat.seatId} seat={seat} speaking={seat.seatId === speaker} />
      ))}
    </section>
  )
}

/** A place that waits for its person. */
function EmptyPlace({ title }: { title: string }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col">
      <div className="grid aspect-video place-items-center rounded-t-xl border border-dashed border-rail text-sm text-chalk-soft">
        {t('room.emptySeat')}
      </div>
      <div className="seat-plate py-1.5 text-center font-serif text-chalk-soft">{title}</div>
    </div>
  )
}
