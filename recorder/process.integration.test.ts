import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFacts } from './journal/facts.ts'
import { sittingFolder } from './journal/folder.ts'
import { makeDesire, makeLabel, makePlan } from './testing/desires.ts'
import { makeRtp } from './testing/packets.ts'
import { streamsOf } from './testing/streams.ts'
import { ControlClient, freeTcpPort, freeUdpPort, WriterProcess } from './testing/writer.ts'

const LOOPBACK = '127.0.0.1'
const label = makeLabel()
const plan = makePlan(1111)

let dataFolder: string
let controlPort: number
let rtpPort: number
let writer: WriterProcess
let sfu: Socket

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'process-'))
  controlPort = await freeTcpPort()
  rtpPort = await freeUdpPort()
  writer = new WriterProcess({ dataFolder, controlPort, rtpPort })
  writer.start()
  sfu = createSocket('udp4').bind(0, LOOPBACK)
  await once(sfu, 'listening')
})
afterEach(async () => {
  await writer.kill()
  sfu.close()
  await rm(dataFolder, { recursive: true })
})

async function record(from: number, to: number): Promise<ControlClient> {
  const control = await ControlClient.connect(controlPort)
  control.send(makeDesire(1, label, { ip: LOOPBACK, port: sfu.address().port }, [plan]))
  await control.expect(({ type }) => type === 'accepted')
  for (let sequence = from; sequence <= to; sequence++)
    sfu.send(makeRtp(plan.ssrc, sequence), rtpPort, LOOPBACK)
  await sleep(50)
  return control
}

describe('the writer process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('writes everything before it stops on %s', async (signal) => {
    const control = await record(1, 40)
    expect(await writer.stop(signal)).toBe(0)
    expect((await streamsOf(sittingFolder(dataFolder, label.sittingId))).get(plan.ssrc)?.packets).toBe(40)
    control.close()
  })

  it('stands by while another holds the port, and stops then too', async () => {
    const spare = new WriterProcess({ dataFolder, controlPort, rtpPort })
    const control = await record(1, 3)
    spare.start()
    await spare.logged('standing by')
    expect(await spare.stop()).toBe(0)
    expect((await streamsOf(sittingFolder(dataFolder, label.sittingId))).get(plan.ssrc)?.packets).toBe(3)
    control.close()
  })

  it('stops when its supervisor is gone', async () => {
    const control = await record(1, 3)
    expect(await writer.orphan()).toBe(0)
    expect((await streamsOf(sittingFolder(dataFolder, label.sittingId))).get(plan.ssrc)?.packets).toBe(3)
    control.close()
  })

  it('[JRN-7] writes on while no server is connected, and reports all of it to the next one', async () => {
    const control = await record(1, 10)
    control.close()
    for (let sequence = 11; sequence <= 25; sequence++)
      sfu.send(makeRtp(plan.ssrc, sequence), rtpPort, LOOPBACK)
    const next = await record(26, 30)
    const report = await next.expect((notice) => notice.type === 'report' && notice.tracks[0]?.packets === 30)
    expect(report).toMatchObject({ revision: 1, tracks: [{ trackId: plan.trackId, missing: 0 }] })
    next.send({ type: 'seal', sittingId: label.sittingId })
    await next.expect(({ type }) => type === 'sealed')
    expect((await readFacts(sittingFolder(dataFolder, label.sittingId))).at(-1)?.type).toBe('sittingSealed')
    next.close()
  })
})
