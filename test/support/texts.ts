import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type chinese from '../../client/i18n/zh-CN.json'

/** The texts that people see, so that a journey presses what they press. */
export const texts = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'client', 'i18n', 'zh-CN.json'), 'utf8'),
) as typeof chinese
