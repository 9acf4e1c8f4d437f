import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFolderStorage, type Storage } from '#platform/storage.ts'
import { archivePrefix, putBytes } from './archiveFiles.ts'

let folder: string
let storage: Storage

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongting-archive-'))
  storage = createFolderStorage(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the archive', () => {
  it('files by court, year in China, case and sitting', () => {
    const place = { courtId: 'court', caseId: 'case', sittingId: 'sitting' }
    expect(archivePrefix({ ...place, startedAt: new Date('2026-12-31T16:30:00Z') })).toBe(
      'court/2027/case/sitting',
    )
  })

  it('stores the same bytes once and never replaces others', async () => {
    const keys: string[] = []
    for (const text of ['first', 'first', 'second', 'second', 'first']) {
      keys.push((await putBytes(storage, 'a/film.mp4', Buffer.from(text))).key)
    }
    expect(keys).toEqual(['a/film.mp4', 'a/film.mp4', 'a/film-2.mp4', 'a/film-2.mp4', 'a/film.mp4'])
  })
})
