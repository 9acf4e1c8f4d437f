import { Languages } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { currentLanguage, languages, setLanguage, type Language } from '../i18n/index.ts'
import { Seal } from './Seal.tsx'

/** Every page on paper: the name, the language, and one column or more of content. */
export function Page({
  children,
  aside,
  narrow = false,
}: {
  children: ReactNode
  aside?: ReactNode
  narrow?: boolean
}) {
  const { t } = useTranslation()
  return (
    <div className="flex min-block-[100dvb] flex-col">
      <a
        href="#main"
        className="sr-only z-50 rounded bg-sheet px-4 py-2 focus:not-sr-only focus:absolute focus:m-2"
      >
        {t('app.skip')}
      </a>
      <header className="safe-inline border-be border-line bg-sheet/70">
        <div className="mx-auto flex max-inline-6xl flex-wrap items-center gap-x-4 gap-y-1 py-2">
          <Link to="/" className="me-auto flex min-block-11 items-center gap-3 text-ink no-underline">
            <Seal />
            <span className="font-serif text-xl font-bold tracking-wider">{t('app.name')}</span>
          </Link>
          {aside}
          <LanguageSwitch />
        </div>
      </header>
      <main id="main" className="safe-inline safe-bottom grow">
        <div className={`mx-auto py-6 sm:py-10 ${narrow ? 'max-inline-xl' : 'max-inline-6xl'}`}>
          {children}
        </div>
      </main>
    </div>
  )
}

/** Chooses the language of the whole client. */
export function LanguageSwitch({ dark = false }: { dark?: boolean }) {
  const { t } = useTranslation()
  return (
    <label className="flex min-block-11 items-center gap-2 text-sm">
      <Languages aria-hidden className="size-4" />
      <span className="sr-only">{t('app.language')}</span>
      <select
        value={currentLanguage()}
        onChange={(event) => void setLanguage(event.target.value as Language)}
        className={`min-block-9 rounded-md border px-2 ${dark ? 'border-rail bg-panel text-chalk' : 'border-line bg-sheet text-ink'}`}
      >
        {Object.entries(languages).map(([value, text]) => (
          <option key={value} value={value} lang={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
