import { useTranslation } from 'react-i18next'
import { useSeatSession } from '../../hooks/SeatSession.tsx'
import { Page } from '../../ui/Page.tsx'
import { Waiting } from '../../ui/Waiting.tsx'
import { Courtroom } from './courtroom/Courtroom.tsx'
import { ownSeat } from './courtroom/seating.ts'
import { EndedScreen } from './ended/EndedScreen.tsx'
import { LinkEnded } from './ended/LinkEnded.tsx'
import { LinkBanner } from './LinkBanner.tsx'
import { useAwake } from './useAwake.ts'
import { WaitingRoom } from './waiting/WaitingRoom.tsx'

const LEAVE_PATIENCE_MS = 2_000

/** Shows the room in which the server says the person is. */
export function SittingSession({
  casePage,
  onLeft,
  onAgain,
}: {
  casePage: string | null
  onLeft: () => void
  /** Makes a new connection for this seat, which takes it back from another tab. */
  onAgain: () => void
}) {
  const { t } = useTranslation()
  useAwake()
  const { view, link, command } = useSeatSession()
  const own = view ? ownSeat(view) : null
  const leave = () => {
    // A weak line must not hold back who wants to go; the server then misses them soon enough.
    const patience = new Promise((resolve) => setTimeout(resolve, LEAVE_PATIENCE_MS))
    void Promise.race([command({ type: 'leave' }), patience]).then(onLeft)
  }
  // How the sitting itself ended says more than how the line did.
  if (view && (view.phase.name === 'closed' || view.phase.name === 'cancelled')) {
    return <EndedScreen ending={view.phase.name} at={view.phase.at} casePage={casePage} />
  }
  if (own?.admission === 'removed') return <EndedScreen ending="removed" />
  if (link.status === 'ended') return <LinkEnded error={link.error} casePage={casePage} onAgain={onAgain} />
  if (!view || !own) {
    return (
      <Page narrow>
        <LinkBanner />
        <Waiting>{t('link.connecting')}</Waiting>
      </Page>
    )
  }
  switch (own.admission) {
    case 'outside':
    case 'waiting':
      return <WaitingRoom view={view} onLeft={leave} />
    case 'admitted':
      return <Courtroom view={view} onLeft={leave} />
    case 'dismissed':
    default:
      return <EndedScreen ending="dismissed" />
  }
}
