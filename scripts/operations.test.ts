import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { configVariables } from '../platform/config.ts'

const root = resolve(import.meta.dirname, '..')
const guide = readFileSync(join(root, 'docs/operations.md'), 'utf8')
const settings = guide.slice(guide.indexOf('## Settings'), guide.indexOf('## The data folder'))
const named = [...settings.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = '']) => name)

it('[RUN-15] the operator’s guide explains every setting, and no other', () => {
  expect([...new Set(named)].toSorted()).toEqual([...configVariables].toSorted())
})

it('[RUN-15] every command in the guide is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const commands = [...guide.matchAll(/`npm (?:run )?([a-z:]+)/g)].map(([, name = '']) => name)
  expect(commands.filter((name) => !(name in scripts))).toEqual([])
  expect(commands.length).toBeGreaterThan(5)
})
