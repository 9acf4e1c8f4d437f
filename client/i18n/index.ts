import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type zh from './zh-CN.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof zh }
  }
}

/** Languages a reader may choose, named in their own words. */
export const languages = { 'zh-CN': '中文', en: 'English' } as const
export type Language = keyof typeof languages

const STORAGE_KEY = 'tongting.language'

// One language is fetched, not all: a phone on a weak line pays for what it shows.
const texts: Record<Language, () => Promise<{ default: object }>> = {
  'zh-CN': () => import('./zh-CN.json'),
  en: () => import('./en.json'),
}

function isLanguage(value: string | null): value is Language {
  return value !== null && value in languages
}

/** What the reader chose before, else English for a browser set to English, else Chinese. */
function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY)
  if (isLanguage(stored)) return stored
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

/** Shows the whole client in a language and remembers it for this browser. */
export async function setLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const { default: bundle } = await texts[language]()
    i18next.addResourceBundle(language, 'translation', bundle)
  }
  await i18next.changeLanguage(language)
  localStorage.setItem(STORAGE_KEY, language)
  document.documentElement.lang = language
  document.title = i18next.t('app.name')
}

/** The language shown now. */
export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'zh-CN'
}

/** Starts the texts; resolves when the first language is there. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    fallbackLng: false,
    // React escapes already; escaping twice would show "&amp;" in a name.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  await setLanguage(preferredLanguage())
}
