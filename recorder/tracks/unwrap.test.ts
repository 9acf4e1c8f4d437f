import { describe, expect, it } from 'vitest'
import { Unwrapper } from './unwrap.ts'

function unwrapAll(bits: 16 | 32, values: number[]): number[] {
  const unwrapper = new Unwrapper(bits)
  const [base = 0, ...rest] = values.map((value) => unwrapper.unwrap(value))
  return rest.map((value) => value - base)
}

describe('Unwrapper', () => {
  it('[FILM-6] counts on over the end of 16 bits', () => {
    expect(unwrapAll(16, [65_534, 65_535, 0, 1])).toEqual([1, 2, 3])
  })

  it('puts late values of before the wrap below those after it', () => {
    expect(unwrapAll(16, [65_534, 1, 65_535, 0, 2])).toEqual([3, 1, 2, 4])
  })

  it('counts on over the end of 32 bits', () => {
    expect(unwrapAll(32, [2 ** 32 - 960, 0, 960])).toEqual([960, 1920])
  })

  it('keeps what is older than the first value positive', () => {
    const unwrapper = new Unwrapper(16)
    unwrapper.unwrap(3)
    expect(unwrapper.unwrap(65_530)).toBeGreaterThan(0)
  })
})
