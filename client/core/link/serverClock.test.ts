import { expect, it } from 'vitest'
import { ServerClock } from './serverClock.ts'

it('takes half the way back and forth for the way back', () => {
  const clock = new ServerClock()
  clock.sample(1_000, 1_200, 51_100)
  expect(clock.offsetMs).toBe(50_000)
})

it('is not moved by a few slow heartbeats', () => {
  const clock = new ServerClock()
  for (let i = 0; i < 7; i += 1) clock.sample(i, i, i + 500)
  clock.sample(0, 3_000, 500)
  clock.sample(0, 9_000, 500)
  expect(clock.offsetMs).toBe(500)
})

it('[CONN-10] follows a corrected clock once most of its samples are new', () => {
  const clock = new ServerClock()
  for (let i = 0; i < 20; i += 1) clock.sample(i, i, i + 100)
  for (let i = 0; i < 5; i += 1) clock.sample(i, i, i - 3_600_000)
  expect(clock.offsetMs).toBe(-3_600_000)
})

it('knows nothing before the first sample', () => {
  expect(new ServerClock().offsetMs).toBe(0)
})
