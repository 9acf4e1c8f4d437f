import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeLabel, makePlan } from '../testing/desires.ts'
import { type Fact, FactsLog, isSealed, readFacts } from './facts.ts'
import { factsPath } from './folder.ts'

const AT = 1_790_000_000_000
const facts: Fact[] = [
  { type: 'journalOpened', data: { label: makeLabel(), recorder: 'A' } },
  { type: 'sourceSet', data: { ip: '127.0.0.1', port: 40_000 } },
  { type: 'trackOpened', data: { track: makePlan(1234), atUs: AT * 1000 } },
]
const sealed: Fact = { type: 'sittingSealed', data: { segments: 3 } }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facts-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function write(more: readonly Fact[] = facts): Promise<void> {
  const { log } = await FactsLog.open(folder)
  await log.append(more, AT)
  await log.close()
}

async function changeLines(change: (lines: string[]) => string[]): Promise<void> {
  const lines = (await readFile(factsPath(folder), 'utf8')).split('\n').slice(0, -1)
  await writeFile(factsPath(folder), `${change(lines).join('\n')}\n`)
}

describe('the facts of a sitting', () => {
  it('[JRN-6] are read as they were written, numbered and chained', async () => {
    await write()
    await write([sealed])
    const read = await readFacts(folder)
    expect(read.map(({ type, data }) => ({ type, data }))).toEqual([...facts, sealed])
    expect(read.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(read[0]?.prev).toBe('0'.repeat(64))
    expect(read.slice(1).map(({ prev }) => prev)).toEqual(read.slice(0, -1).map(({ hash }) => hash))
    expect(isSealed(read)).toBe(true)
  })

  it('are none in a folder without a file', async () => {
    expect(await readFacts(join(folder, 'nowhere'))).toEqual([])
  })

  it('[JRN-6] lose a torn last line and go on behind it', async () => {
    await write()
    await appendFile(factsPath(folder), '{"seq":4,"at":17900')
    expect(await readFacts(folder)).toHaveLength(3)
    await write([sealed])
    expect(await readFacts(folder)).toHaveLength(4)
  })

  it.each([
    ['changed', (lines: string[]) => lines.with(1, (lines[1] ?? '').replace('40000', '40001'))],
    ['taken out', (lines: string[]) => lines.toSpliced(1, 1)],
    ['moved', (lines: string[]) => [...lines.slice(0, 1), ...lines.slice(1).toReversed()]],
    ['replaced by something else', (lines: string[]) => lines.with(1, 'not JSON')],
    [
      'of an unknown kind',
      (lines: string[]) => lines.with(1, (lines[1] ?? '').replace('sourceSet', 'other')),
    ],
  ])('are refused when a line was %s', async (_, change) => {
    await write()
    await changeLines(change)
    await expect(readFacts(folder)).rejects.toMatchObject({ name: 'FactsError', line: 2 })
    await expect(FactsLog.open(folder)).rejects.toThrow('facts line 2')
  })

  it('keep the order of appends that overlap', async () => {
    const { log } = await FactsLog.open(folder)
    await Promise.all(facts.map((fact) => log.append([fact], AT)))
    await log.close()
    await log.close()
    expect((await readFacts(folder)).map(({ type }) => type)).toEqual(facts.map(({ type }) => type))
  })
})
