import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { types } from 'mediasoup'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RecorderNotice, TrackPlan } from '#protocol/recording/control.ts'
import { makeDesire, makeLabel } from '../testing/desires.ts'
import { makeMedia, type Participant, sendMedia } from '../testing/sender.ts'
import { feedRecorder, type RecorderFeed, startSfu, type TestSfu } from '../testing/sfu.ts'
import { streamsOf } from '../testing/streams.ts'
import { ControlClient, freeTcpPort, freeUdpPort, WriterProcess } from '../testing/writer.ts'
import { readFacts } from './facts.ts'
import { sittingFolder } from './folder.ts'
import { readSegments } from './reader.ts'

type Report = Extract<RecorderNotice, { type: 'report' }>
const KILLS = 5
const PARTICIPANTS = 3

let folder: string
let sfu: TestSfu
let participant: Participant
let processes: WriterProcess[]
let controlPort: number
let feed: RecorderFeed

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-kill-'))
  const media = join(folder, 'media.mkv')
  await makeMedia(media, { seconds: 8 })
  sfu = await startSfu()
  participant = await sendMedia(sfu.router, media)
})
afterAll(async () => {
  participant.stop()
  sfu.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  controlPort = await freeTcpPort()
  const rtpPort = await freeUdpPort()
  const options = { dataFolder: folder, controlPort, rtpPort }
  processes = [new WriterProcess(options), new WriterProcess(options)]
  feed = await feedRecorder(sfu.router, rtpPort)
})
afterEach(async () => {
  feed.transport.close()
  for (const process of processes) await process.kill()
})

const isReport = (notice: RecorderNotice): notice is Report => notice.type === 'report'

/** Records, disturbs the recording, seals, and asserts that the journal holds every packet that was sent. */
async function expectNothingLost(disturb: () => Promise<void>): Promise<void> {
  const label = makeLabel()
  const tracks: { consumer: types.Consumer; plan: TrackPlan }[] = []
  for (let index = 0; index < PARTICIPANTS; index++) {
    tracks.push(await feed.consume(participant.audio), await feed.consume(participant.video))
  }
  const plans = tracks.map(({ plan }) => plan)
  const control = await ControlClient.connect(controlPort)
  control.send(makeDesire(1, label, feed.source, plans))
  await control.expect(({ type }) => type === 'accepted')
  const resumedAt = Date.now()
  for (const { consumer } of tracks) await consumer.resume()
  const first = await control.expect(
    (notice): notice is Report => isReport(notice) && notice.tracks.some(({ packets }) => packets > 0),
  )
  expect(first.fsyncedAt - resumedAt).toBeLessThan(500)

  await disturb()
  const later = await ControlClient.connect(controlPort)
  later.send(makeDesire(1, label, feed.source, plans))
  await sleep(1500)
  for (const { consumer } of tracks) await consumer.pause()
  await sleep(700)
  later.send({ type: 'seal', sittingId: label.sittingId })
  await later.expect(({ type }) => type === 'sealed')
  control.close()
  later.close()

  const sealed = sittingFolder(folder, label.sittingId)
  const streams = await streamsOf(sealed)
  for (const { consumer, plan } of tracks) {
    const [statistics] = await consumer.getStats()
    const stream = streams.get(plan.ssrc)
    expect(stream?.missing, `${plan.kind} ${plan.ssrc}`).toBe(0)
    // Packets sent again are not counted twice here; so nothing is missing at either end.
    expect(stream?.packets).toBe(statistics?.packetCount)
  }
  const facts = await readFacts(sealed)
  expect(facts.filter(({ type }) => type === 'writerRestarted')).toHaveLength(KILLS)
  expect(facts.filter(({ type }) => type === 'gapGivenUp')).toEqual([])
  for await (const segment of readSegments(sealed)) {
    expect(segment).toMatchObject({ isLinked: true, damage: [], tailBytes: 0 })
  }
}

describe('the journal of a sitting with real media', () => {
  it('loses no packet while its writer is killed and started again', { timeout: 60_000 }, async () => {
    const [writer] = processes
    writer?.start()
    await expectNothingLost(async () => {
      for (let kill = 0; kill < KILLS; kill++) {
        await sleep(1200 + kill * 130)
        await writer?.kill()
        await sleep(50)
        writer?.start()
      }
    })
  })

  it('loses no packet while its writer is killed and a spare takes over', { timeout: 60_000 }, async () => {
    const [writer, spare] = processes
    writer?.start()
    await (await ControlClient.connect(controlPort)).close()
    spare?.start()
    await expectNothingLost(async () => {
      for (let kill = 0; kill < KILLS; kill++) {
        await sleep(1200 + kill * 130)
        const active = kill % 2 === 0 ? writer : spare
        await active?.kill()
        active?.start()
      }
    })
  })
})
