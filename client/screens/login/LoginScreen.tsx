import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { api } from '../../core/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Page } from '../../ui/Page.tsx'
import { deskAddress } from '../addresses.ts'
import { useSubmit } from '../useSubmit.ts'

/** Judges and clerks sign in with account and password. */
export default function LoginScreen() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useSubmit(async () => {
    const { handle } = await api.signIn(account.trim(), password)
    await navigate(deskAddress(handle), { replace: true })
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    signIn.submit()
  }
  return (
    <Page narrow>
      <h1 className="mbe-2 font-serif text-3xl font-bold">{t('login.title')}</h1>
      <p className="mbe-6 text-ink-soft">{t('login.lead')}</p>
      <Card>
        <form onSubmit={submit} className="flex flex-col gap-5">
          <TextField
            label={t('login.account')}
            name="account"
            autoComplete="username"
            autoCapitalize="none"
            required
            maxLength={64}
            value={account}
            onChange={(event) => setAccount(event.target.value)}
          />
          <TextField
            label={t('login.password')}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          {signIn.error ? (
            <Notice kind="bad" announce>
              {t(`errors.${signIn.error}`)}
            </Notice>
          ) : null}
          <Button type="submit" tone="primary" size="large" busy={signIn.busy}>
            {signIn.busy ? t('login.submitting') : t('login.submit')}
          </Button>
        </form>
      </Card>
    </Page>
  )
}
