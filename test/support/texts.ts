import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type chinese from '../../client/i18n/zh-CN.json'

const folder = join(import.meta.dirname, '..', '..', 'client', 'i18n')
const read = (language: string) =>
  JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as typeof chinese

/** The texts that people see, so that a journey presses what they press. */
export const texts = read('zh-CN')
/** The same in English. */
export const englishTexts = read('en')
