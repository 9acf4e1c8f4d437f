import { useTranslation } from 'react-i18next'
import { useSeatSession } from '../../hooks/SeatSession.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { trouble } from './trouble.ts'

/** What is happening to the line, and that nothing needs to be done (or what does). Nothing while all is well. */
export function LinkBanner() {
  const { t } = useTranslation()
  const { link, media } = useSeatSession()
  const found = trouble(link, media)
  if (!found) return null
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-3 bg-brass px-4 py-2 text-center text-sm font-medium text-wall"
    >
      {found === 'mediaFailed' ? null : <Spinner />}
      <span>
        {found === 'mediaFailed'
          ? t(`mediaFailure.${media.status === 'failed' ? media.reason : 'ServerRefused'}`)
          : t(`link.${found}`)}
      </span>
    </div>
  )
}
