import { useTranslation } from 'react-i18next'
import type { RecordingState } from '#protocol/sitting/view.ts'
import { useSeatSession } from '../../../hooks/SeatSession.tsx'
import { classes } from '../../../ui/classes.ts'
import { Popover } from '../../../ui/Popover.tsx'
import { clockTime } from '../../format.ts'

const lamps: Record<RecordingState, string> = {
  off: 'bg-rail',
  starting: 'bg-brass animate-pulse',
  writing: 'bg-[#e0493c]',
  offRecord: 'bg-rail',
  degraded: 'bg-brass',
  failed: 'bg-alarm animate-pulse',
  sealed: 'bg-go',
}

/** For judge and clerk: whether what is said is on disk, as measured. A press explains it. */
export function RecordingLight() {
  const { t } = useTranslation()
  const { recorder } = useSeatSession()
  const state = recorder?.state ?? 'off'
  const alarming = state === 'degraded' || state === 'failed'
  return (
    <Popover
      label={`${t('recording.label')}: ${t(`recording.${state}`)}`}
      triggerClass={classes(
        'flex min-block-9 items-center gap-2 rounded-full border px-3 text-sm',
        alarming ? 'border-alarm text-alarm' : 'border-rail',
      )}
      trigger={
        <>
          <span aria-hidden className={classes('size-3 rounded-full', lamps[state])} />
          <span>{t(`recording.${state}`)}</span>
        </>
      }
    >
      <p className="font-semibold">{t(`recording.${state}`)}</p>
      <p className="mbs-1 text-sm">{t(`recording.help.${state}`)}</p>
      {recorder?.lastFsyncAt ? (
        <p className="mbs-2 text-sm text-chalk-soft tabular-nums">
          {t('recording.lastWritten', { time: clockTime(recorder.lastFsyncAt) })}
        </p>
      ) : null}
    </Popover>
  )
}
