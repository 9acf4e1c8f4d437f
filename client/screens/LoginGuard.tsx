import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { codeOf } from '../core/api.ts'
import { buttonClass } from '../ui/Button.tsx'
import { MessagePage } from './MessagePage.tsx'

/** Shows a page to whoever is signed in, and to others how to get in again. */
export function LoginGuard({ error, children }: { error: Error | null; children: ReactNode }) {
  const { t } = useTranslation()
  if (!error || codeOf(error) !== 'NOT_SIGNED_IN') return children
  return (
    <MessagePage title={t('errors.NOT_SIGNED_IN')} lead={t('link.notSignedIn')}>
      <Link to="/login" className={buttonClass('primary')}>
        {t('start.staffSignIn')}
      </Link>
    </MessagePage>
  )
}
