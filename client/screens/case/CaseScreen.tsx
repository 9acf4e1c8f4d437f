import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { CaseDetail } from '#protocol/http/routes.ts'
import { api, codeOf } from '../../core/api.ts'
import { buttonClass } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Page } from '../../ui/Page.tsx'
import { Waiting } from '../../ui/Waiting.tsx'
import { deskAddress } from '../addresses.ts'
import { SittingRow } from '../desk/SittingRow.tsx'
import { day } from '../format.ts'
import { LoginGuard } from '../LoginGuard.tsx'
import { MessagePage } from '../MessagePage.tsx'
import { isOver } from '../PhaseBadge.tsx'
import { RecordingCard } from './RecordingCard.tsx'
import { SeatInvitations } from './SeatInvitations.tsx'

/** While a recording is being made its progress is asked for this often, otherwise the page is at rest. */
const COMPOSING_POLL_MS = 2_000
const RESTING_POLL_MS = 10_000

function pollInterval(detail: CaseDetail | undefined): number {
  const making = detail?.recordings.some(({ state }) => state !== 'ready' && state !== 'failed')
  return making ? COMPOSING_POLL_MS : RESTING_POLL_MS
}

/** A case: who, when, and what was recorded. */
export default function CaseScreen() {
  const { t } = useTranslation()
  const { handle = '', caseId = '' } = useParams()
  const query = useQuery({
    queryKey: ['case', handle, caseId],
    queryFn: () => api.case(handle, caseId),
    refetchInterval: ({ state }) => pollInterval(state.data),
  })
  const me = useQuery({ queryKey: ['me', handle], queryFn: () => api.me(handle) })
  const detail = query.data
  if (!detail && query.isError && codeOf(query.error) !== 'NOT_SIGNED_IN') {
    return <MessagePage title={t(`errors.${codeOf(query.error)}`)} lead="" />
  }
  return (
    <LoginGuard error={query.error}>
      <Page>
        {me.data?.kind === 'staff' ? (
          <Link to={deskAddress(handle)} className={`${buttonClass('quiet', 'compact')} -ms-3`}>
            <ArrowLeft aria-hidden className="size-4" />
            {t('desk.title')}
          </Link>
        ) : null}
        {detail ? (
          <Contents handle={handle} detail={detail} mayInvite={me.data?.kind === 'staff'} />
        ) : (
          <Waiting>{t('app.loading')}</Waiting>
        )}
      </Page>
    </LoginGuard>
  )
}

function Contents({ handle, detail, mayInvite }: { handle: string; detail: CaseDetail; mayInvite: boolean }) {
  const { t } = useTranslation()
  const coming = detail.sittings.filter((sitting) => !isOver(sitting.phase))
  return (
    <>
      <h1 className="font-serif text-2xl font-bold sm:text-3xl">{detail.caseNumber}</h1>
      <p className="mbs-1 mbe-6 text-lg text-ink-soft">
        {detail.causeOfAction} · {detail.courtName} · {t('case.filed')} {day(detail.filedAt)}
      </p>
      <div className="grid items-start gap-6 lg:grid-cols-[1.7fr_1fr]">
        <div className="flex min-inline-0 flex-col gap-6">
          <Card title={t('case.recordings')}>
            {detail.recordings.length === 0 ? (
              <p className="text-ink-soft">{t('case.noRecordings')}</p>
            ) : (
              <ul className="flex flex-col gap-5">
                {detail.recordings.map((recording) => (
                  <RecordingCard key={recording.recordingId} handle={handle} recording={recording} />
                ))}
              </ul>
            )}
          </Card>
          <Card title={t('case.sittings')}>
            {detail.sittings.length === 0 ? <p className="text-ink-soft">{t('case.noSittings')}</p> : null}
            <ul className="divide-y divide-line">
              {detail.sittings.map((sitting) => (
                <SittingRow key={sitting.sittingId} handle={handle} sitting={sitting} showDay inCase />
              ))}
            </ul>
          </Card>
        </div>
        <div className="flex min-inline-0 flex-col gap-6">
          <Card title={t('case.parties')}>
            <ul className="flex flex-col gap-4">
              {detail.parties.map((party) => (
                <li key={party.partyId}>
                  <p>
                    <span className="me-3 text-ink-soft">{t(`roles.${party.role}`)}</span>
                    <span className="font-medium">{party.name}</span>
                  </p>
                  <p className="text-sm text-ink-soft">
                    {party.agents.length > 0
                      ? t('case.agents', { names: party.agents.join('、') })
                      : t('case.noAgent')}
                  </p>
                </li>
              ))}
            </ul>
          </Card>
          {mayInvite && coming.length > 0 ? <SeatInvitations handle={handle} sittings={coming} /> : null}
        </div>
      </div>
    </>
  )
}
