import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isOfficer } from '#procedure/sitting/roles.ts'
import type { SittingView } from '#protocol/sitting/view.ts'
import { useSpeaker } from '../../../hooks/useLevel.ts'
import { Sheet } from '../../../ui/Dialog.tsx'
import { seatTitle } from '../../format.ts'
import { useMediaQuery } from '../../useMediaQuery.ts'
import { PeoplePanel } from '../chair/PeoplePanel.tsx'
import { StepButtons } from '../chair/StepButtons.tsx'
import { DeviceSettings } from '../DeviceSettings.tsx'
import { ControlBar } from './ControlBar.tsx'
import { CourtNotices } from './CourtNotices.tsx'
import { PhoneRoom } from './PhoneRoom.tsx'
import { RoomStage } from './RoomStage.tsx'
import { TopBar } from './TopBar.tsx'
import { CourtProvider, useCourtOf } from './useCourt.ts'
import { VoiceLine } from './VoiceLine.tsx'

const ROOM_SCREEN = '(min-width: 44rem) and (min-height: 30rem)'
const DOCKED_SCREEN = '(min-width: 75rem) and (min-height: 40rem)'

/** The courtroom: the room itself, what is known of it above, one's own controls below, the court's beside it. */
export function Courtroom({ view, onLeft }: { view: SittingView; onLeft: () => void }) {
  const { t } = useTranslation()
  const court = useCourtOf(view)
  const speaker = useSpeaker()
  const [sheet, setSheet] = useState<'people' | 'devices' | null>(null)
  const roomy = useMediaQuery(ROOM_SCREEN)
  const docked = useMediaQuery(DOCKED_SCREEN) && isOfficer(view.you.role)
  if (!court) return null
  const compact = !roomy
  const officer = isOfficer(view.you.role)
  const peopleTitle = t(
    officer ? (view.you.role === 'clerk' ? 'court.clerkTitle' : 'court.title') : 'controls.people',
  )
  const speaking = view.seats.find((seat) => seat.seatId === speaker)
  return (
    <CourtProvider value={court}>
      <div className="court on-stage courtroom-wall overflow-hidden text-chalk">
        <TopBar compact={compact} />
        <CourtNotices />
        <div className="court-stage">
          <main
            aria-label={t('room.title', { courtroom: view.courtroomName, caseNumber: view.caseNumber })}
            className="grid min-inline-0 grow"
          >
            {compact ? <PhoneRoom speaker={speaker} /> : <RoomStage speaker={speaker} />}
            <p aria-live="polite" className="sr-only">
              {speaking
                ? t('room.speaking', {
                    who: `${seatTitle(t, speaking.role, speaking.side)} ${speaking.name}`,
                  })
                : null}
            </p>
          </main>
          {docked ? (
            <aside
              aria-label={peopleTitle}
              className="inline-88 shrink-0 overflow-y-auto border-s border-rail bg-wood/80 px-4"
            >
              <PeoplePanel />
            </aside>
          ) : null}
        </div>
        {compact && officer ? (
          <div className="court-step bg-wood px-2 pbs-1.5">
            <StepButtons compact />
          </div>
        ) : null}
        <VoiceLine />
        <ControlBar
          compact={compact}
          onPeople={docked ? undefined : () => setSheet('people')}
          onDevices={() => setSheet('devices')}
          onLeft={onLeft}
        />
        <div className="hidden bg-wood min-[75rem]:block short:hidden" />
        <Sheet open={sheet === 'people'} onClose={() => setSheet(null)} title={peopleTitle}>
          <PeoplePanel />
          {compact ? <DeviceSettings dark /> : null}
        </Sheet>
        <Sheet open={sheet === 'devices'} onClose={() => setSheet(null)} title={t('controls.settings')}>
          <div className="pbs-4">
            <DeviceSettings dark />
          </div>
        </Sheet>
      </div>
    </CourtProvider>
  )
}
