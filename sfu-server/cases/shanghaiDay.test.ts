import { expect, it } from 'vitest'
import { shanghaiDate, shanghaiDay } from './shanghaiDay.ts'

it.each([
  ['2026-11-22T15:59:59.999Z', '2026-11-22'],
  ['2026-11-22T16:00:00.000Z', '2026-11-23'],
  ['2026-11-23T15:59:59.999Z', '2026-11-23'],
])('%s falls on %s in China', (instant, date) => {
  const { from, to } = shanghaiDay(new Date(instant))
  expect(shanghaiDate(new Date(instant))).toBe(date)
  expect(from).toEqual(new Date(`${date}T00:00:00+08:00`))
  expect(to.getTime() - from.getTime()).toBe(86_400_000)
})
