/** The voice of a bot: its own tone, 0.3 s on and 0.3 s off, as Opus frames. */
import { Decoder, Encoder } from '@evan/opus'

export const SAMPLE_RATE = 48_000
export const FRAME_MS = 20
export const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1_000
const FRAMES_ON = 15
const FRAMES_OFF = 15
const AMPLITUDE = 0.5 * 0x7fff

/** One period of the tone, to be sent again and again. */
export function encodeTone(hertz: number): Uint8Array[] {
  const encoder = new Encoder({ channels: 1, sample_rate: SAMPLE_RATE, application: 'audio' })
  return Array.from({ length: FRAMES_ON + FRAMES_OFF }, (_, frame) => {
    const pcm = new Int16Array(FRAME_SAMPLES)
    if (frame < FRAMES_ON) {
      for (let i = 0; i < FRAME_SAMPLES; i += 1) {
        const seconds = (frame * FRAME_SAMPLES + i) / SAMPLE_RATE
        pcm[i] = Math.round(AMPLITUDE * Math.sin(2 * Math.PI * hertz * seconds))
      }
    }
    return encoder.encode(pcm).slice()
  })
}

/** Mean square of a sample below which a packet is silence (about -50 dBFS). */
const QUIET = 10_000
const CLEAR_SHARE = 0.5

/** Turns one sender's packets into sound again. */
export class ToneEar {
  readonly #decoder = new Decoder({ channels: 1, sample_rate: SAMPLE_RATE })

  /** Which of these frequencies sounds in the packet; null for silence or something else. */
  hear(packet: Uint8Array, frequencies: readonly number[]): number | null {
    const bytes = this.#decoder.decode(packet)
    const pcm = Float32Array.from(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2))
    const energy = pcm.reduce((sum, sample) => sum + sample * sample, 0)
    if (energy / Math.max(pcm.length, 1) < QUIET) return null
    return frequencies.find((hertz) => toneShare(pcm, hertz, energy) > CLEAR_SHARE) ?? null
  }
}

/** Goertzel: how much of the samples' energy lies at one frequency, 0…1. */
function toneShare(samples: Float32Array, hertz: number, energy: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / SAMPLE_RATE)
  let before = 0
  let last = 0
  for (const sample of samples) {
    const next = sample + coefficient * last - before
    before = last
    last = next
  }
  const power = last * last + before * before - coefficient * last * before
  return (2 * power) / (samples.length * energy)
}
