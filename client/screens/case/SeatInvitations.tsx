import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InvitationIssue, SittingSummary } from '#protocol/http/routes.ts'
import { api } from '../../core/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { dateTime, seatTitle } from '../format.ts'
import { useSubmit } from '../useSubmit.ts'

interface Issued extends InvitationIssue {
  readonly name: string
}

/** The ways in of those who come by a link: made here, handed over by the court's own means. */
export function SeatInvitations({
  handle,
  sittings,
}: {
  handle: string
  sittings: readonly SittingSummary[]
}) {
  const { t } = useTranslation()
  const [issued, setIssued] = useState<Issued | null>(null)
  const issue = useSubmit(
    async (sittingId: string, seatId: string, name: string, what: 'link' | 'deviceCode') => {
      setIssued({ ...(await api.invite(handle, sittingId, seatId, what)), name })
    },
  )
  return (
    <Card title={t('case.seats')}>
      {issue.error ? (
        <Notice kind="bad" announce>
          {t(`errors.${issue.error}`)}
        </Notice>
      ) : null}
      {sittings.map(({ sittingId, scheduledAt, seats }) => (
        <div key={sittingId} className="mbe-4">
          <p className="mbe-1 text-sm text-ink-soft">{dateTime(scheduledAt)}</p>
          <ul className="divide-y divide-line">
            {seats
              .filter((seat) => seat.side !== 'bench')
              .map(({ seatId, role, side, name }) => (
                <li key={seatId} className="flex flex-wrap items-center gap-2 py-2">
                  <span className="basis-full">
                    <span className="me-2 text-sm text-ink-soft">{seatTitle(t, role, side)}</span>
                    {name}
                  </span>
                  <Button
                    size="compact"
                    aria-label={t('case.issueLinkFor', { name })}
                    disabled={issue.busy}
                    onClick={() => issue.submit(sittingId, seatId, name, 'link')}
                  >
                    {t('case.issueLink')}
                  </Button>
                  <Button
                    size="compact"
                    aria-label={t('case.issueCodeFor', { name })}
                    disabled={issue.busy}
                    onClick={() => issue.submit(sittingId, seatId, name, 'deviceCode')}
                  >
                    {t('case.issueCode')}
                  </Button>
                </li>
              ))}
          </ul>
        </div>
      ))}
      <IssuedDialog issued={issued} onClose={() => setIssued(null)} />
    </Card>
  )
}

function IssuedDialog({ issued, onClose }: { issued: Issued | null; onClose: () => void }) {
  const { t } = useTranslation()
  if (!issued) return null
  const { name, code, url } = issued
  const time = dateTime(issued.expiresAt)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(code ? 'case.codeFor' : 'case.linkFor', { name })}
      lead={t(code ? 'case.codeHelp' : 'case.linkHelp', { time })}
      actions={
        <Button tone="primary" onClick={onClose}>
          {t('common.close')}
        </Button>
      }
    >
      {code ? (
        <output
          aria-label={t('case.code')}
          className="text-center text-4xl font-bold tracking-[0.3em] tabular-nums"
        >
          {code}
        </output>
      ) : null}
      {url ? (
        <div className="flex flex-col gap-3">
          <output aria-label={t('case.link')} className="rounded-lg bg-sunk p-3 break-all select-all">
            {url}
          </output>
          <div>
            <CopyButton text={url} name={t('case.copyLink')} />
          </div>
        </div>
      ) : null}
    </Dialog>
  )
}
