import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { completed, type Lock } from './complete.ts'

describe('completed', () => {
  it('adds the packages of other platforms that a mirror lacks', () => {
    const lock: Lock = {
      '': {},
      'node_modules/tool': {
        version: '2.1.0',
        dev: true,
        optionalDependencies: {
          '@tool/linux-x64-gnu': '2.1.0',
          '@tool/linux-arm64-musl': '2.1.0',
          '@tool/win32-x64-msvc': '2.1.0',
          '@tool/wasm32-wasi': '2.1.0',
        },
      },
      'node_modules/@tool/linux-x64-gnu': { version: '2.1.0' },
    }
    const full = completed(lock)
    expect(Object.keys(full)).toHaveLength(6)
    expect(full['node_modules/@tool/linux-arm64-musl']).toEqual({
      version: '2.1.0',
      cpu: ['arm64'],
      libc: ['musl'],
      os: ['linux'],
      dev: true,
      optional: true,
    })
    expect(full['node_modules/@tool/win32-x64-msvc']).toMatchObject({ cpu: ['x64'], os: ['win32'] })
    expect(full['node_modules/@tool/wasm32-wasi']).toMatchObject({ cpu: ['wasm32'] })
    expect(completed(full)).toEqual(full)
  })

  it('does not guess a version', () => {
    const lock: Lock = { 'node_modules/tool': { optionalDependencies: { '@tool/linux-x64': '^2.0.0' } } }
    expect(() => completed(lock)).toThrow('only an exact version')
  })
})

describe('the lockfile', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../package-lock.json'), 'utf8')

  it('is complete, or npm ci refuses it; npm run lockfile completes it', () => {
    const { packages } = JSON.parse(text) as { packages: Lock }
    expect(Object.keys(completed(packages)).filter((place) => !(place in packages))).toEqual([])
  })

  it('names no registry', () => {
    expect(text).not.toContain('"resolved": "http')
  })
})
