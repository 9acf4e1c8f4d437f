/** Listens to a file: where which tone sounds. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const RATE = 48_000

/** The sound of a file, mono, 48 kHz. @throws when ffmpeg fails */
export async function decodeSound(ffmpeg: string, file: string): Promise<Int16Array> {
  const { stdout } = await promisify(execFile)(
    ffmpeg,
    ['-v', 'error', '-i', file, '-map', '0:a', '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-'],
    { encoding: 'buffer', maxBuffer: 1 << 30 },
  )
  return new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length / 2)
}

/** Amplitude of one tone (Goertzel) in the samples of a window, in sample units. */
export function amplitudeOf(sound: Int16Array, hertz: number, fromMs: number, toMs: number): number {
  const from = Math.max(0, Math.round((fromMs * RATE) / 1000))
  const to = Math.min(sound.length, Math.round((toMs * RATE) / 1000))
  const factor = 2 * Math.cos((2 * Math.PI * hertz) / RATE)
  let [last, beforeLast] = [0, 0]
  for (let index = from; index < to; index += 1) {
    ;[last, beforeLast] = [(sound[index] ?? 0) + factor * last - beforeLast, last]
  }
  const power = last * last + beforeLast * beforeLast - factor * last * beforeLast
  return (2 * Math.sqrt(Math.max(0, power))) / Math.max(1, to - from)
}

const WINDOW_MS = 50
const STEP_MS = 2

/** Where in a stretch a tone begins: the middle of the rise to half of its loudest. Milliseconds, or null. */
export function onsetOf(sound: Int16Array, hertz: number, fromMs: number, toMs: number): number | null {
  const points: { at: number; amplitude: number }[] = []
  for (let at = fromMs; at <= toMs; at += STEP_MS) {
    points.push({ at, amplitude: amplitudeOf(sound, hertz, at - WINDOW_MS / 2, at + WINDOW_MS / 2) })
  }
  const loudest = Math.max(...points.map(({ amplitude }) => amplitude))
  return points.find(({ amplitude }) => amplitude >= loudest / 2)?.at ?? null
}
