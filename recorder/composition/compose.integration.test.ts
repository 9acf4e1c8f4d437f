import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mediaDuration, offsetAt } from '#procedure/mediaTime.ts'
import { readFacts } from '../journal/facts.ts'
import { buildTracks } from '../tracks/build.ts'
import { isToneOn, TONE_ON_MS } from '../tracks/testing/media.ts'
import type { TrackSet } from '../tracks/trackSet.ts'
import { compose, type Composition, type ComposeOptions } from './compose.ts'
import { defaultProfile } from './profile.ts'
import * as demo from './testing/demoHearing.ts'
import { amplitudeOf, decodeSound, onsetOf } from './testing/hearTones.ts'

const ffmpeg = process.env['FFMPEG_BIN'] ?? 'ffmpeg'
const ffprobe = process.env['FFPROBE_BIN'] ?? 'ffprobe'
const run = promisify(execFile)

let folder: string
let trackSet: TrackSet
let film: Composition

const options = (): ComposeOptions => ({
  ffmpeg,
  profile: { ...defaultProfile, preset: 'ultrafast' },
  tracksFolder: join(folder, 'tracks'),
  workFolder: join(folder, 'pieces'),
  trackSet,
  intervals: demo.intervals,
  attendance: demo.attendance,
  heading: demo.heading,
  title: demo.heading.caseNumber,
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongting-compose-'))
  const journalFolder = join(folder, 'journal')
  await demo.writeDemoJournal(ffmpeg, journalFolder)
  trackSet = await buildTracks({
    journalFolder,
    facts: await readFacts(journalFolder),
    outputFolder: join(folder, 'tracks'),
    fingerprint: 'test',
    titleOf: ({ source }) => source,
  })
  film = await compose(options())
}, 180_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

async function probe() {
  const { stdout } = await run(ffprobe, [
    '-v',
    'error',
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    film.path,
  ])
  return JSON.parse(stdout) as {
    format: { duration: string; tags: Record<string, string> }
    streams: { codec_name: string; width?: number; height?: number; nb_frames: string; duration: string }[]
  }
}

/** Mean colour of a rectangle at a moment of the film. */
async function colourAt(seconds: number, crop: { x: number; y: number; width: number; height: number }) {
  const area = `crop=${crop.width}:${crop.height}:${crop.x}:${crop.y},scale=1:1:flags=area,format=rgb24`
  const { stdout } = await run(
    ffmpeg,
    [
      '-v',
      'error',
      '-ss',
      String(seconds),
      '-i',
      film.path,
      '-frames:v',
      '1',
      '-vf',
      area,
      '-f',
      'rawvideo',
      '-',
    ],
    { encoding: 'buffer' },
  )
  return [...stdout]
}

describe('the composed film', () => {
  it('[FILM-1] [REC-4] is as long as the stretches on record, recess cut out', async () => {
    const { format, streams } = await probe()
    const seconds = mediaDuration(demo.intervals) / 1000
    expect(Math.abs(Number(format.duration) - seconds)).toBeLessThanOrEqual(0.04)
    for (const { duration } of streams) expect(Math.abs(Number(duration) - seconds)).toBeLessThanOrEqual(0.04)
    expect(film.durationMs).toBe(seconds * 1000)
  })

  it('[FILM-2] is H.264 and AAC with the case number as its title', async () => {
    const { format, streams } = await probe()
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac'])
    expect(streams[0]).toMatchObject({ width: 1280, height: 720, nb_frames: '663' })
    expect(format.tags).toMatchObject({
      title: demo.heading.caseNumber,
      creation_time: new Date(demo.OPENED_AT).toISOString().replace('Z', '000Z'),
    })
  })

  it('[FILM-2] has its index in front', async () => {
    const bytes = await readFile(film.path)
    const moov = bytes.indexOf('moov', 0, 'latin1')
    expect(moov).toBeGreaterThan(0)
    expect(moov).toBeLessThan(bytes.indexOf('mdat', 0, 'latin1'))
  })

  it('[FILM-1] decodes without a complaint', async () => {
    const { stderr } = await run(ffmpeg, ['-v', 'error', '-xerror', '-i', film.path, '-f', 'null', '-'])
    expect(stderr).toBe('')
  })

  it('[FILM-3] carries every voice in the cells where it spoke and nowhere else', async () => {
    const sound = await decodeSound(ffmpeg, film.path)
    for (const { name, hertz, spans } of demo.voices) {
      for (let at = demo.OPENED_AT; at < demo.OPENED_AT + 33_000; at += TONE_ON_MS) {
        const [from, to] = [offsetAt(demo.intervals, at), offsetAt(demo.intervals, at + TONE_ON_MS - 1)]
        if (from === null || to === null) continue
        const second = (at - demo.OPENED_AT) / 1000
        const isSpoken = isToneOn(at) && spans.some(([start, end]) => second >= start && second + 0.3 <= end)
        const isBorder = spans.some((span) => span.some((edge) => Math.abs(edge - second) < 0.35))
        if (isBorder) continue
        const amplitude = amplitudeOf(sound, hertz, from + 75, from + 225)
        if (isSpoken) expect(amplitude, `${name} at ${second}`).toBeGreaterThan(4000)
        else expect(amplitude, `${name} at ${second}`).toBeLessThan(600)
      }
    }
  })

  it('[FILM-3] has every onset within 30 ms of its place', async () => {
    const sound = await decodeSound(ffmpeg, film.path)
    for (const { name, hertz, spans } of demo.voices) {
      for (const [start, end] of spans) {
        for (let second = Math.ceil((start + 0.6) / 0.6) * 0.6; second + 0.6 < end; second += 0.6) {
          const at = demo.OPENED_AT + Math.round(second * 1000)
          const expected = offsetAt(demo.intervals, at)
          if (expected === null || !isToneOn(at)) continue
          const onset = onsetOf(sound, hertz, expected - 100, expected + 150)
          expect(Math.abs((onset ?? Infinity) - expected), `${name} at ${second}`).toBeLessThanOrEqual(30)
        }
      }
    }
  })

  it('[FILM-4] shows pictures, names and interruptions in their places', async () => {
    const yellowOfJudge = { x: 570, y: 340, width: 40, height: 30 }
    const defendant = { x: 900, y: 460, width: 300, height: 60 }
    // The test picture has a yellow bar there; behind it is only the place's dark blue.
    const [red = 0, green = 0, blue = 255] = await colourAt(5, yellowOfJudge)
    expect(red - blue).toBeGreaterThan(100)
    expect(green - blue).toBeGreaterThan(100)
    const shown = await colourAt(3, defendant)
    const interrupted = await colourAt(8, defendant)
    expect(Math.abs((shown[0] ?? 0) - (interrupted[0] ?? 0))).toBeGreaterThan(20)
  })

  it('[REC-4] has a clock that runs', async () => {
    const clock = { x: 1000, y: 8, width: 270, height: 48 }
    const cropped = (seconds: number) =>
      run(
        ffmpeg,
        ['-v', 'error', '-ss', String(seconds), '-i', film.path, '-frames:v', '1']
          .concat(['-vf', `crop=${clock.width}:${clock.height}:${clock.x}:${clock.y}`])
          .concat(['-f', 'rawvideo', '-pix_fmt', 'gray', '-']),
        { encoding: 'buffer' },
      )
    const [first, next] = await Promise.all([cropped(2.5), cropped(3.5)])
    const changed = first.stdout.filter((value, index) => Math.abs(value - (next.stdout[index] ?? 0)) > 80)
    const written = first.stdout.filter((value) => value > 160)
    expect(written.length).toBeGreaterThan(300)
    expect(changed.length).toBeGreaterThan(20)
    expect(changed.length).toBeLessThan(written.length)
  })
})

describe('composing again', () => {
  it('[FILM-5] reuses every piece and gives the same file', async () => {
    const again = await compose(options())
    expect(again).toMatchObject({ path: film.path, encoded: 0 })
    expect(again.reused).toBe(film.encoded)
  })

  it('[FILM-5] goes on where a killed run stopped, to the same bytes', async () => {
    const fresh = { ...options(), workFolder: join(folder, 'killed') }
    const killer = new AbortController()
    const onProgress = (part: number) => {
      if (part > 0.4) killer.abort(new Error('killed'))
    }
    await expect(compose({ ...fresh, onProgress, signal: killer.signal })).rejects.toThrow('killed')
    expect((await readdir(fresh.workFolder)).filter((name) => name.endsWith('.part'))).toEqual([])
    const second = await compose(fresh)
    expect(second.reused).toBeGreaterThan(3)
    const digest = async (path: string) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
    expect(await digest(second.path)).toBe(await digest(film.path))
  }, 60_000)
})

describe('the tracks', () => {
  it('note the hole that NACK repaired', () => {
    expect(trackSet.gaps).toMatchObject([{ packets: 2, repaired: 2, cause: 'unknown' }])
  })

  it('are whole files of known length', async () => {
    for (const { file, frames, startMs, endMs } of trackSet.tracks) {
      const path = join(folder, 'tracks', file)
      const wanted = 'stream=nb_read_packets:format=duration,start_time'
      const { stdout } = await run(
        ffprobe,
        ['-v', 'error', '-count_packets', '-show_entries', wanted].concat(['-of', 'json', path]),
      )
      const { streams, format } = JSON.parse(stdout) as {
        streams: { nb_read_packets: string }[]
        format: { duration: string; start_time: string }
      }
      expect(Number(streams[0]?.nb_read_packets)).toBe(frames)
      expect(Number(format.duration)).toBeCloseTo((endMs - startMs) / 1000, 2)
      expect(Number(format.start_time)).toBe(0)
    }
  })
})
