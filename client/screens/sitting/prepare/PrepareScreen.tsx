import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isOfficer, roleRights } from '#procedure/sitting/roles.ts'
import type { Role } from '#protocol/roles.ts'
import { useLocalMedia } from '../../../hooks/useLocalMedia.ts'
import { Button } from '../../../ui/Button.tsx'
import { Card } from '../../../ui/Card.tsx'
import { Page } from '../../../ui/Page.tsx'
import { useMediaQuery } from '../../useMediaQuery.ts'
import { DeviceSettings } from '../DeviceSettings.tsx'
import { DeviceTroubles } from '../DeviceTroubles.tsx'
import { CameraCheck, MicrophoneCheck, SpeakerCheck } from '../SelfCheck.tsx'
import { PrivacyNotice } from './PrivacyNotice.tsx'

/**
 * Before entering: first the notice, then the devices (on a phone one at a time). Nobody is kept out by a missing or
 * broken device.
 */
export function PrepareScreen({
  courtName,
  role,
  onEnter,
}: {
  courtName: string
  role: Role
  onEnter: () => void
}) {
  const { t } = useTranslation()
  const media = useLocalMedia()
  const wide = useMediaQuery('(min-width: 48rem)')
  const [soundStep, setSoundStep] = useState(false)
  const sends = roleRights[role].sends
  const { openChosen } = media
  useEffect(() => {
    // Does nothing before the notice was accepted; after a reload of the check it opens them again.
    if (sends) openChosen()
  }, [sends, openChosen])

  if (!media.privacyAccepted || !sends) {
    // The gallery has nothing to check: for it the notice is the only step.
    const accept = () => {
      if (sends) media.acceptPrivacy()
      else onEnter()
    }
    return (
      <Frame step={1} total={sends ? (wide ? 2 : 3) : 1}>
        <PrivacyNotice courtName={courtName} onAccept={accept} />
        {sends ? null : <p className="mbs-3 text-ink-soft">{t('prepare.galleryLead')}</p>}
      </Frame>
    )
  }

  const enterWithout = () => {
    void Promise.all([media.setCamera(false), media.setMic(false)]).then(onEnter)
  }
  const enterName = t(isOfficer(role) ? 'prepare.enter' : 'prepare.enterWaiting')
  const doors = (
    <div className="mbs-6 flex flex-col gap-3 border-bs border-line pbs-5 sm:flex-row-reverse sm:items-center">
      {wide || soundStep ? (
        <Button tone="primary" size="large" onClick={onEnter}>
          {enterName}
        </Button>
      ) : (
        <Button tone="primary" size="large" onClick={() => setSoundStep(true)}>
          {t('common.continue')}
        </Button>
      )}
      <Button tone="plain" onClick={enterWithout}>
        {t('prepare.enterWithout')}
      </Button>
      <p className="grow text-sm text-ink-soft">{t('prepare.enterWithoutHelp')}</p>
    </div>
  )
  const choices = (
    <details className="mbs-4">
      <summary className="min-block-11 py-2 font-medium">{t('prepare.changeDevices')}</summary>
      <DeviceSettings />
    </details>
  )
  if (wide) {
    return (
      <Frame step={2} total={2}>
        <CheckHeading />
        <div className="flex flex-col gap-3">
          <DeviceTroubles />
        </div>
        <div className="mbs-4 grid gap-7 md:grid-cols-[1.35fr_1fr]">
          <CameraCheck />
          <div className="flex flex-col gap-6">
            <MicrophoneCheck />
            <SpeakerCheck />
          </div>
        </div>
        {choices}
        {doors}
      </Frame>
    )
  }
  return (
    <Frame step={soundStep ? 3 : 2} total={3}>
      <CheckHeading />
      <div className="flex flex-col gap-4">
        <DeviceTroubles only={soundStep ? 'microphone' : 'camera'} />
        {soundStep ? (
          <>
            <MicrophoneCheck />
            <SpeakerCheck />
            <div>
              <Button size="compact" onClick={() => setSoundStep(false)}>
                {t('common.back')}
              </Button>
            </div>
          </>
        ) : (
          <CameraCheck />
        )}
      </div>
      {choices}
      {doors}
    </Frame>
  )
}

function CheckHeading() {
  const { t } = useTranslation()
  return (
    <>
      <h2 className="font-serif text-xl font-bold">{t('prepare.checkTitle')}</h2>
      <p className="mbe-4 text-ink-soft">{t('prepare.checkLead')}</p>
    </>
  )
}

function Frame({ step, total, children }: { step: number; total: number; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Page>
      <div className="mx-auto max-inline-4xl">
        <div className="mbe-4 flex flex-wrap items-baseline justify-between gap-2">
          <h1 className="font-serif text-2xl font-bold sm:text-3xl">{t('prepare.title')}</h1>
          <p className="text-ink-soft">{t('prepare.step', { step, total })}</p>
        </div>
        <Card>{children}</Card>
      </div>
    </Page>
  )
}
