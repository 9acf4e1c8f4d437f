import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { api, codeOf } from '../../core/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Card, Facts } from '../../ui/Card.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Page } from '../../ui/Page.tsx'
import { Waiting } from '../../ui/Waiting.tsx'
import { seatAddress } from '../addresses.ts'
import { dateTime } from '../format.ts'
import { MessagePage } from '../MessagePage.tsx'
import { useSubmit } from '../useSubmit.ts'
import { CodeEntry } from './CodeEntry.tsx'

/** What a personal link opens. Looking changes nothing (previews and scanners look too); the press claims it. */
export default function InvitationScreen() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { token = '' } = useParams()
  const preview = useQuery({ queryKey: ['invitation', token], queryFn: () => api.invitation(token) })
  const claim = useSubmit(async (code?: string) => {
    await navigate(seatAddress(await api.claim(token, code)), { replace: true })
  })

  if (preview.isPending) {
    return (
      <Page narrow>
        <Waiting>{t('invitation.checking')}</Waiting>
      </Page>
    )
  }
  if (preview.isError) return <BadLink error={preview.error} onRetry={() => void preview.refetch()} />

  const { state, ...link } = preview.data
  const elsewhere = state === 'claimedElsewhere' || claim.error === 'INVITATION_CLAIMED_ELSEWHERE'
  return (
    <Page narrow>
      <h1 className="font-serif text-3xl font-bold">{t('invitation.title')}</h1>
      <p className="mbs-2 mbe-6 text-ink-soft">{t('invitation.lead')}</p>
      <Card>
        <Facts
          facts={[
            { term: t('invitation.name'), value: link.maskedName },
            { term: t('invitation.you'), value: t(`roles.${link.role}`) },
            { term: t('invitation.time'), value: dateTime(link.scheduledAt) },
            { term: t('invitation.court'), value: link.courtName },
            { term: t('invitation.case'), value: link.caseNumber },
          ]}
        />
        <div className="mbs-6">
          {elsewhere ? (
            <CodeEntry busy={claim.busy} error={claim.error} onSubmit={claim.submit} />
          ) : (
            <div className="flex flex-col gap-4">
              {claim.error ? (
                <Notice kind="bad" announce>
                  {t(`errors.${claim.error}`)}
                </Notice>
              ) : null}
              <Button tone="primary" size="large" busy={claim.busy} onClick={() => claim.submit()}>
                {claim.busy
                  ? t('invitation.claiming')
                  : t(state === 'resumable' ? 'invitation.resume' : 'invitation.claim')}
              </Button>
            </div>
          )}
        </div>
      </Card>
      <p className="mbs-4 text-sm text-ink-soft">
        {t('invitation.expires')} {dateTime(link.expiresAt)}
      </p>
      <p className="text-sm text-ink-soft">{t('invitation.notYou')}</p>
      <p className="text-sm text-ink-soft">{t('invitation.contact')}</p>
    </Page>
  )
}

function BadLink({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation()
  const code = codeOf(error)
  const mayRetry = code === 'UNAVAILABLE' || code === 'TIMEOUT' || code === 'INTERNAL'
  // An address that does not even look like a link is told the same as one that nobody issued.
  const told = code === 'BAD_REQUEST' || code === 'NOT_FOUND' ? 'INVITATION_UNKNOWN' : code
  return (
    <MessagePage
      title={mayRetry ? t('start.statusUnknown') : t('invitation.badTitle')}
      lead={
        <div role="alert" className="flex flex-col gap-3">
          <p>{t(`errors.${told}`)}</p>
          {mayRetry ? null : <p>{t('invitation.badHelp')}</p>}
          <p className="text-base">{t('invitation.contact')}</p>
        </div>
      }
    >
      {mayRetry ? (
        <Button tone="primary" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      ) : null}
    </MessagePage>
  )
}
