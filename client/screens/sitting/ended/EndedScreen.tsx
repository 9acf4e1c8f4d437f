import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button, buttonClass } from '../../../ui/Button.tsx'
import { dateTime } from '../../format.ts'
import { MessagePage } from '../../MessagePage.tsx'

/** How a person's part in the sitting ended. */
export type Ending = 'dismissed' | 'removed' | 'closed' | 'cancelled' | 'left'

/** The plain page after it: what happened, and what can be done now. */
export function EndedScreen({
  ending,
  at,
  casePage,
  onReturn,
}: {
  ending: Ending
  at?: number | undefined
  /** For staff: the way back to their work, and to the recording that is being made. */
  casePage?: string | null
  onReturn?: () => void
}) {
  const { t } = useTranslation()
  return (
    <MessagePage
      title={t(`ended.${ending}Title`)}
      lead={
        <>
          <p>{t(`ended.${ending}`)}</p>
          {ending === 'closed' && casePage ? <p>{t('ended.closedStaff')}</p> : null}
          {at === undefined ? null : <p className="text-base">{t('ended.at', { time: dateTime(at) })}</p>}
        </>
      }
    >
      {onReturn ? (
        <Button tone="primary" size="large" onClick={onReturn}>
          {t('ended.return')}
        </Button>
      ) : null}
      {casePage ? (
        <Link to={casePage} className={buttonClass(onReturn ? 'plain' : 'primary', 'large')}>
          {t('ended.casePage')}
        </Link>
      ) : null}
    </MessagePage>
  )
}
