import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { shippedPackages, type Package } from './packages.ts'
import { licenceProblems, renderNotices } from './render.ts'

const root = resolve(import.meta.dirname, '../..')
const made = (licence: string): Package => ({ name: 'a', version: '1.0.0', licence, text: `${licence} text` })

describe('what is shipped', () => {
  let packages: Package[]
  beforeAll(() => void (packages = shippedPackages(root)))

  it('holds packages of the server and of the client, with what those need in turn', () => {
    const names = packages.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['fastify', 'react', 'mediasoup-client', 'engine.io-client', 'pg-protocol']),
    )
    expect(names).not.toContain('vitest')
  })

  it('is under licences that somebody has looked at', () => {
    expect(licenceProblems(packages)).toEqual([])
  })

  it('is what THIRD_PARTY_NOTICES.md says; npm run notices writes it', () => {
    expect(readFileSync(join(root, 'THIRD_PARTY_NOTICES.md'), 'utf8') === renderNotices(packages)).toBe(true)
  })
})

describe('a licence', () => {
  it.each([
    'MIT',
    'Apache-2.0',
    '(MIT OR GPL-3.0-only)',
    'MIT and ISC',
    '(BSD-2-Clause OR MIT OR Apache-2.0)',
  ])('may be %s', (licence) => {
    expect(licenceProblems([made(licence)])).toEqual([])
  })

  it.each(['GPL-3.0-only', 'AGPL-3.0', 'unknown', 'MIT AND GPL-2.0', 'SEE LICENSE IN LICENSE.md', ''])(
    'may not be %j unseen',
    (licence) => {
      expect(licenceProblems([made(licence)])).toHaveLength(1)
    },
  )
})

describe('the notices', () => {
  it('say each text once, with all packages it belongs to', () => {
    const text = renderNotices([made('MIT'), { ...made('MIT'), name: 'b' }])
    expect(text.match(/MIT text/g)).toHaveLength(1)
    expect(text).toContain('### a 1.0.0, b 1.0.0')
  })
})
