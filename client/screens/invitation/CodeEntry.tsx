import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ErrorCode } from '#protocol/errors.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Notice } from '../../ui/Notice.tsx'

const CODE_DIGITS = 6

/** The clerk's code that moves a seat to this device. */
export function CodeEntry({
  busy,
  error,
  onSubmit,
}: {
  busy: boolean
  error: ErrorCode | null
  onSubmit: (code: string) => void
}) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onSubmit(code)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Notice kind="warning" title={t('invitation.elsewhereTitle')}>
        {t('invitation.elsewhereLead')}
      </Notice>
      <TextField
        label={t('invitation.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={CODE_DIGITS}
        value={code}
        error={error && error !== 'INVITATION_CLAIMED_ELSEWHERE' ? t(`errors.${error}`) : null}
        onChange={(event) => setCode(event.target.value.replaceAll(/\D/g, ''))}
      />
      <Button type="submit" tone="primary" size="large" busy={busy} disabled={code.length !== CODE_DIGITS}>
        {t('invitation.codeSubmit')}
      </Button>
    </form>
  )
}
