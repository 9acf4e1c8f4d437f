import { useTranslation } from 'react-i18next'
import { useEmblemSupplied } from './emblem.ts'

/**
 * The place of the national emblem above the bench. The project ships none (PI-11): the deployment supplies the
 * official file, and until then a plain ring marks the place.
 */
export function Emblem({ className = 'size-16' }: { className?: string }) {
  const { t } = useTranslation()
  const supplied = useEmblemSupplied()
  if (supplied)
    return <img src="/emblem" alt={t('app.emblemAlt')} className={`${className} object-contain`} />
  return (
    <div
      role="img"
      aria-label={t('app.emblemSlot')}
      className={`${className} grid shrink-0 place-items-center rounded-full border-2 border-brass/70 text-brass outline-1 outline-offset-2 outline-brass/30`}
    >
      <span aria-hidden className="text-[0.68rem] leading-none tracking-tight">
        {t('app.emblemSlot')}
      </span>
    </div>
  )
}
