import { expect, it } from 'vitest'
import { retryDelayMs } from './retryPolicy.ts'

it('[CONN-8] comes back at once after a loss', () => {
  expect([retryDelayMs(1, 0), retryDelayMs(1, 1)]).toEqual([0, 0])
})

it('spreads later tries by 30 % to both sides', () => {
  expect([retryDelayMs(2, 0), retryDelayMs(2, 0.5), retryDelayMs(2, 1)]).toEqual([210, 300, 390])
})
