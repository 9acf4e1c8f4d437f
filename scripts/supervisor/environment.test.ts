import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureDataFolder, merged, recorderToken } from './environment.ts'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'environment-'))))
afterEach(() => rm(folder, { recursive: true }))

describe('the data folder', () => {
  it('may be named relative to the project, and is made, closed to others', async () => {
    expect(await ensureDataFolder({ TONGTING_DATA: 'mine' }, folder)).toBe(join(folder, 'mine'))
    expect(await ensureDataFolder({ TONGTING_DATA: '' }, folder)).toBe(join(folder, '.data'))
    expect((await stat(join(folder, '.data'))).mode & 0o777).toBe(0o700)
  })

  it('keeps one recorder token that only its owner can read', async () => {
    const token = await recorderToken(folder)
    expect(token.length).toBeGreaterThanOrEqual(32)
    expect(await recorderToken(folder)).toBe(token)
    expect((await stat(join(folder, 'recorder-token'))).mode & 0o777).toBe(0o600)
  })
})

describe('merged', () => {
  it('lets the caller’s settings win, and takes an empty one as open', () => {
    expect(merged({ A: '1', B: '' }, { A: '2', B: '3' }, { B: '4', C: '5' })).toEqual({
      A: '1',
      B: '3',
      C: '5',
    })
  })
})
