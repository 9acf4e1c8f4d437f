/** Tones as Opus packets and test pictures as VP8 frames. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Encoder } from '@evan/opus'
import type { SyntheticFrame } from './syntheticJournal.ts'

const RATE = 48_000
const FRAME_MS = 20
const FRAME_SAMPLES = (RATE / 1000) * FRAME_MS
const AMPLITUDE = 9000
/** A steady tone is taken for noise by real microphones; the same pattern is used here. */
export const TONE_ON_MS = 300

/** Whether the tone sounds at this wall clock. */
export function isToneOn(atMs: number): boolean {
  return Math.floor(atMs / TONE_ON_MS) % 2 === 0
}

/** A tone from one instant to another, 0.3 s on and 0.3 s off by the wall clock. */
export function tone(hertz: number, fromMs: number, toMs: number): SyntheticFrame[] {
  const encoder = new Encoder({ channels: 1, sample_rate: RATE })
  const frames: SyntheticFrame[] = []
  for (let atMs = fromMs; atMs < toMs; atMs += FRAME_MS) {
    const samples = new Int16Array(FRAME_SAMPLES)
    for (let index = 0; index < FRAME_SAMPLES; index += 1) {
      const ms = atMs + (index / RATE) * 1000
      const phase = (2 * Math.PI * hertz * (ms % 1000)) / 1000
      samples[index] = isToneOn(ms) ? Math.round(AMPLITUDE * Math.sin(phase)) : 0
    }
    frames.push({ atMs, data: Buffer.from(encoder.encode(samples)) })
  }
  return frames
}

export interface PictureOptions {
  readonly fromMs: number
  readonly toMs: number
  readonly width: number
  readonly height: number
  readonly framesPerSecond?: number
  /** A source of ffmpeg's lavfi without its size and rate. */
  readonly pattern?: string
  /** Frames between keyframes; browsers send them only when asked. */
  readonly keyEvery?: number
}

const IVF_HEADER_BYTES = 32
const IVF_FRAME_HEADER_BYTES = 12

/** Test pictures from one instant to another. @throws when ffmpeg fails */
export async function pictures(ffmpeg: string, options: PictureOptions): Promise<SyntheticFrame[]> {
  const { fromMs, toMs, width, height } = options
  const rate = options.framesPerSecond ?? 25
  const pattern = options.pattern ?? 'testsrc2='
  const source = `${pattern}${pattern.endsWith('=') ? '' : ':'}size=${width}x${height}:rate=${rate}`
  const { stdout } = await promisify(execFile)(
    ffmpeg,
    [
      ['-v', 'error', '-f', 'lavfi', '-i', source, '-t', String((toMs - fromMs) / 1000)],
      ['-pix_fmt', 'yuv420p', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '600k'],
      ['-auto-alt-ref', '0', '-lag-in-frames', '0', '-g', String(options.keyEvery ?? 10_000)],
      ['-threads', '1', '-f', 'ivf', '-'],
    ].flat(),
    { encoding: 'buffer', maxBuffer: 1 << 30 },
  )
  const frames: SyntheticFrame[] = []
  for (let at = IVF_HEADER_BYTES; at + IVF_FRAME_HEADER_BYTES <= stdout.length;) {
    const length = stdout.readUInt32LE(at)
    const ticks = Number(stdout.readBigUInt64LE(at + 4))
    const start = at + IVF_FRAME_HEADER_BYTES
    frames.push({ atMs: fromMs + (ticks * 1000) / rate, data: stdout.subarray(start, start + length) })
    at = start + length
  }
  return frames
}
