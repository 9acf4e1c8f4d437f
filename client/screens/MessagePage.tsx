import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { buttonClass } from '../ui/Button.tsx'
import { Page } from '../ui/Page.tsx'
import { Seal } from '../ui/Seal.tsx'

/** A page that says one thing and, where there is one, offers the next step. */
export function MessagePage({
  title,
  lead,
  children,
  home = true,
}: {
  title: string
  lead: ReactNode
  children?: ReactNode
  home?: boolean
}) {
  const { t } = useTranslation()
  return (
    <Page narrow>
      <div className="flex flex-col items-center gap-5 py-10 text-center sm:py-16">
        <Seal className="size-12" />
        <h1 className="font-serif text-2xl font-bold sm:text-3xl">{title}</h1>
        <div className="max-inline-md text-lg text-ink-soft">{lead}</div>
        {children}
        {home ? (
          <Link to="/" className={buttonClass('quiet')}>
            {t('app.home')}
          </Link>
        ) : null}
      </div>
    </Page>
  )
}
