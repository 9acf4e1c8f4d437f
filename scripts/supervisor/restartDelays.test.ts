import { describe, expect, it } from 'vitest'
import { RestartDelays } from './restartDelays.ts'

describe('restart delays', () => {
  it('[RUN-1] are nothing at first, then grow up to ten seconds', () => {
    const delays = new RestartDelays()
    expect(Array.from({ length: 8 }, () => delays.next(20))).toEqual([
      0, 500, 1000, 2000, 4000, 8000, 10_000, 10_000,
    ])
    expect(delays.crashes).toBe(8)
  })

  it('start over after a steady time', () => {
    const delays = new RestartDelays()
    delays.next(20)
    delays.next(20)
    expect(delays.next(60_000)).toBe(0)
    expect(delays.next(20)).toBe(500)
  })
})
