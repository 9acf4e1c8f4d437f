import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FactsLog } from '../journal/facts.ts'
import { factsPath, segmentPath } from '../journal/folder.ts'
import { settledJournal } from './settledJournal.ts'

const opened = { type: 'sourceSet', data: { ip: '127.0.0.1', port: 1 } } as const
const sealed = { type: 'sittingSealed', data: { segments: 1 } } as const
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongting-settled-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function append(...facts: (typeof opened | typeof sealed)[]): Promise<void> {
  const { log } = await FactsLog.open(folder)
  await log.append(facts, Date.now())
  await log.close()
}

describe('settledJournal', () => {
  it('takes a sealed journal at once', async () => {
    await append(opened, sealed)
    await writeFile(segmentPath(folder, 1), 'packets')
    expect(await settledJournal(folder, AbortSignal.timeout(500))).toMatchObject({ isSealed: true })
  })

  it('takes one that is not sealed when nobody has written for ten seconds, and not before', async () => {
    await append(opened)
    await writeFile(segmentPath(folder, 1), 'packets')
    await expect(settledJournal(folder, AbortSignal.timeout(400))).rejects.toThrow('aborted')
    const before = new Date(Date.now() - 11_000)
    await utimes(segmentPath(folder, 1), before, before)
    await utimes(factsPath(folder), before, before)
    expect(await settledJournal(folder, AbortSignal.timeout(500))).toMatchObject({ isSealed: false })
  })

  it('has another fingerprint when the journal has grown', async () => {
    await append(opened, sealed)
    await writeFile(segmentPath(folder, 1), 'packets')
    const first = await settledJournal(folder, AbortSignal.timeout(500))
    const same = await settledJournal(folder, AbortSignal.timeout(500))
    await writeFile(segmentPath(folder, 1), 'more packets')
    const grown = await settledJournal(folder, AbortSignal.timeout(500))
    expect(same?.fingerprint).toBe(first?.fingerprint)
    expect(grown?.fingerprint).not.toBe(first?.fingerprint)
  })

  it('finds none where there is none', async () => {
    expect(await settledJournal(join(folder, 'nowhere'), AbortSignal.timeout(500))).toBeNull()
  })
})
