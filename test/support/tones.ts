import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const SAMPLE_RATE = 48_000
/** Sounding and silent stretches: a steady tone is taken for noise and suppressed by browsers. */
const PULSE_S = 0.3

/** One frequency a person, in Hz; none is near a harmonic of another. */
export const toneOf = { presidingJudge: 433, clerk: 677, plaintiff: 941, defendant: 1259 } as const
export type Speaker = keyof typeof toneOf

/** Writes a looping WAV of a pulsed tone, for Chromium's fake microphone. */
export function writeToneFile(path: string, hertz: number): void {
  const samples = Math.round(SAMPLE_RATE * PULSE_S * 2 * 5)
  const data = Buffer.alloc(samples * 2)
  for (let i = 0; i < samples; i++) {
    const seconds = i / SAMPLE_RATE
    const sounds = seconds % (PULSE_S * 2) < PULSE_S
    data.writeInt16LE(sounds ? Math.round(12_000 * Math.sin(2 * Math.PI * hertz * seconds)) : 0, i * 2)
  }
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, Buffer.concat([header, data]))
}

const WINDOW_S = 0.1
/** Amplitude, of 1 for full scale, from which a tone counts as sounding; the fake microphones send 0.37. */
const SOUNDING = 0.05

/** Share of a stretch's windows of 100 ms in which a tone sounds, 0…1. A pulsed tone reaches about a half. */
export function toneActivity(samples: Float32Array, sampleRate: number, hertz: number): number {
  const size = Math.round(sampleRate * WINDOW_S)
  const windows = Math.floor(samples.length / size)
  let sounding = 0
  for (let index = 0; index < windows; index++) {
    if (amplitude(samples.subarray(index * size, (index + 1) * size), sampleRate, hertz) > SOUNDING)
      sounding++
  }
  return windows === 0 ? 0 : sounding / windows
}

/** The longest time in s for which a tone does not sound. */
export function longestSilence(samples: Float32Array, sampleRate: number, hertz: number): number {
  const size = Math.round(sampleRate * WINDOW_S)
  let longest = 0
  let silent = 0
  for (let from = 0; from + size <= samples.length; from += size) {
    silent = amplitude(samples.subarray(from, from + size), sampleRate, hertz) > SOUNDING ? 0 : silent + 1
    longest = Math.max(longest, silent)
  }
  return longest * WINDOW_S
}

/** Goertzel over a Hann window, which keeps the edges of other people's pulses out. */
function amplitude(samples: Float32Array, sampleRate: number, hertz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / sampleRate)
  let before = 0
  let last = 0
  for (const [index, sample] of samples.entries()) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / (samples.length - 1))
    const next = sample * weight + coefficient * last - before
    before = last
    last = next
  }
  const power = last * last + before * before - coefficient * last * before
  return (4 * Math.sqrt(Math.max(0, power))) / samples.length
}
