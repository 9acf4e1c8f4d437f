import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '#platform/log.ts'
import { makeDesire, makeLabel, makePlan } from '../testing/desires.ts'
import { makeRtp, makeSenderReport } from '../testing/packets.ts'
import { streamsOf } from '../testing/streams.ts'
import { readFacts } from './facts.ts'
import { openSittingIds, orphansFolder, sittingFolder } from './folder.ts'
import { readRecords } from './reader.ts'
import type { Source } from './sitting.ts'
import { JournalWriter, type SittingNotice } from './writer.ts'

const LOOPBACK = '127.0.0.1'
const label = makeLabel()
const { sittingId } = label
const plan = makePlan(1111)

let dataFolder: string
let writer: JournalWriter
let notices: SittingNotice[]
let sfu: Socket
let source: Source

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'writer-'))
  notices = []
  await start()
  ;[sfu, source] = await openSfu()
})
afterEach(async () => {
  sfu.close()
  await Promise.all([writer.close(), writer.close()])
  await rm(dataFolder, { recursive: true })
})

async function start(rtpPort = 0): Promise<void> {
  writer = await JournalWriter.start({
    dataFolder,
    recorder: 'A',
    rtpIp: LOOPBACK,
    rtpPort,
    log: createLog('test', 'silent'),
    signal: new AbortController().signal,
    notify: (notice) => notices.push(notice),
  })
}

async function openSfu(): Promise<[Socket, Source]> {
  const socket = createSocket('udp4').bind(0, LOOPBACK)
  await once(socket, 'listening')
  return [socket, { ip: LOOPBACK, port: socket.address().port }]
}

function send(from: number, to: number, ssrc = plan.ssrc, socket = sfu): void {
  for (let sequence = from; sequence <= to; sequence++)
    socket.send(makeRtp(ssrc, sequence), writer.rtpPort, LOOPBACK)
}

/** Packets of the first track in the last report of a sitting. */
function reported(ofSitting = sittingId): number | undefined {
  const last = notices.findLast((notice) => notice.type === 'report' && notice.sittingId === ofSitting)
  return last?.type === 'report' ? last.tracks[0]?.packets : undefined
}

const PATIENCE = { timeout: 3000, interval: 10 }

describe('the journal writer', () => {
  it('[JRN-2] reports the first packets of a track at once, later ones every second', async () => {
    expect(await writer.desire(makeDesire(1, label, source, [plan]))).toBe(true)
    await vi.waitFor(() => expect(notices.length).toBeGreaterThan(0), { timeout: 2000 })
    notices = []
    const sentAt = Date.now()
    send(1, 1)
    await expect.poll(() => reported(), PATIENCE).toBe(1)
    expect(Date.now() - sentAt).toBeLessThan(500)
    send(2, 30)
    await expect.poll(() => reported(), PATIENCE).toBe(30)
  })

  it('[JRN-5] keeps packets nobody has announced for the desire that names them', async () => {
    send(1, 5)
    sfu.send(makeSenderReport(plan.ssrc), writer.rtpPort, LOOPBACK)
    send(1, 3, 9999)
    await vi.waitFor(
      async () => expect((await readdir(orphansFolder(dataFolder))).length).toBeGreaterThan(0),
      PATIENCE,
    )
    await writer.desire(makeDesire(1, label, source, [plan]))
    send(6, 7)
    await expect.poll(() => reported(), PATIENCE).toBe(7)
    await writer.seal(sittingId)
    const streams = await streamsOf(sittingFolder(dataFolder, sittingId))
    expect([...streams.values()]).toEqual([{ ssrc: plan.ssrc, packets: 7, missing: 0, firstSequence: 1 }])
  })

  it('keeps them over a restart too', async () => {
    send(1, 5)
    await vi.waitFor(async () => expect(await readdir(orphansFolder(dataFolder))).toHaveLength(1), {
      timeout: 3000,
    })
    const port = writer.rtpPort
    await writer.close()
    await start(port)
    await writer.desire(makeDesire(1, label, source, [plan]))
    await expect.poll(() => reported(), PATIENCE).toBe(5)
  })

  it('tells apart the same SSRC from two sources', async () => {
    const [otherSfu, otherSource] = await openSfu()
    const otherLabel = makeLabel()
    const otherPlan = makePlan(plan.ssrc)
    await writer.desire(makeDesire(1, label, source, [plan]))
    await writer.desire(makeDesire(1, otherLabel, otherSource, [otherPlan]))
    send(1, 3)
    send(1, 8, plan.ssrc, otherSfu)
    await expect.poll(() => reported(), PATIENCE).toBe(3)
    await expect.poll(() => reported(otherLabel.sittingId), PATIENCE).toBe(8)
    otherSfu.close()
  })

  it('tells apart two sittings that got the same source one after the other', async () => {
    const later = makeLabel()
    const laterPlan = makePlan(2222)
    await writer.desire(makeDesire(1, label, source, [plan]))
    await writer.desire(makeDesire(1, later, source, [laterPlan]))
    send(1, 3, plan.ssrc)
    send(1, 4, laterPlan.ssrc)
    await expect.poll(() => reported(), PATIENCE).toBe(3)
    await expect.poll(() => reported(later.sittingId), PATIENCE).toBe(4)
  })

  it('writes known tracks on after a restart, without being told', async () => {
    await writer.desire(makeDesire(1, label, source, [plan]))
    send(1, 10)
    await expect.poll(() => reported(), PATIENCE).toBe(10)
    const port = writer.rtpPort
    await writer.close()
    notices = []
    await start(port)
    const nack = once(sfu, 'message')
    send(15, 20)
    const [question] = (await nack) as [Buffer]
    expect(question.subarray(12).toString('hex')).toBe('000b0007')
    send(11, 14)
    await expect.poll(() => reported(), PATIENCE).toBe(20)
    expect((await readFacts(sittingFolder(dataFolder, sittingId))).at(-1)?.type).toBe('writerRestarted')
  })

  it('ignores what is not media', async () => {
    await writer.desire(makeDesire(1, label, source, [plan]))
    sfu.send(Buffer.from('hello'), writer.rtpPort, LOOPBACK)
    sfu.send(Buffer.alloc(0), writer.rtpPort, LOOPBACK)
    send(1, 1)
    await expect.poll(() => reported(), PATIENCE).toBe(1)
    await writer.seal(sittingId)
    let records = 0
    for await (const _ of readRecords(sittingFolder(dataFolder, sittingId))) records += 1
    expect(records).toBe(1)
  })

  it('[JRN-8] seals once, says so again, and takes no desire afterwards', async () => {
    await writer.desire(makeDesire(1, label, source, [plan]))
    expect(await openSittingIds(dataFolder)).toEqual([sittingId])
    await Promise.all([writer.seal(sittingId), writer.seal(sittingId)])
    await writer.seal(sittingId)
    expect(await openSittingIds(dataFolder)).toEqual([])
    await expect(writer.desire(makeDesire(2, label, source, [plan]))).rejects.toThrow('sealed')
    await expect(writer.seal(makeLabel().sittingId)).rejects.toThrow('no journal')
  })
})
