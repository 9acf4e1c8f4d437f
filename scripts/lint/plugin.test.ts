import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
let house: string

// A small house with the project's own lint configuration.
beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'lint-'))
  cpSync(join(root, 'scripts/lint'), join(house, 'scripts/lint'), { recursive: true })
  const config = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as Record<string, unknown>
  writeFileSync(join(house, '.oxlintrc.json'), JSON.stringify({ ...config, $schema: undefined, options: {} }))
})
afterEach(() => rmSync(house, { recursive: true }))

function lint(file: string, text: string): string {
  mkdirSync(join(house, file, '..'), { recursive: true })
  writeFileSync(join(house, file), text)
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), [file], {
    cwd: house,
    encoding: 'utf8',
  })
  return stdout
}

it('[RUN-11] lint fails on an import that points up or sideways', () => {
  expect(lint('procedure/good.ts', "export { roles } from '../protocol/roles.ts'\n")).toContain('0 errors')
  expect(lint('procedure/bad.ts', "export { clock } from '../platform/clock.ts'\n")).toContain(
    'procedure may not import from platform',
  )
  expect(lint('client/bad.ts', "export const late = () => import('../sfu-server/main.ts')\n")).toContain(
    'client may not import from sfu-server',
  )
})

it('lint fails on physical sizes in shared components only', () => {
  const text = "export const classes = 'flex md:pl-4'\n"
  expect(lint('client/ui/Bad.ts', text)).toContain('not md:pl-4')
  expect(lint('client/screens/Fine.ts', text)).toContain('0 errors')
})
