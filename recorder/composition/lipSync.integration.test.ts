import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeatPlan } from '#protocol/sitting/events.ts'
import { readFacts } from '../journal/facts.ts'
import { sittingFolder } from '../journal/folder.ts'
import { makeDesire, makeLabel } from '../testing/desires.ts'
import { makeMedia, sendMedia } from '../testing/sender.ts'
import { feedRecorder, startSfu, type TestSfu } from '../testing/sfu.ts'
import { ControlClient, freeTcpPort, freeUdpPort, WriterProcess } from '../testing/writer.ts'
import { buildTracks } from '../tracks/build.ts'
import { median } from '../tracks/clock.ts'
import { compose } from './compose.ts'
import { layOut } from './layout.ts'
import { defaultProfile } from './profile.ts'
import { heading } from './testing/demoHearing.ts'
import { decodeSound, onsetOf } from './testing/hearTones.ts'

const ffmpeg = process.env['FFMPEG_BIN'] ?? 'ffmpeg'
const FRAME_MS = 40
const BEEP_HERTZ = 1000
const MEDIA_SECONDS = 8
const RECORDED_MS = 15_000
/** The sender's slow uplink. Stamping by arrival would show all of it. */
const VIDEO_DELAY_MS = 200

let folder: string
let sfu: TestSfu

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongting-lips-'))
  await makeMedia(join(folder, 'media.mkv'), { seconds: MEDIA_SECONDS })
  sfu = await startSfu()
})
afterAll(async () => {
  sfu.close()
  await rm(folder, { recursive: true, force: true })
})

/** Records one person through a real SFU and a real writer. Answers when it ran, on the wall clock. */
async function record(seat: SeatPlan): Promise<{ sittingId: string; from: number; to: number }> {
  const label = makeLabel()
  const controlPort = await freeTcpPort()
  const rtpPort = await freeUdpPort()
  const writer = new WriterProcess({ dataFolder: folder, controlPort, rtpPort })
  writer.start()
  const control = await ControlClient.connect(controlPort)
  const feed = await feedRecorder(sfu.router, rtpPort)
  const person = await sendMedia(sfu.router, join(folder, 'media.mkv'), { videoDelayMs: VIDEO_DELAY_MS })
  try {
    await sleep(1000)
    const tracks = [await feed.consume(person.audio), await feed.consume(person.video)]
    const plans = tracks.map(({ plan }) => ({ ...plan, seatId: seat.seatId }))
    control.send(makeDesire(1, label, feed.source, plans))
    await control.expect(({ type }) => type === 'accepted')
    for (const { consumer } of tracks) await consumer.resume()
    const from = Date.now()
    await sleep(RECORDED_MS)
    const to = Date.now()
    control.send({ type: 'seal', sittingId: label.sittingId })
    await control.expect(({ type }) => type === 'sealed')
    return { sittingId: label.sittingId, from, to }
  } finally {
    person.stop()
    control.close()
    feed.transport.close()
    await writer.stop()
  }
}

/** When the picture in a tile turns white, in milliseconds. */
async function flashes(file: string, tile: { x: number; y: number; width: number; height: number }) {
  const area = `crop=${tile.width}:${tile.height}:${tile.x}:${tile.y},scale=1:1:flags=area,format=gray`
  const { stdout } = await promisify(execFile)(
    ffmpeg,
    ['-v', 'error', '-i', file, '-vf', area, '-f', 'rawvideo', '-'],
    { encoding: 'buffer' },
  )
  return [...stdout].flatMap((value, index) =>
    value > 215 && (stdout[index - 1] ?? 255) <= 215 ? [index * FRAME_MS] : [],
  )
}

describe('lips and voice', () => {
  it('[FILM-7] stay together although the picture came 200 ms late', { timeout: 120_000 }, async () => {
    const seat: SeatPlan = {
      seatId: '01999999-0000-7000-8000-000000000001',
      role: 'presidingJudge',
      side: 'bench',
      name: '巴特尔',
    }
    const { sittingId, from, to } = await record(seat)
    const journalFolder = sittingFolder(folder, sittingId)
    const trackSet = await buildTracks({
      journalFolder,
      facts: await readFacts(journalFolder),
      outputFolder: join(folder, 'tracks'),
      fingerprint: 'test',
      titleOf: ({ source }) => source,
    })
    for (const { placements } of trackSet.tracks) expect(placements[0]?.placement).toBe('senderReports')
    const film = await compose({
      ffmpeg,
      profile: { ...defaultProfile, preset: 'ultrafast' },
      tracksFolder: join(folder, 'tracks'),
      workFolder: join(folder, 'pieces'),
      trackSet,
      intervals: [{ from, to }],
      attendance: [{ seat, present: [{ fromMs: from, toMs: to }] }],
      heading,
      title: heading.caseNumber,
    })
    const [tile] = layOut(defaultProfile, [seat], false).tiles
    const sound = await decodeSound(ffmpeg, film.path)
    const offsets = (await flashes(film.path, tile!.picture)).flatMap((flash) => {
      const beep = onsetOf(sound, BEEP_HERTZ, flash - 400, flash + 400)
      return beep === null ? [] : [flash - beep]
    })
    expect(offsets.length).toBeGreaterThanOrEqual(5)
    expect(Math.abs(median(offsets))).toBeLessThanOrEqual(30)
  })
})
