import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { types } from 'mediasoup'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
let writer: WriterProcess
let controlPort: number
let feed: RecorderFeed

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-kill-'))
  const media = join(folder, 'media.mkv')
  await makeMedia(media, { seconds: 8 })
  sfu = await startSfu()
  participant = await sendMedia(sfu.router, media)
  controlPort = await freeTcpPort()
  const rtpPort = await freeUdpPort()
  writer = new WriterProcess({ dataFolder: folder, controlPort, rtpPort })
  writer.start()
  feed = await feedRecorder(sfu.router, rtpPort)
})

afterAll(async () => {
  await writer.kill()
  participant.stop()
  sfu.close()
  await rm(folder, { recursive: true, force: true })
})

const isReport = (notice: RecorderNotice): notice is Report => notice.type === 'report'

describe('the journal of a sitting with real media', () => {
  it('loses no packet while its writer is killed again and again', { timeout: 60_000 }, async () => {
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

    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(900 + kill * 130)
      await writer.kill()
      await sleep(100)
      writer.start()
    }
    const later = await ControlClient.connect(controlPort)
    later.send(makeDesire(1, label, feed.source, plans))
    await sleep(1500)
    for (const { consumer } of tracks) await consumer.pause()
    await sleep(700)
    later.send({ type: 'seal', sittingId: label.sittingId })
    await later.expect(({ type }) => type === 'sealed')

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
    control.close()
    later.close()
  })
})
