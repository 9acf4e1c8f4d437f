import { Download, Play, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordingSummary } from '#protocol/http/routes.ts'
import { recordingUrl } from '../../core/api.ts'
import { Button, buttonClass } from '../../ui/Button.tsx'
import { Facts } from '../../ui/Card.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { ProgressBar } from '../../ui/Meter.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { dateTime, duration, fileSize } from '../format.ts'

/** One recording: how far it is, then what it is, to play, check and take along. */
export function RecordingCard({ handle, recording }: { handle: string; recording: RecordingSummary }) {
  const { t } = useTranslation()
  const [playing, setPlaying] = useState(false)
  const { recordingId, state, startedAt, durationMs, bytes, sha256 } = recording
  const anchor = `recording-${recordingId}`
  const start = startedAt === null ? '' : dateTime(startedAt)
  if (state === 'failed') {
    return (
      <li id={anchor}>
        <Notice kind="bad" title={start}>
          {t('case.failed')}
        </Notice>
      </li>
    )
  }
  if (state !== 'ready') {
    return (
      <li id={anchor} className="flex flex-col gap-2">
        <p className="flex justify-between gap-3">
          <span role="status">
            {start} {t(`case.${state}`)}…
          </span>
          <span className="tabular-nums">{Math.round(recording.progress * 100)} %</span>
        </p>
        <ProgressBar label={t('case.progress')} share={recording.progress} />
      </li>
    )
  }
  const url = recordingUrl(handle, recordingId, 'media')
  return (
    <li id={anchor} className="flex flex-col gap-4">
      {playing ? (
        // The hearing's captions are the transcript, a later part of the file; until then the element has none.
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- there is no text of the hearing to show yet.
        <video
          src={url}
          controls
          autoPlay
          playsInline
          aria-label={t('case.player', { start })}
          className="aspect-video inline-full rounded-lg bg-wall"
        />
      ) : null}
      <Facts
        facts={[
          { term: t('case.startedAt'), value: start },
          ...(durationMs === null ? [] : [{ term: t('case.duration'), value: duration(durationMs) }]),
          ...(bytes === null ? [] : [{ term: t('case.size'), value: fileSize(bytes) }]),
        ]}
      />
      {sha256 === null ? null : (
        <div className="rounded-lg bg-sunk p-3">
          <div className="flex items-center justify-between gap-3">
            <span className="text-sm text-ink-soft">{t('case.hash')}</span>
            <CopyButton text={sha256} name={t('case.copyHash')} />
          </div>
          <code className="mbs-1 block text-sm break-all">{sha256}</code>
        </div>
      )}
      <div className="flex flex-wrap gap-3">
        {recording.mayPlay ? (
          <Button
            tone={playing ? 'plain' : 'primary'}
            icon={playing ? <X aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
            onClick={() => setPlaying(!playing)}
          >
            {t(playing ? 'case.hidePlayer' : 'case.play')}
          </Button>
        ) : null}
        {recording.mayDownload ? (
          <a href={recordingUrl(handle, recordingId, 'download')} download className={buttonClass('plain')}>
            <Download aria-hidden className="size-4" />
            {t('case.download')}
          </a>
        ) : null}
      </div>
    </li>
  )
}
