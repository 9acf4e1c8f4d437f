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
    <svg
      role="img"
      aria-label={t('app.emblemSlot')}
      viewBox="0 0 64 64"
      className={`${className} shrink-0 text-brass`}
    >
      <circle cx="32" cy="32" r="30.5" fill="none" stroke="currentColor" strokeOpacity="0.45" />
      <circle
        cx="32"
        cy="32"
        r="26.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeOpacity="0.8"
      />
      <text x="32" y="36" textAnchor="middle" fill="currentColor" fontSize="11">
        {t('app.emblemSlot')}
      </text>
    </svg>
  )
}
