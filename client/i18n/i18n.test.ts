import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '#protocol/errors.ts'
import en from './en.json' with { type: 'json' }
import zh from './zh-CN.json' with { type: 'json' }

const plural = /_(zero|one|two|few|many|other)$/

/** Every text with its dotted key; plural forms count as one key. */
function flatten(tree: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(tree)) {
    const key = `${prefix}${name}`
    if (typeof value === 'string') found.set(key.replace(plural, ''), value)
    else for (const [inner, text] of flatten(value as object, `${key}.`)) found.set(inner, text)
  }
  return found
}

const parameters = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted()

const chinese = flatten(zh)
const english = flatten(en)

describe('texts', () => {
  it('[UI-1] have the same keys in every language', () => {
    expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted())
  })

  it('[UI-1] name the same parameters in every language', () => {
    for (const [key, text] of chinese) {
      expect(parameters(english.get(key) ?? ''), key).toEqual(parameters(text))
    }
  })

  it('[UI-1] are never empty', () => {
    for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe('')
  })

  it.each([
    ['zh-CN', zh.errors],
    ['en', en.errors],
  ])('[ERR-3] explain every error of the catalogue in %s, and no other', (_language, errors) => {
    expect(Object.keys(errors).toSorted()).toEqual(Object.keys(errorCatalogue).toSorted())
  })
})
