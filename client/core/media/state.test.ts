import { describe, expect, it } from 'vitest'
import { transition, type MediaEvent, type MediaState } from './state.ts'

const idle: MediaState = { status: 'idle' }
const starting: MediaState = { status: 'starting' }
const live: MediaState = { status: 'live' }
const path1: MediaState = { status: 'restarting', attempt: 1, by: 'path' }
const path2: MediaState = { status: 'restarting', attempt: 2, by: 'path' }
const rebuild1: MediaState = { status: 'restarting', attempt: 1, by: 'rebuild' }
const rebuild2: MediaState = { status: 'restarting', attempt: 2, by: 'rebuild' }
const rebuild3: MediaState = { status: 'restarting', attempt: 3, by: 'rebuild' }
const failed: MediaState = { status: 'failed', reason: 'UnsupportedBrowser' }

const events = {
  welcomedNew: { type: 'welcomed', usable: false, connected: false },
  welcomedBack: { type: 'welcomed', usable: true, connected: true },
  welcomedBackBroken: { type: 'welcomed', usable: true, connected: false },
  serverRestarted: { type: 'serverRestarted' },
  built: { type: 'built', inUse: true },
  builtForLater: { type: 'built', inUse: false },
  buildFailed: { type: 'buildFailed' },
  impossible: { type: 'impossible', reason: 'UnsupportedBrowser' },
  broken: { type: 'broken' },
  mended: { type: 'mended' },
  silent: { type: 'silent' },
  due: { type: 'due' },
} satisfies Record<string, MediaEvent>

const anew = ['stopWaiting', 'build']
const path = ['restartIce', 'wait']

/** State, event, state after it, effects. A cell that is not here changes nothing. */
const cells: [MediaState, keyof typeof events, MediaState, string[]][] = [
  [idle, 'welcomedNew', starting, ['build']],
  [idle, 'welcomedBack', starting, ['build']],
  [idle, 'welcomedBackBroken', starting, ['build']],
  [idle, 'impossible', failed, ['stopWaiting']],
  [starting, 'welcomedNew', starting, anew],
  [starting, 'welcomedBack', starting, anew],
  [starting, 'welcomedBackBroken', starting, anew],
  [starting, 'serverRestarted', starting, anew],
  [starting, 'built', starting, ['wait']],
  [starting, 'builtForLater', live, ['stopWaiting']],
  [starting, 'mended', live, ['stopWaiting']],
  [starting, 'buildFailed', starting, ['wait']],
  [starting, 'impossible', failed, ['stopWaiting']],
  [starting, 'due', starting, ['build']],
  [live, 'welcomedNew', rebuild1, anew],
  [live, 'welcomedBack', live, ['stopWaiting']],
  [live, 'welcomedBackBroken', path1, path],
  [live, 'serverRestarted', rebuild1, anew],
  [live, 'impossible', failed, ['stopWaiting']],
  [live, 'broken', path1, path],
  [live, 'silent', rebuild1, anew],
  [path1, 'welcomedNew', rebuild2, anew],
  [path1, 'welcomedBack', live, ['stopWaiting']],
  [path1, 'welcomedBackBroken', path1, path],
  [path1, 'serverRestarted', rebuild2, anew],
  [path1, 'impossible', failed, ['stopWaiting']],
  [path1, 'mended', live, ['stopWaiting']],
  [path1, 'silent', rebuild2, anew],
  [path1, 'due', path2, path],
  [path2, 'welcomedNew', rebuild3, anew],
  [path2, 'welcomedBack', live, ['stopWaiting']],
  [path2, 'welcomedBackBroken', path1, path],
  [path2, 'serverRestarted', rebuild3, anew],
  [path2, 'impossible', failed, ['stopWaiting']],
  [path2, 'mended', live, ['stopWaiting']],
  [path2, 'silent', rebuild3, anew],
  [path2, 'due', rebuild3, anew],
  [rebuild1, 'welcomedNew', rebuild2, anew],
  [rebuild1, 'welcomedBack', rebuild2, anew],
  [rebuild1, 'welcomedBackBroken', rebuild2, anew],
  [rebuild1, 'serverRestarted', rebuild2, anew],
  [rebuild1, 'built', rebuild1, ['wait']],
  [rebuild1, 'builtForLater', live, ['stopWaiting']],
  [rebuild1, 'mended', live, ['stopWaiting']],
  [rebuild1, 'buildFailed', rebuild1, ['wait']],
  [rebuild1, 'impossible', failed, ['stopWaiting']],
  [rebuild1, 'due', rebuild1, ['build']],
]

const states = { idle, starting, live, path1, path2, rebuild1, failed }

describe('sound and pictures', () => {
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
})
