import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Me } from '#protocol/http/routes.ts'
import type { Role } from '#protocol/roles.ts'
import { api, codeOf } from '../../core/api.ts'
import { browserKeep, loadEntered, saveEntered } from '../../core/devices/choices.ts'
import { localMedia } from '../../core/devices/localMedia.ts'
import { SeatSessionProvider } from '../../hooks/SeatSession.tsx'
import { Button } from '../../ui/Button.tsx'
import { Page } from '../../ui/Page.tsx'
import { Waiting } from '../../ui/Waiting.tsx'
import { caseAddress } from '../addresses.ts'
import { LoginGuard } from '../LoginGuard.tsx'
import { MessagePage } from '../MessagePage.tsx'
import { EndedScreen } from './ended/EndedScreen.tsx'
import { PrepareScreen } from './prepare/PrepareScreen.tsx'
import { SittingSession } from './SittingSession.tsx'

interface SeatFacts {
  readonly courtName: string
  readonly role: Role
  /** Null for who has no case page. */
  readonly casePage: string | null
}

async function loadSeat(handle: string, seatId: string): Promise<SeatFacts | null> {
  const me: Me = await api.me(handle)
  if (me.kind === 'seat') return { courtName: me.courtName, role: me.role, casePage: null }
  const { sittings } = await api.sittings(handle)
  for (const { caseId, seats } of sittings) {
    const seat = seats.find((one) => one.seatId === seatId)
    if (seat) return { courtName: me.courtName, role: seat.role, casePage: caseAddress(handle, caseId) }
  }
  return null
}

/** A seat in a sitting, from the check before entering to the end. After a reload it goes straight back in. */
export default function SittingScreen() {
  const { handle = '', sittingId = '', seatId = '' } = useParams()
  const { t } = useTranslation()
  const facts = useQuery({
    queryKey: ['seat', handle, seatId],
    queryFn: () => loadSeat(handle, seatId),
    staleTime: Infinity,
    retry: (_count, error) => codeOf(error) === 'UNAVAILABLE',
  })
  const [place, setPlace] = useState<'prepare' | 'inside' | 'left'>(() =>
    loadEntered(browserKeep(), seatId) && localMedia().store.getState().privacyAccepted
      ? 'inside'
      : 'prepare',
  )
  const [connection, setConnection] = useState(0)
  const enter = () => {
    saveEntered(browserKeep(), seatId)
    setPlace('inside')
  }
  const leave = () => {
    localMedia().release()
    setPlace('left')
  }

  // Who comes back after a reload is not kept waiting for facts that only the check needs.
  if (place === 'inside') {
    return (
      <SeatSessionProvider key={connection} handle={handle} sittingId={sittingId} seatId={seatId}>
        <SittingSession
          casePage={facts.data?.casePage ?? null}
          onLeft={leave}
          onAgain={() => setConnection(connection + 1)}
        />
      </SeatSessionProvider>
    )
  }
  if (place === 'left') {
    const casePage = facts.data?.casePage ?? null
    return <EndedScreen ending="left" casePage={casePage} onReturn={() => setPlace('inside')} />
  }
  if (facts.isError && codeOf(facts.error) !== 'NOT_SIGNED_IN') {
    return (
      <MessagePage title={t('link.failedTitle')} lead={t(`errors.${codeOf(facts.error)}`)}>
        <Button tone="primary" onClick={() => void facts.refetch()}>
          {t('common.retry')}
        </Button>
      </MessagePage>
    )
  }
  if (facts.data === null) return <MessagePage title={t('errors.SEAT_UNKNOWN')} lead={t('notFound.lead')} />
  return (
    <LoginGuard error={facts.error}>
      {facts.data ? (
        <PrepareScreen courtName={facts.data.courtName} role={facts.data.role} onEnter={enter} />
      ) : (
        <Page narrow>
          <Waiting>{t('app.loading')}</Waiting>
        </Page>
      )}
    </LoginGuard>
  )
}
