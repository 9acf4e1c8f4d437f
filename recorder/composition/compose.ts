/** From tracks to the composed hearing.mp4. Every finished piece is kept under a key of its content and used again. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Image, loadImage } from '@napi-rs/canvas'
import type { MediaInterval } from '#procedure/mediaTime.ts'
import type { SeatPlan } from '#protocol/sitting/events.ts'
import type { TrackSet } from '../tracks/trackSet.ts'
import { mixArguments } from './audioMix.ts'
import { drawBackground, type Heading } from './background.ts'
import { type Epoch, epochsOf, frameCount } from './epochs.ts'
import { runFfmpeg } from './ffmpeg.ts'
import { layOut, type Layout } from './layout.ts'
import type { CompositionProfile } from './profile.ts'
import type { Attendance } from './scene.ts'
import { pieceArguments, pieceInputs } from './videoPiece.ts'

export interface ComposeOptions {
  readonly ffmpeg: string
  readonly profile: CompositionProfile
  /** Folder of the tracks' files. */
  readonly tracksFolder: string
  /** Folder for pieces and the result; made when missing. */
  readonly workFolder: string
  readonly trackSet: TrackSet
  readonly intervals: readonly MediaInterval[]
  readonly attendance: readonly Attendance[]
  readonly heading: Heading
  /** Title in the file's metadata. */
  readonly title: string
  /** Told how much is done, from 0 to 1. */
  readonly onProgress?: (part: number) => void
  readonly signal?: AbortSignal
}

export interface Composition {
  readonly path: string
  readonly durationMs: number
  /** How many pieces were encoded now and how many were there already. */
  readonly encoded: number
  readonly reused: number
}

/** Part of the whole work that the sound and the joining take. */
const SOUND_PART = 0.06
const JOIN_PART = 0.02

/**
 * Composes the recording. May be called again after a crash at any point: finished pieces are reused.
 *
 * @throws FfmpegError, the file system's errors, or the signal's reason; RangeError when nothing was on record
 */
export async function compose(options: ComposeOptions): Promise<Composition> {
  const { profile, intervals, workFolder, trackSet } = options
  const frames = frameCount(intervals, profile.framesPerSecond)
  if (frames === 0) throw new RangeError('Nothing was on record')
  await mkdir(workFolder, { recursive: true })
  const source = { attendance: options.attendance, tracks: trackSet.tracks }
  const epochs = epochsOf(intervals, source, profile.framesPerSecond)
  const maker = new PieceMaker(options)
  const sound = await maker.sound()
  options.onProgress?.(SOUND_PART)
  const emblem = profile.emblemFile === null ? null : await loadImage(await readFile(profile.emblemFile))
  const pieces: string[] = []
  for (const epoch of epochs) {
    pieces.push(await maker.picture(epoch, emblem))
    options.onProgress?.(SOUND_PART + ((1 - SOUND_PART - JOIN_PART) * epoch.toFrame) / frames)
  }
  const path = await maker.join(pieces, sound)
  options.onProgress?.(1)
  const durationMs = intervals.reduce((sum, { from, to }) => sum + to - from, 0)
  return { path, durationMs, encoded: maker.encoded, reused: maker.reused }
}

class PieceMaker {
  encoded = 0
  reused = 0
  readonly #options: ComposeOptions
  readonly #seats: readonly SeatPlan[]

  constructor(options: ComposeOptions) {
    this.#options = options
    this.#seats = options.attendance.map(({ seat }) => seat)
  }

  /** The sound of the whole recording. */
  sound(): Promise<string> {
    const { trackSet, intervals, profile } = this.#options
    const lanes = trackSet.lanes.map(({ sha256 }) => sha256)
    const args = (output: string) => mixArguments(trackSet, intervals, profile, output)
    return this.#piece('sound', 'm4a', { lanes, args: args('') }, async (output) =>
      this.#ffmpeg(args(output)),
    )
  }

  /** The picture of one epoch. */
  async picture(epoch: Epoch, emblem: Image | null): Promise<string> {
    const { profile, trackSet, heading, workFolder } = this.#options
    const { width, height } = profile
    const layout = layoutOf(epoch, this.#seats, profile)
    const plan = { epoch, layout, profile, tracks: trackSet.tracks }
    const background = drawBackground({
      width,
      height,
      layout,
      scene: epoch.scene,
      seats: this.#seats,
      heading,
      emblem,
    })
    const digests = pieceInputs(plan).map(
      ({ file }) => trackSet.tracks.find((track) => track.file === file)?.sha256,
    )
    const content = { background: sha256(background), digests, args: pieceArguments(plan, '', '') }
    return this.#piece('picture', 'mp4', content, async (output) => {
      const drawn = join(workFolder, `${randomUUID()}.png`)
      await writeFile(drawn, background)
      try {
        await this.#ffmpeg(pieceArguments(plan, drawn, output))
      } finally {
        await rm(drawn, { force: true })
      }
    })
  }

  /** Joins all pieces and the sound, index in front, so that a player can start at once. */
  join(pieces: readonly string[], sound: string): Promise<string> {
    const { title, intervals, workFolder } = this.#options
    const createdAt = new Date(intervals[0]?.from ?? 0).toISOString()
    const args = (list: string, output: string) =>
      [
        ['-f', 'concat', '-safe', '0', '-i', list, '-i', sound, '-map', '0:v', '-map', '1:a', '-c', 'copy'],
        ['-map_metadata', '-1', '-metadata', `title=${title}`, '-metadata', `creation_time=${createdAt}`],
        ['-fflags', '+bitexact', '-movflags', '+faststart', '-f', 'mp4', output],
      ].flat()
    return this.#piece('hearing', 'mp4', { pieces, args: args('', '') }, async (output) => {
      const list = join(workFolder, `${randomUUID()}.txt`)
      await writeFile(
        list,
        pieces.map((piece) => `file '${piece.replaceAll("'", String.raw`'\''`)}'\n`).join(''),
      )
      try {
        await this.#ffmpeg(args(list, output))
      } finally {
        await rm(list, { force: true })
      }
    })
  }

  /** Makes a file unless one of the same content is there. It appears under its name only when it is whole. */
  async #piece(
    kind: string,
    extension: string,
    content: object,
    make: (output: string) => Promise<void>,
  ): Promise<string> {
    const key = sha256(Buffer.from(JSON.stringify(content))).slice(0, 32)
    const path = join(this.#options.workFolder, `${kind}-${key}.${extension}`)
    if (await exists(path)) {
      this.reused += 1
      return path
    }
    // A name of its own for every attempt: an ffmpeg of a killed archivist may still write to the old one.
    const unfinished = join(this.#options.workFolder, `${randomUUID()}.part`)
    try {
      await make(unfinished)
      const file = await open(unfinished, 'r')
      try {
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(unfinished, path)
    } finally {
      await rm(unfinished, { force: true })
    }
    this.encoded += 1
    return path
  }

  async #ffmpeg(args: readonly string[]): Promise<void> {
    const { ffmpeg, signal, tracksFolder } = this.#options
    await runFfmpeg({ program: ffmpeg, args, folder: tracksFolder, ...(signal ? { signal } : {}) })
  }
}

function layoutOf({ scene }: Epoch, seats: readonly SeatPlan[], profile: CompositionProfile): Layout {
  const sitting = new Set(scene.tiles.map(({ seatId }) => seatId))
  const sitters = seats.filter(({ seatId }) => sitting.has(seatId))
  return layOut(profile, sitters, scene.share !== null)
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
