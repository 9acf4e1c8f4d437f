import { describe, expect, it } from 'vitest'
import type { WireError } from '#protocol/errors.ts'
import { transition, type LinkEvent, type LinkState } from './state.ts'

const passing: WireError = { code: 'UNAVAILABLE', retry: true, parameters: {} }
const final: WireError = { code: 'REMOVED', retry: false, parameters: {} }
const at = { now: 10_000, random: 0.5 }

const trying: LinkState = { status: 'connecting', attempt: 1, nextTryAt: null }
const waiting: LinkState = { status: 'connecting', attempt: 3, nextTryAt: 11_200 }
const live: LinkState = { status: 'live' }
const resuming: LinkState = { status: 'resuming', attempt: 1, nextTryAt: null }
const resumingLater: LinkState = { status: 'resuming', attempt: 2, nextTryAt: 10_300 }
const ended: LinkState = { status: 'ended', error: final }

const events = {
  begun: { type: 'begun' },
  welcomed: { type: 'welcomed' },
  failed: { type: 'failed', error: passing, ...at },
  failedForGood: { type: 'failed', error: final, ...at },
  lost: { type: 'lost', ...at },
  retryDue: { type: 'retryDue' },
  hintedEarly: { type: 'hinted', tryAgeMs: 500 },
  hintedLate: { type: 'hinted', tryAgeMs: 2_000 },
  sentAway: { type: 'dismissed', error: final, ...at },
  askedBack: { type: 'dismissed', error: passing, ...at },
} satisfies Record<string, LinkEvent>

/** State, event, state after it, effects. A cell that is not here changes nothing. */
const cells: [LinkState, keyof typeof events, LinkState, string[]][] = [
  [trying, 'begun', trying, ['try']],
  [trying, 'welcomed', live, ['stopWaiting']],
  [trying, 'failed', { status: 'connecting', attempt: 2, nextTryAt: 10_300 }, ['dropSocket', 'waitForRetry']],
  [trying, 'failedForGood', ended, ['stopWaiting', 'dropSocket']],
  [trying, 'hintedLate', trying, ['stopWaiting', 'dropSocket', 'try']],
  [trying, 'sentAway', ended, ['stopWaiting', 'dropSocket']],
  [
    trying,
    'askedBack',
    { status: 'connecting', attempt: 2, nextTryAt: 10_300 },
    ['dropSocket', 'waitForRetry'],
  ],
  [waiting, 'retryDue', { ...waiting, nextTryAt: null }, ['stopWaiting', 'dropSocket', 'try']],
  [waiting, 'hintedEarly', { ...waiting, nextTryAt: null }, ['stopWaiting', 'dropSocket', 'try']],
  [waiting, 'hintedLate', { ...waiting, nextTryAt: null }, ['stopWaiting', 'dropSocket', 'try']],
  [waiting, 'sentAway', ended, ['stopWaiting', 'dropSocket']],
  [live, 'lost', resuming, ['dropSocket', 'try']],
  [live, 'hintedEarly', live, ['probe']],
  [live, 'hintedLate', live, ['probe']],
  [live, 'sentAway', ended, ['stopWaiting', 'dropSocket']],
  [live, 'askedBack', resumingLater, ['dropSocket', 'waitForRetry']],
  [resuming, 'begun', resuming, ['try']],
  [resuming, 'welcomed', live, ['stopWaiting']],
  [resuming, 'failed', resumingLater, ['dropSocket', 'waitForRetry']],
  [resuming, 'failedForGood', ended, ['stopWaiting', 'dropSocket']],
  [resuming, 'hintedLate', resuming, ['stopWaiting', 'dropSocket', 'try']],
  [resuming, 'sentAway', ended, ['stopWaiting', 'dropSocket']],
  [resuming, 'askedBack', resumingLater, ['dropSocket', 'waitForRetry']],
  [resumingLater, 'retryDue', { ...resumingLater, nextTryAt: null }, ['stopWaiting', 'dropSocket', 'try']],
  [resumingLater, 'hintedEarly', { ...resumingLater, nextTryAt: null }, ['stopWaiting', 'dropSocket', 'try']],
  [resumingLater, 'hintedLate', { ...resumingLater, nextTryAt: null }, ['stopWaiting', 'dropSocket', 'try']],
  [resumingLater, 'sentAway', ended, ['stopWaiting', 'dropSocket']],
]

const states = { trying, waiting, live, resuming, resumingLater, ended }

describe('the line', () => {
  for (const [stateName, state] of Object.entries(states)) {
    for (const eventName of Object.keys(events) as (keyof typeof events)[]) {
      const cell = cells.find(([from, on]) => from === state && on === eventName)
      it(`${stateName} × ${eventName}: ${cell ? cell[3].join(', ') : 'nothing'}`, () => {
        const step = transition(state, events[eventName])
        expect(step.state).toEqual(cell?.[2] ?? state)
        expect(step.effects.map(({ type }) => type)).toEqual(cell?.[3] ?? [])
      })
    }
  }

  it('[CONN-8] waits longer with every failed try, and never gives up', () => {
    let state: LinkState = resuming
    const waits: number[] = []
    for (let i = 0; i < 8; i += 1) {
      const step = transition(state, events.failed)
      const wait = step.effects.find((effect) => effect.type === 'waitForRetry')
      waits.push(wait?.delayMs ?? -1)
      state = transition(step.state, events.retryDue).state
    }
    expect(waits).toEqual([300, 1_200, 2_700, 4_800, 7_000, 7_000, 7_000, 7_000])
  })
})
