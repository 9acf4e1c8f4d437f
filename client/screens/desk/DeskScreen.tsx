import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { CaseSummary } from '#protocol/http/routes.ts'
import { api } from '../../core/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Page } from '../../ui/Page.tsx'
import { Waiting } from '../../ui/Waiting.tsx'
import { caseAddress } from '../addresses.ts'
import { day, sameDay } from '../format.ts'
import { LoginGuard } from '../LoginGuard.tsx'
import { SittingRow } from './SittingRow.tsx'

const REFRESH_MS = 5_000

/** A judge's or clerk's working day: what is listed today, and the cases. */
export default function DeskScreen() {
  const { t } = useTranslation()
  const { handle = '' } = useParams()
  const navigate = useNavigate()
  const me = useQuery({ queryKey: ['me', handle], queryFn: () => api.me(handle) })
  const sittings = useQuery({
    queryKey: ['sittings', handle],
    queryFn: () => api.sittings(handle),
    refetchInterval: REFRESH_MS,
  })
  const cases = useQuery({ queryKey: ['cases', handle], queryFn: () => api.cases(handle) })
  const [now] = useState(Date.now)
  const listed = sittings.data?.sittings.toSorted((a, b) => a.scheduledAt - b.scheduledAt) ?? []
  const today = listed.filter((sitting) => sameDay(sitting.scheduledAt, now))
  const others = listed.filter((sitting) => !today.includes(sitting))
  const signOut = () => void api.signOut(handle).finally(() => void navigate('/'))

  return (
    <LoginGuard error={me.error}>
      <Page
        aside={
          <Button size="compact" tone="quiet" onClick={signOut}>
            {t('desk.signOut')}
          </Button>
        }
      >
        <p className="text-ink-soft">{me.data?.courtName}</p>
        <h1 className="mbe-6 font-serif text-3xl font-bold">
          {me.data ? t('desk.hello', { name: me.data.name }) : t('desk.title')}
        </h1>
        {sittings.isError && sittings.data ? <Notice kind="warning">{t('desk.refreshFailed')}</Notice> : null}
        {sittings.isPending ? <Waiting>{t('app.loading')}</Waiting> : null}
        {sittings.data ? (
          <div className="flex flex-col gap-6">
            <Card title={t('desk.today')} aside={<span className="text-ink-soft">{day(now)}</span>}>
              {today.length === 0 ? <p className="text-ink-soft">{t('desk.noToday')}</p> : null}
              <ul className="divide-y divide-line">
                {today.map((sitting) => (
                  <SittingRow key={sitting.sittingId} handle={handle} sitting={sitting} />
                ))}
              </ul>
            </Card>
            {others.length > 0 ? (
              <Card title={t('desk.upcoming')}>
                <ul className="divide-y divide-line">
                  {others.map((sitting) => (
                    <SittingRow key={sitting.sittingId} handle={handle} sitting={sitting} showDay />
                  ))}
                </ul>
              </Card>
            ) : null}
            <Card title={t('desk.cases')}>
              {cases.data?.cases.length === 0 ? <p className="text-ink-soft">{t('desk.noCases')}</p> : null}
              <ul className="divide-y divide-line">
                {cases.data?.cases.map((one) => (
                  <CaseRow key={one.caseId} handle={handle} summary={one} />
                ))}
              </ul>
            </Card>
          </div>
        ) : null}
        {sittings.isError && !sittings.data ? (
          <Notice
            kind="bad"
            announce
            action={<Button onClick={() => void sittings.refetch()}>{t('common.retry')}</Button>}
          >
            {t('errors.UNAVAILABLE')}
          </Notice>
        ) : null}
      </Page>
    </LoginGuard>
  )
}

function CaseRow({ handle, summary }: { handle: string; summary: CaseSummary }) {
  const { t } = useTranslation()
  return (
    <li>
      <Link
        to={caseAddress(handle, summary.caseId)}
        className="flex min-block-14 flex-wrap items-center gap-x-5 rounded-lg px-2 py-2 text-ink no-underline hover:bg-sunk"
      >
        <span className="font-medium">{summary.caseNumber}</span>
        <span className="grow text-ink-soft">{summary.causeOfAction}</span>
        <span className="text-sm text-ink-soft">
          {t('desk.filedAt')} {day(summary.filedAt)}
        </span>
        <span className="text-sm text-ink-soft">{t('desk.sittings', { count: summary.sittings })}</span>
      </Link>
    </li>
  )
}
