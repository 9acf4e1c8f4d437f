import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFolderStorage, StorageError, type Storage } from './storage.ts'

const helloSha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
const hello = new TextEncoder().encode('hello')
let folder: string
let storage: Storage

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-'))
  storage = createFolderStorage(folder)
})
afterEach(() => rm(folder, { recursive: true }))

const textOf = async (key: string, range?: { first: number; last: number }) =>
  (await buffer(await storage.read(key, range))).toString()

async function* parts(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text)
}

const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (error instanceof StorageError ? error.reason : error),
  )

describe('folder storage', () => {
  it('stores a file with its size and SHA-256', async () => {
    expect(await storage.put('cases/a/hello.txt', hello)).toEqual({
      key: 'cases/a/hello.txt',
      size: 5,
      sha256: helloSha256,
    })
    expect(await storage.stat('cases/a/hello.txt')).toEqual({ key: 'cases/a/hello.txt', size: 5 })
    expect(await textOf('cases/a/hello.txt')).toBe('hello')
  })

  it('takes a stream', async () => {
    expect((await storage.put('streamed', parts('he', 'l', 'lo'))).sha256).toBe(helloSha256)
  })

  it('reads ranges with both ends included', async () => {
    await storage.put('a', hello)
    expect(await textOf('a', { first: 1, last: 3 })).toBe('ell')
    expect(await textOf('a', { first: 4, last: 4 })).toBe('o')
  })

  it.each([
    { first: 0, last: 5 },
    { first: -1, last: 2 },
    { first: 3, last: 2 },
    { first: 9, last: 12 },
  ])('refuses the range $first-$last of five bytes', async (range) => {
    await storage.put('a', hello)
    expect(await reasonOf(storage.read('a', range))).toBe('invalidRange')
  })

  it('[RUN-8] never replaces other bytes, and takes the same bytes again', async () => {
    await storage.put('a', hello)
    expect(await reasonOf(storage.put('a', parts('other')))).toBe('exists')
    expect((await storage.put('a', hello)).sha256).toBe(helloSha256)
    expect(await textOf('a')).toBe('hello')
  })

  it('[RUN-8] lets exactly one of several writers win', async () => {
    const outcomes = await Promise.all(
      ['1', '2', '3', '4'].map((text) => reasonOf(storage.put('a', parts(text)))),
    )
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'exists')).toHaveLength(3)
  })

  it('[RUN-8] leaves nothing behind when the source breaks off', async () => {
    async function* broken() {
      yield hello
      throw new Error('broke off')
    }
    await expect(storage.put('a', broken())).rejects.toThrow('broke off')
    expect(await storage.stat('a')).toBeNull()
    expect(await readdir(join(folder, '.incoming'))).toEqual([])
  })

  it.each([
    '',
    '/etc/passwd',
    '../a',
    'a/../../b',
    'a//b',
    'a/',
    '.incoming/x',
    'a\0b',
    'a b',
    'x'.repeat(600),
  ])('refuses the key %j', async (key) => {
    expect(await reasonOf(storage.put(key, hello))).toBe('invalidKey')
    expect(await reasonOf(storage.read(key))).toBe('invalidKey')
    expect(await reasonOf(storage.stat(key))).toBe('invalidKey')
  })

  it('says when there is nothing', async () => {
    expect(await storage.stat('nothing')).toBeNull()
    expect(await reasonOf(storage.read('nothing'))).toBe('notFound')
    await storage.put('a/b', hello)
    expect(await storage.stat('a')).toBeNull()
    expect(await storage.stat('a/b/c')).toBeNull()
  })
})
