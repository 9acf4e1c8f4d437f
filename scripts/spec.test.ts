import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const UNSHOWN = '## Not yet shown by a test'

const spec = readFileSync(join(root, 'docs/SPEC.md'), 'utf8')
const [shown = '', unshown = ''] = spec.split(UNSHOWN)

function rulesOf(text: string): string[] {
  return [...text.matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map(([, id]) => id ?? '')
}

/** Every id that a test of the repository quotes in a title, with a file that does. */
function quoted(): Map<string, string> {
  const ids = new Map<string, string>()
  const files = globSync(['**/*.{test,spec}.{ts,tsx,mjs}', 'test/**/*.ts'], {
    cwd: root,
    exclude: ['**/node_modules/**', 'client/dist/**', '.data/**'],
  })
  for (const file of files) {
    for (const [, id] of readFileSync(join(root, file), 'utf8').matchAll(/\[([A-Z]+-\d+)\]/g)) {
      if (id !== undefined) ids.set(id, file)
    }
  }
  return ids
}

it('every rule of docs/SPEC.md has one place', () => {
  const ids = rulesOf(spec)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

it('every rule of docs/SPEC.md is quoted by a test', () => {
  const tests = quoted()
  expect(rulesOf(shown).filter((id) => !tests.has(id))).toEqual([])
})

it('every id that a test quotes stands in docs/SPEC.md, and not among those without a test', () => {
  const rules = new Set(rulesOf(shown))
  const strange = [...quoted()].filter(([id]) => !rules.has(id))
  expect(
    strange.map(([id, file]) => `${id} in ${file}${unshown.includes(`**${id}**`) ? ': move it up' : ''}`),
  ).toEqual([])
})
