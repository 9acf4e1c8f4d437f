import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { TrialRole } from '#protocol/http/routes.ts'
import { api } from '../../core/api.ts'
import { classes } from '../../ui/classes.ts'
import { Emblem } from '../../ui/Emblem.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { seatAddress } from '../addresses.ts'
import { useSubmit } from '../useSubmit.ts'

/** Where each door stands: as the people sit. */
const doors: readonly { role: TrialRole; place: string }[] = [
  { role: 'presidingJudge', place: 'col-span-2 mx-auto inline-[62%] min-inline-48' },
  { role: 'clerk', place: 'col-span-2 mx-auto inline-[48%] min-inline-44' },
  { role: 'plaintiff', place: '' },
  { role: 'defendant', place: '' },
]

/** Trial mode's four roles at one click each, in a courtroom small enough for the start page. */
export function TrialDoors() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const trial = useQuery({ queryKey: ['trial'], queryFn: api.trial, retry: 3 })
  const [chosen, setChosen] = useState<TrialRole | null>(null)
  const entering = useSubmit(async (role: TrialRole) => {
    setChosen(role)
    await navigate(seatAddress(await api.enterTrial(role)))
  })
  const nameOf = (role: TrialRole) => trial.data?.people.find((person) => person.role === role)?.name
  return (
    <section
      aria-labelledby="trial"
      className="on-stage courtroom-wall overflow-hidden rounded-2xl p-5 text-chalk shadow-2xl sm:p-7"
    >
      <h2 id="trial" className="font-serif text-xl font-bold">
        {t('start.trialTitle')}
      </h2>
      <p className="mbs-1 text-chalk-soft">{t('start.trialLead')}</p>
      <p className="mbs-2 min-block-7 text-sm text-brass">
        {trial.data ? `${trial.data.caseNumber} · ${trial.data.causeOfAction}` : null}
      </p>
      <div className="mbs-3 flex justify-center">
        <Emblem className="size-14" />
      </div>
      <div className="mbs-3 grid grid-cols-2 gap-3">
        {doors.map(({ role, place }) => (
          <button
            key={role}
            type="button"
            disabled={entering.busy}
            onClick={() => entering.submit(role)}
            className={classes(
              'flex min-block-16 flex-col items-center justify-center rounded-xl border border-rail bg-panel/90 px-3 py-2 transition-colors enabled:hover:border-brass enabled:hover:bg-rail disabled:opacity-60',
              place,
            )}
          >
            <span className="flex items-center gap-2 font-serif text-lg font-bold">
              {entering.busy && chosen === role ? <Spinner /> : null}
              {t(`roles.${role}`)}
            </span>
            <span className="min-block-5 text-sm text-chalk-soft">{nameOf(role)}</span>
            <span className="sr-only">{t('start.enterAs', { role: t(`roles.${role}`) })}</span>
          </button>
        ))}
      </div>
      <p className="mbs-4 text-sm text-chalk-soft">{t('start.trialNote')}</p>
      {entering.error || trial.isError ? (
        <div className="mbs-3">
          <Notice kind="bad" announce title={entering.error ? undefined : t('start.trialUnavailable')}>
            {entering.error ? t(`errors.${entering.error}`) : null}
          </Notice>
        </div>
      ) : null}
    </section>
  )
}
