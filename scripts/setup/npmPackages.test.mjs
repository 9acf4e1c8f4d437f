import { describe, expect, it } from 'vitest'
import { matches } from './npmPackages.mjs'

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/other-platform': { version: '1.0.0', integrity: 'sha512-b', optional: true },
}
const installed = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } }

describe('an install', () => {
  it('matches its lockfile without the packages of other platforms', () => {
    expect(matches(wanted, installed)).toBe(true)
  })

  it.each([
    ['a package is missing', {}],
    ['a version differs', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['the contents differ', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } }],
    ['a package is left over', { ...installed, 'node_modules/old': { version: '1.0.0' } }],
  ])('does not match when %s', (_, found) => {
    expect(matches(wanted, found)).toBe(false)
  })
})
