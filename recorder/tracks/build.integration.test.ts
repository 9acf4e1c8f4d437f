import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readFacts } from '../journal/facts.ts'
import { buildTracks } from './build.ts'
import { SyntheticJournal, type SyntheticFrame } from './testing/syntheticJournal.ts'

const run = promisify(execFile)
const FRAME_MS = 20
const START = Date.UTC(2026, 10, 23, 1, 0, 0)
/** An Opus packet of 20 ms; what it says does not matter here. */
const FRAME = Buffer.from([0x78, 0x01, 0x02])

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongting-build-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function voice(fromMs: number, toMs: number): SyntheticFrame[] {
  return Array.from({ length: (toMs - fromMs) / FRAME_MS }, (_, index) => ({
    atMs: START + fromMs + index * FRAME_MS,
    data: FRAME,
  }))
}

/** Times of a file's packets in ms, as ffprobe reads them. */
async function packetTimes(file: string): Promise<number[]> {
  const { stdout } = await run(process.env['FFPROBE_BIN'] ?? 'ffprobe', [
    ...['-v', 'error', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'],
    join(folder, 'tracks', file),
  ])
  return stdout
    .trim()
    .split('\n')
    .map((line) => Math.round(Number.parseFloat(line) * 1000))
}

it.each([
  ['never came', null],
  ['came late', 1500],
])(
  '[FILM-3] what follows a hole that %s stays at its time, also when another track follows',
  async (_what, late) => {
    const journalFolder = join(folder, 'journal')
    const journal = new SyntheticJournal({
      ...{ sittingId: uuidv7(), caseNumber: '1', courtName: '2', courtroomName: '3' },
      seats: [],
    })
    const seatId = uuidv7()
    const lost = new Map(Array.from({ length: 30 }, (_, index) => [400 + index, late] as const))
    journal.add({ seatId, source: 'mic', generation: 1, frames: voice(0, 10_000), lost })
    journal.add({ seatId, source: 'mic', generation: 2, frames: voice(15_000, 20_000) })
    await journal.write(journalFolder)
    const { lanes } = await buildTracks({
      journalFolder,
      facts: await readFacts(journalFolder),
      outputFolder: join(folder, 'tracks'),
      fingerprint: 'test',
      titleOf: ({ source }) => source,
    })
    expect(lanes).toHaveLength(1)
    const times = await packetTimes(lanes[0]?.file ?? '')
    const within = (fromMs: number, toMs: number) => times.filter((ms) => ms >= fromMs && ms < toMs).length
    expect(within(0, 8_000)).toBe(400)
    expect(within(8_000, 8_600)).toBe(late === null ? 0 : 30)
    expect(within(8_600, 10_000)).toBe(70)
    expect(within(10_000, 15_000)).toBe(0)
    expect(within(15_000, 20_000)).toBe(250)
  },
)
