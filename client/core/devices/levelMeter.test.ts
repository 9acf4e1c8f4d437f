import { expect, it } from 'vitest'
import { levelOf } from './levelMeter.ts'

const tone = (loudness: number) =>
  Float32Array.from({ length: 1_024 }, (_, i) => loudness * Math.sin((2 * Math.PI * i) / 32))

it('reads 0 for silence and nearly 1 for the loudest tone', () => {
  expect(levelOf(new Float32Array(1_024))).toBe(0)
  expect(levelOf(tone(1))).toBeGreaterThan(0.9)
})

it('rises in even steps with loudness as ears judge it', () => {
  const [quiet, middle, loud] = [levelOf(tone(0.01)), levelOf(tone(0.1)), levelOf(tone(1))]
  expect(middle - quiet).toBeCloseTo(loud - middle, 5)
})
