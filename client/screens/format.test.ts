import { expect, it } from 'vitest'
import { duration, fileSize } from './format.ts'

it.each([
  [0, '0:00:00'],
  [999, '0:00:00'],
  [61_000, '0:01:01'],
  [3_599_999, '0:59:59'],
  [36_000_000, '10:00:00'],
  [-5, '0:00:00'],
])('writes %i ms as %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

it.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_024, '1.0 KiB'],
  [1_572_864, '1.5 MiB'],
  [5 * 1_024 ** 4, '5.0 TiB'],
])('writes %i bytes as %s', (bytes, text) => {
  expect(fileSize(bytes)).toBe(text)
})
