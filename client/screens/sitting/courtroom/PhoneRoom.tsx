import { useTranslation } from 'react-i18next'
import type { SeatId } from '#protocol/ids.ts'
import { scrollable } from './scrollable.ts'
import { SeatTile } from './SeatTile.tsx'
import { phoneStage } from './seating.ts'
import { SharedScreen } from './SharedScreen.tsx'
import { useCourt } from './useCourt.ts'

/** The courtroom on a phone: who speaks and oneself large, the others in a strip. */
export function PhoneRoom({ speaker }: { speaker: SeatId | null }) {
  const { t } = useTranslation()
  const { view } = useCourt()
  const { main, self, strip } = phoneStage(view, speaker)
  const sharer = view.seats.find((seat) => seat.seatId === view.shareSeatId)
  // What is shown comes first; who speaks then takes the second place, oneself moves into the strip.
  const second = sharer ? main : self
  const rest = sharer && self ? [self, ...strip] : strip
  return (
    <div className="room">
      <div className="room-phone">
        <div className="room-phone-main min-block-0">
          {sharer ? (
            <SharedScreen sharer={sharer} />
          ) : main ? (
            <SeatTile seat={main} speaking={main.seatId === speaker} shape="fill" />
          ) : (
            <p className="grid block-full place-items-center rounded-xl border border-dashed border-rail text-chalk-soft">
              {t('room.emptySeat')}
            </p>
          )}
        </div>
        <div className="room-phone-self min-block-0">
          {second ? <SeatTile seat={second} speaking={second.seatId === speaker} shape="fill" /> : null}
        </div>
        {rest.length > 0 ? (
          <section aria-label={t('room.strip')} className="room-phone-strip" {...scrollable}>
            {rest.map((seat) => (
              <SeatTile key={seat.seatId} seat={seat} speaking={seat.seatId === speaker} shape="small" />
            ))}
          </section>
        ) : null}
      </div>
    </div>
  )
}
