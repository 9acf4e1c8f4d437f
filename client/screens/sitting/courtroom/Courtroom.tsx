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
      <div className="on-stage courtroom-wall flex block-dvb flex-col overflow-hidden text-chalk">
        <TopBar compact={compact} />
        <CourtNotices />
        <div className="flex min-block-0 grow short:flex-row">
          <main
            aria-label={t('room.title', { courtroom: view.courtroomName, caseNumber: view.caseNumber })}
            className="relative flex min-inline-0 grow flex-col"
          >
            <div className="grid min-block-0 grow">
              {compact ? <PhoneRoom speaker={speaker} /> : <RoomStage speaker={speaker} />}
            </div>
            <p aria-live="polite" className="sr-only">
              {speaking
                ? t('room.speaking', {
                    who: `${seatTitle(t, speaking.role, speaking.side)} ${speaking.name}`,
                  })
                : null}
            </p>
            {compact && officer ? (
              <div className="px-2 pbe-1.5 short:absolute short:inset-be-0 short:inset-s-0">
                <StepButtons compact />
              </div>
            ) : null}
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
        <footer className="safe-inline safe-bottom flex shrink-0 flex-col gap-1.5 border-bs border-rail bg-wood pbs-1.5 md:flex-row md:items-center md:gap-4 short:gap-1">
          <div className="md:flex-1">
            <VoiceLine />
          </div>
          <ControlBar
            compact={compact}
            onPeople={docked ? undefined : () => setSheet('people')}
            onDevices={() => setSheet('devices')}
            onLeft={onLeft}
          />
          <div className="hidden lg:block lg:flex-1" />
        </footer>
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
