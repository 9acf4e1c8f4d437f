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
/** How long mediasoup can send audio again. */
const SFU_KEEPS_MS = 1000
const MARGIN_MS = 250

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

/** Records, disturbs the recording, seals, and says what the journal holds of what was sent. */
async function recordWhile(disturb: () => Promise<void>) {
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
  const lost = new Map<string, number>()
  for (const { consumer, plan } of tracks) {
    const [statistics] = await consumer.getStats()
    // Packets sent again are not counted twice here; so packets missing at either end show too.
    lost.set(plan.trackId, (statistics?.packetCount ?? 0) - (streams.get(plan.ssrc)?.packets ?? 0))
  }
  const facts = await readFacts(sealed)
  for await (const segment of readSegments(sealed)) {
    expect(segment).toMatchObject({ isLinked: true, damage: [], tailBytes: 0 })
  }
  const restarts = facts.filter((fact) => fact.type === 'writerRestarted')
  expect(restarts).toHaveLength(KILLS)
  return { lost, facts, outagesMs: restarts.map(({ data }) => (data.backUs - (data.downFromUs ?? 0)) / 1000) }
}

describe('the journal of a sitting with real media', () => {
  it(
    '[JRN-4] loses no packet while its writer is killed and a spare takes over',
    { timeout: 60_000 },
    async () => {
      const [writer, spare] = processes as [WriterProcess, WriterProcess]
      writer.start()
      await writer.logged('ready')
      spare.start()
      const { lost, facts } = await recordWhile(async () => {
        for (let kill = 0; kill < KILLS; kill++) {
          const [active, waiting] = kill % 2 === 0 ? [writer, spare] : [spare, writer]
          await waiting.logged('standing by')
          await sleep(1200 + kill * 130)
          await active.kill()
          active.start()
        }
      })
      expect([...lost.values()]).toEqual([...lost.values()].map(() => 0))
      expect(facts.filter(({ type }) => type === 'gapGivenUp')).toEqual([])
    },
  )

  it(
    '[JRN-4] loses no packet while its writer is killed and started again at once',
    { timeout: 60_000 },
    async () => {
      const [writer] = processes as [WriterProcess]
      writer.start()
      const { lost, facts, outagesMs } = await recordWhile(async () => {
        for (let kill = 0; kill < KILLS; kill++) {
          await sleep(1200 + kill * 130)
          await writer.kill()
          await sleep(50)
          writer.start()
          await writer.logged('ready')
        }
      })
      // On a machine too busy to start a process within a second, the SFU has forgotten what it could send again.
      // Then every packet that is missing must stand in the facts.
      const isBackInTime = Math.max(...outagesMs) < SFU_KEEPS_MS - MARGIN_MS
      for (const [trackId, count] of lost) {
        const known = facts.flatMap((fact) =>
          fact.type === 'gapGivenUp' && fact.data.trackId === trackId ? fact.data.count : 0,
        )
        expect(count).toBeLessThanOrEqual(isBackInTime ? 0 : known.reduce((sum, each) => sum + each, 0))
      }
    },
  )
})
