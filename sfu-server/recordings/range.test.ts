import { describe, expect, it } from 'vitest'
import { attachment } from './fileName.ts'
import { parseRange } from './range.ts'

describe('parseRange, of ten bytes', () => {
  it.each([
    [undefined, 'whole'],
    ['bytes=0-', { first: 0, last: 9 }],
    ['bytes=3-5', { first: 3, last: 5 }],
    ['bytes=3-500', { first: 3, last: 9 }],
    ['bytes=-4', { first: 6, last: 9 }],
    ['bytes=-400', { first: 0, last: 9 }],
    ['bytes=9-9', { first: 9, last: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=10-12', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    // Ignored, as RFC 9110 wants it for what is invalid or not understood.
    ['bytes=5-3', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=0-1,3-4', 'whole'],
    ['lines=1-2', 'whole'],
    ['bytes=a-b', 'whole'],
  ])('%s', (header, expected) => {
    expect(parseRange(header, 10)).toEqual(expected)
  })

  it('has nothing to give of an empty file', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(parseRange('bytes=-5', 0)).toBe('unsatisfiable')
  })
})

it('attachment() names a file in Chinese, and in ASCII for old programs', () => {
  expect(attachment("（2026）云'1'号*.mp4", 'hearing.mp4')).toBe(
    `attachment; filename="hearing.mp4"; filename*=UTF-8''%EF%BC%882026%EF%BC%89%E4%BA%91%271%27%E5%8F%B7%2A.mp4`,
  )
})
