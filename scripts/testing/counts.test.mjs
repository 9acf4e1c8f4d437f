import { describe, expect, it } from 'vitest'
import { countCheck, countPlaywright, countVitest, sum } from './counts.mjs'

describe('counts', () => {
  it('adds up all runners', () => {
    const vitest = JSON.stringify({ numPassedTests: 40, numFailedTests: 2 })
    const playwright = JSON.stringify({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 3 } })
    expect(
      sum([countCheck(0), countCheck(2), countVitest(vitest, 1), countPlaywright(playwright, 1)]),
    ).toEqual({
      passed: 46,
      failed: 5,
    })
  })

  it('never take a runner that failed for a success', () => {
    const allPassed = JSON.stringify({ numPassedTests: 40, numFailedTests: 0 })
    expect(countVitest(allPassed, 1)).toEqual({ passed: 40, failed: 1 })
    expect(countVitest(null, null).failed).toBe(1)
    expect(countPlaywright(null, 1).failed).toBe(1)
  })
})
