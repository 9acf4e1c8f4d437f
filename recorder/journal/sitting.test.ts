import { appendFile, mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '#platform/log.ts'
import { makeDesire, makeLabel, makePlan } from '../testing/desires.ts'
import { makeRtp, makeSenderReport } from '../testing/packets.ts'
import { streamsOf } from '../testing/streams.ts'
import { arrivalClock } from './clock.ts'
import { readFacts } from './facts.ts'
import { segmentNumbers, segmentPath, sittingFolder } from './folder.ts'
import { SEGMENT_US } from './format.ts'
import { readRecords, readSegments } from './reader.ts'
import { resumeSitting } from './resume.ts'
import { LINGER_MS, type SittingContext, SittingJournal } from './sitting.ts'

const START_US = 1_790_000_000_000_000
const source = { ip: '127.0.0.1', port: 40_000 }
const label = makeLabel()
const audio = makePlan(1111)
const other = makePlan(2222)

let dataFolder: string
let folder: string
let context: SittingContext
let failures: string[]
const send = vi.fn<SittingContext['send']>()
const open: SittingJournal[] = []

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'sitting-'))
  folder = sittingFolder(dataFolder, label.sittingId)
  failures = []
  send.mockReset()
  context = {
    dataFolder,
    recorder: 'A',
    clock: arrivalClock,
    log: createLog('test', 'silent'),
    send,
    synced: () => undefined,
    failed: (_, reason) => failures.push(reason),
  }
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((sitting) => sitting.close()))
  await rm(dataFolder, { recursive: true })
})

async function begin(): Promise<SittingJournal> {
  const sitting = await SittingJournal.begin(folder, label, context)
  open.push(sitting)
  await sitting.desire(makeDesire(1, label, source, [audio, other]), () => undefined)
  return sitting
}

async function resume(): Promise<SittingJournal> {
  const sitting = await resumeSitting(label.sittingId, context)
  if (!sitting) throw new Error('sealed')
  open.push(sitting)
  return sitting
}

function receive(sitting: SittingJournal, ssrc: number, from: number, to: number, atUs = START_US): void {
  for (let sequence = from; sequence <= to; sequence++) sitting.receive(makeRtp(ssrc, sequence), atUs)
}

async function settled(sitting: SittingJournal, packets: number): Promise<void> {
  sitting.sync()
  await vi.waitFor(() => {
    sitting.tick(0)
    expect(sitting.reports().reduce((sum, report) => sum + report.packets, 0)).toBe(packets)
  })
}

const typesOf = async () => (await readFacts(folder)).map(({ type }) => type)

describe('a journal', () => {
  it('[JRN-1] starts a new segment every 64 s from the first record and chains them', async () => {
    const sitting = await begin()
    receive(sitting, audio.ssrc, 1, 5)
    receive(sitting, audio.ssrc, 6, 9, START_US + SEGMENT_US - 1)
    receive(sitting, audio.ssrc, 10, 12, START_US + SEGMENT_US)
    receive(sitting, audio.ssrc, 13, 13, START_US + 5 * SEGMENT_US + 17)
    receive(sitting, audio.ssrc, 14, 14, START_US)
    await sitting.seal()

    const segments = []
    for await (const segment of readSegments(folder)) segments.push(segment)
    expect(segments.map(({ header }) => ((header?.startUs ?? 0) - START_US) / SEGMENT_US)).toEqual([0, 1, 5])
    expect(segments.map(({ records }) => records.length)).toEqual([9, 3, 2])
    expect(segments.map(({ isLinked }) => isLinked)).toEqual([true, true, true])
    const sealed = (await readFacts(folder)).filter((fact) => fact.type === 'segmentSealed')
    expect(sealed.map(({ data }) => data.sha256)).toEqual(segments.map(({ sha256 }) => sha256))
    expect(sealed.map(({ data }) => data.bytes)).toEqual(segments.map(({ bytes }) => bytes))
    expect(sealed.map(({ data }) => data.tracks[0]?.packets)).toEqual([9, 12, 14])
    expect((await typesOf()).at(-1)).toBe('sittingSealed')
  })

  it('[JRN-1] shows a segment that was changed after it was sealed', async () => {
    const sitting = await begin()
    receive(sitting, audio.ssrc, 1, 5)
    receive(sitting, audio.ssrc, 6, 6, START_US + SEGMENT_US)
    await sitting.seal()
    const bytes = await readFile(segmentPath(folder, 1))
    bytes[100] = (bytes[100] ?? 0) ^ 1
    await writeFile(segmentPath(folder, 1), bytes)
    const links = []
    for await (const { isLinked } of readSegments(folder)) links.push(isLinked)
    expect(links).toEqual([true, false])
  })

  it('[JRN-2] counts only what is synced', async () => {
    const sitting = await begin()
    receive(sitting, audio.ssrc, 1, 3)
    expect(sitting.reports()[0]).toMatchObject({ packets: 0, bytes: 0, lastArrivalAt: null })
    await settled(sitting, 3)
    expect(sitting.reports()[0]).toMatchObject({ trackId: audio.trackId, lastArrivalAt: START_US / 1000 })
  })

  it('keeps the RTCP of its tracks and no duplicate', async () => {
    const sitting = await begin()
    receive(sitting, audio.ssrc, 1, 2)
    expect(sitting.receive(makeRtp(audio.ssrc, 2), START_US)).toBe('refused')
    expect(sitting.receive(makeSenderReport(audio.ssrc), START_US)).toBe('taken')
    expect(sitting.receive(makeSenderReport(9999), START_US)).toBe('unknown')
    expect(sitting.receive(makeRtp(9999, 1), START_US)).toBe('unknown')
    await sitting.seal()
    const kinds = []
    for await (const { kind } of readRecords(folder)) kinds.push(kind)
    expect(kinds).toEqual(['rtp', 'rtp', 'rtcp'])
  })

  it('[JRN-5] takes nothing of a track any more after it left the desired set', async () => {
    const sitting = await begin()
    receive(sitting, audio.ssrc, 1, 3)
    await sitting.desire(makeDesire(2, label, source, []), () => undefined)
    expect(sitting.reports()).toEqual([])
    await sleep(LINGER_MS + 50)
    expect(sitting.receive(makeRtp(audio.ssrc, 4), START_US)).toBe('refused')
    expect(sitting.receive(makeSenderReport(audio.ssrc), START_US)).toBe('refused')
    expect((await typesOf()).slice(-2)).toEqual(['trackClosed', 'trackClosed'])
  })

  it('writes nothing twice for a desire that is repeated, and ignores an older one', async () => {
    const sitting = await begin()
    const before = await typesOf()
    expect(await sitting.desire(makeDesire(1, label, source, [audio, other]), () => undefined)).toBe(true)
    expect(await sitting.desire(makeDesire(0, label, source, []), () => undefined)).toBe(false)
    expect(await typesOf()).toEqual(before)
    expect(before).toEqual(['journalOpened', 'sourceSet', 'trackOpened', 'trackOpened'])
  })

  it('[JRN-3] asks for what is missing and notes what never came', async () => {
    const sitting = await begin()
    receive(sitting, audio.ssrc, 1, 1)
    receive(sitting, audio.ssrc, 4, 4)
    for (let now = 0; now <= 400; now += 40) sitting.tick(now)
    expect(send).toHaveBeenCalledTimes(10)
    expect(send.mock.calls[0]?.[0].subarray(12).toString('hex')).toBe('00020001')
    expect(send.mock.calls[0]?.[1]).toEqual(source)
    sitting.tick(500)
    await vi.waitFor(async () => expect((await readFacts(folder)).at(-1)?.type).toBe('gapGivenUp'))
    expect((await readFacts(folder)).at(-1)?.data).toMatchObject({
      trackId: audio.trackId,
      fromSeq: 2,
      count: 2,
    })
  })

  it('[JRN-7] says that the disk refuses, keeps everything, and goes on when it takes it', async () => {
    const sitting = await begin()
    const inTheWay = segmentPath(folder, 1)
    await mkdir(inTheWay)
    receive(sitting, audio.ssrc, 1, 20)
    await vi.waitFor(() => expect(failures[0]).toContain('EEXIST'))
    expect(sitting.reports()[0]?.packets).toBe(0)
    await rmdir(inTheWay)
    await settled(sitting, 20)
    await sitting.seal()
    expect((await streamsOf(folder)).get(audio.ssrc)).toMatchObject({ packets: 20, missing: 0 })
  })

  it('closes even while the disk refuses, and more than once', async () => {
    const sitting = await begin()
    await mkdir(segmentPath(folder, 1))
    receive(sitting, audio.ssrc, 1, 1)
    await vi.waitFor(() => expect(failures).not.toEqual([]))
    await Promise.all([sitting.close(), sitting.close()])
  })

  it('holds nothing but its facts when nothing came', async () => {
    const sitting = await begin()
    await Promise.all([sitting.seal(), sitting.seal()])
    expect(await segmentNumbers(folder)).toEqual([])
    expect((await readFacts(folder)).at(-1)).toMatchObject({ type: 'sittingSealed', data: { segments: 0 } })
    expect(await resumeSitting(label.sittingId, context)).toBeNull()
  })
})

describe('a journal taken up again', () => {
  it('[JRN-4] goes on in the same segment behind a torn tail and knows the hole', async () => {
    const first = await begin()
    receive(first, audio.ssrc, 1, 10)
    await first.close()
    await appendFile(segmentPath(folder, 1), (await readFile(segmentPath(folder, 1))).subarray(64, 64 + 20))

    const second = await resume()
    expect(second.source).toEqual(source)
    receive(second, audio.ssrc, 14, 15, START_US + 2_000_000)
    second.tick(0)
    expect(send.mock.calls[0]?.[0].subarray(12).toString('hex')).toBe('000b0003')
    receive(second, audio.ssrc, 11, 13, START_US + 2_000_000)
    await settled(second, 15)
    expect(second.reports()[0]).toMatchObject({ missing: 0, repaired: 3 })
    await second.seal()

    const restarted = (await readFacts(folder)).find((fact) => fact.type === 'writerRestarted')
    expect(restarted?.data).toMatchObject({ downFromUs: START_US, tornBytes: 20 })
    expect(await segmentNumbers(folder)).toEqual([1])
    expect((await streamsOf(folder)).get(audio.ssrc)).toMatchObject({ packets: 15, missing: 0 })
    for await (const segment of readSegments(folder))
      expect(segment).toMatchObject({ isLinked: true, tailBytes: 0 })
  })

  it('keeps its grid, its chain and its counts over a sealed segment', async () => {
    const first = await begin()
    receive(first, audio.ssrc, 1, 10)
    receive(first, other.ssrc, 1, 2)
    receive(first, audio.ssrc, 11, 12, START_US + SEGMENT_US)
    await first.close()

    const second = await resume()
    receive(second, audio.ssrc, 13, 13, START_US + 2 * SEGMENT_US + 5)
    receive(second, other.ssrc, 4, 4, START_US + 2 * SEGMENT_US + 5)
    await settled(second, 16)
    expect(second.reports().map(({ packets, missing }) => [packets, missing])).toEqual([
      [13, 0],
      [3, 1],
    ])
    await second.seal()
    const starts = []
    for await (const { header, isLinked } of readSegments(folder)) {
      starts.push(((header?.startUs ?? 0) - START_US) / SEGMENT_US)
      expect(isLinked).toBe(true)
    }
    expect(starts).toEqual([0, 1, 2])
  })

  it('reads only the end of a long segment at once, and counts the rest afterwards', async () => {
    const first = await begin()
    const payload = Buffer.alloc(1000)
    for (let sequence = 1; sequence <= 4000; sequence++) {
      if (sequence !== 3990) first.receive(makeRtp(audio.ssrc, sequence, payload), START_US + sequence)
    }
    receive(first, other.ssrc, 1, 2)
    await first.close()

    const second = await resume()
    receive(second, audio.ssrc, 4003, 4003, START_US + 2_000_000)
    second.tick(0)
    expect(send.mock.calls.map(([nack]) => nack.subarray(12).toString('hex'))).toEqual(['0f960c00'])
    await settled(second, 4002)
    expect(second.reports().map(({ packets, missing }) => [packets, missing])).toEqual([
      [4000, 3],
      [2, 0],
    ])
    await second.seal()
    const sealed = (await readFacts(folder)).find((fact) => fact.type === 'segmentSealed')
    for await (const { sha256 } of readSegments(folder)) expect(sealed?.data.sha256).toBe(sha256)
  })

  it('[REC-5] does not cut good records behind damage', async () => {
    const first = await begin()
    receive(first, audio.ssrc, 1, 10)
    await first.close()
    const bytes = await readFile(segmentPath(folder, 1))
    bytes[64 + 20] = (bytes[64 + 20] ?? 0) ^ 1
    await writeFile(segmentPath(folder, 1), bytes)
    await (await resume()).close()
    expect(await readFile(segmentPath(folder, 1))).toEqual(bytes)
  })

  it('begins a new segment behind one whose header is gone', async () => {
    const first = await begin()
    receive(first, audio.ssrc, 1, 3)
    await first.close()
    await writeFile(segmentPath(folder, 1), 'RTPJ')
    const second = await resume()
    receive(second, audio.ssrc, 4, 4, START_US)
    await second.seal()
    const links = []
    for await (const { isLinked } of readSegments(folder)) links.push(isLinked)
    expect(links[1]).toBe(true)
  })

  it('[JRN-6] refuses facts that were changed', async () => {
    await (await begin()).close()
    const path = join(folder, 'facts.jsonl')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"port":40000', '"port":40001'))
    await expect(resumeSitting(label.sittingId, context)).rejects.toThrow('facts line 2')
  })
})
