import { useTranslation } from 'react-i18next'
import { PRIVACY_NOTICE_VERSION } from '#protocol/privacyNotice.ts'
import { Button } from '../../../ui/Button.tsx'
import { Notice } from '../../../ui/Notice.tsx'

const parts = ['who', 'purpose', 'kinds', 'keep', 'rights'] as const

/** What must be said before any camera starts (PI-1): who, what for, which kinds, how long, which rights. */
export function PrivacyNotice({ courtName, onAccept }: { courtName: string; onAccept: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="mbe-4 flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="font-serif text-xl font-bold">{t('prepare.privacyTitle')}</h2>
        <span className="text-sm text-ink-soft">
          {t('prepare.privacyVersion', { version: PRIVACY_NOTICE_VERSION })}
        </span>
      </div>
      <p className="mbe-4 text-ink-soft">{t('prepare.privacyLead')}</p>
      <dl className="mbe-5 flex flex-col gap-3">
        {parts.map((part) => (
          <div key={part} className="grid gap-x-5 sm:grid-cols-[9rem_1fr]">
            <dt className="font-semibold">{t(`prepare.${part}Title`)}</dt>
            <dd>{t(`prepare.${part}`, { court: courtName })}</dd>
          </div>
        ))}
      </dl>
      <Notice kind="warning" title={t('prepare.rulesTitle')}>
        {t('prepare.rules')}
      </Notice>
      <div className="mbs-6 flex justify-end">
        <Button tone="primary" size="large" className="grow sm:grow-0" onClick={onAccept}>
          {t('prepare.accept')}
        </Button>
      </div>
    </>
  )
}
