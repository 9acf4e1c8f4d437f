import { useTranslation } from 'react-i18next'
import type { WireError } from '#protocol/errors.ts'
import { Button } from '../../../ui/Button.tsx'
import { MessagePage } from '../../MessagePage.tsx'
import { EndedScreen } from './EndedScreen.tsx'

/** The line ended for good: says why, and what to do, which is not the same for each cause. */
export function LinkEnded({
  error,
  casePage,
  onAgain,
}: {
  error: WireError
  casePage: string | null
  onAgain: () => void
}) {
  const { t } = useTranslation()
  const { code } = error
  if (code === 'SUPERSEDED') {
    return (
      <MessagePage title={t('link.supersededTitle')} lead={t('link.superseded')} home={false}>
        <Button tone="primary" size="large" onClick={onAgain}>
          {t('link.takeBack')}
        </Button>
      </MessagePage>
    )
  }
  if (code === 'OUTDATED_CLIENT') {
    return (
      <MessagePage title={t('link.outdated')} lead="" home={false}>
        <Button tone="primary" size="large" onClick={() => window.location.reload()}>
          {t('link.reload')}
        </Button>
      </MessagePage>
    )
  }
  if (code === 'NOT_SIGNED_IN') {
    return <MessagePage title={t('errors.NOT_SIGNED_IN')} lead={t('link.notSignedIn')} />
  }
  if (code === 'REMOVED') return <EndedScreen ending="removed" />
  if (code === 'SITTING_OVER') return <EndedScreen ending="closed" casePage={casePage} />
  return (
    <MessagePage title={t('link.failedTitle')} lead={t(`errors.${code}`)}>
      <Button tone="primary" size="large" onClick={onAgain}>
        {t('common.retry')}
      </Button>
    </MessagePage>
  )
}
