import { useQuery } from '@tanstack/react-query'
import { Archive, LogIn, Scale, Smartphone, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { api } from '../../core/api.ts'
import { Badge } from '../../ui/Badge.tsx'
import { buttonClass } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Page } from '../../ui/Page.tsx'
import { TrialDoors } from './TrialDoors.tsx'

/** The front door: what this is, and the ways in. */
export function StartScreen() {
  const { t } = useTranslation()
  const status = useQuery({ queryKey: ['status'], queryFn: api.status, refetchInterval: 10_000 })
  const trial = status.data?.mode === 'trial'
  return (
    <Page aside={<StatusBadge />}>
      <div
        className={
          trial ? 'grid items-center gap-8 lg:grid-cols-[1fr_1.15fr] lg:gap-14' : 'mx-auto max-inline-3xl'
        }
      >
        <div>
          <p className="text-cinnabar">{t('app.tagline')}</p>
          <h1 className="mbs-1 font-serif text-5xl font-bold tracking-widest sm:text-7xl">{t('app.name')}</h1>
          <p className="mbs-4 max-inline-lg text-lg text-ink-soft">{t('start.intro')}</p>
        </div>
        {trial ? <TrialDoors /> : null}
      </div>
      <div className="mbs-8 grid gap-5 md:grid-cols-2">
        <Card title={t('start.partyTitle')}>
          <p className="text-ink-soft">{t('start.partyLead')}</p>
        </Card>
        <Card title={t('start.staffTitle')}>
          <p className="mbe-4 text-ink-soft">{t('start.staffLead')}</p>
          <Link to="/login" className={buttonClass('plain')}>
            <LogIn aria-hidden className="size-4" />
            {t('start.staffSignIn')}
          </Link>
        </Card>
      </div>
      <ul className="mbs-10 grid gap-6 border-bs border-line pbs-8 md:grid-cols-3">
        <Virtue icon={Archive} title={t('start.promiseRecord')} text={t('start.promiseRecordText')} />
        <Virtue icon={Scale} title={t('start.promiseEqual')} text={t('start.promiseEqualText')} />
        <Virtue icon={Smartphone} title={t('start.promiseDevice')} text={t('start.promiseDeviceText')} />
      </ul>
      {status.data ? (
        <p className="mbs-8 text-sm text-ink-soft">{t('app.version', { version: status.data.version })}</p>
      ) : null}
    </Page>
  )
}

function StatusBadge() {
  const { t } = useTranslation()
  const { data, isError } = useQuery({ queryKey: ['status'], queryFn: api.status })
  return (
    <span role="status">
      {isError ? <Badge look="strong">{t('start.statusUnknown')}</Badge> : null}
      {data && !isError ? (
        <Badge look={data.mode === 'trial' ? 'warm' : 'good'}>
          {t(data.mode === 'trial' ? 'start.statusTrial' : 'start.statusProduction')}
        </Badge>
      ) : null}
    </span>
  )
}

function Virtue({ icon: Icon, title, text }: { icon: LucideIcon; title: string; text: string }) {
  return (
    <li className="flex gap-3">
      <Icon aria-hidden className="mbs-1 size-5 shrink-0 text-cinnabar" />
      <div>
        <h2 className="font-semibold">{title}</h2>
        <p className="text-ink-soft">{text}</p>
      </div>
    </li>
  )
}
