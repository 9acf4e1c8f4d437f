import type { WireError } from '#protocol/errors.ts'
import { retryDelayMs } from './retryPolicy.ts'

/**
 * Where the line to the server stands. `nextTryAt` is the device's own clock in UTC ms, null while a try runs.
 * `ended` is final: the server said goodbye for good, or this seat may not enter.
 */
export type LinkState =
  | { status: 'connecting'; attempt: number; nextTryAt: number | null }
  | { status: 'live' }
  | { status: 'resuming'; attempt: number; nextTryAt: number | null }
  | { status: 'ended'; error: WireError }

export const initialLinkState: LinkState = { status: 'connecting', attempt: 1, nextTryAt: null }

/** `random` is 0…1 and spreads the retries of many clients; `now` is UTC ms of the device. */
export type LinkEvent =
  | { type: 'begun' }
  | { type: 'welcomed' }
  /** A try did not lead to a welcome. */
  | { type: 'failed'; error: WireError; now: number; random: number }
  /** A live line fell silent or was cut. */
  | { type: 'lost'; now: number; random: number }
  | { type: 'retryDue' }
  /** The device says that the network may be back. `tryAgeMs`: how long the running try already takes. */
  | { type: 'hinted'; tryAgeMs: number }
  | { type: 'dismissed'; error: WireError; now: number; random: number }

export type LinkEffect =
  | { type: 'try' }
  | { type: 'dropSocket' }
  | { type: 'waitForRetry'; delayMs: number }
  | { type: 'stopWaiting' }
  /** Ask on a live line whether the other side still answers. */
  | { type: 'probe' }

export interface LinkStep {
  readonly state: LinkState
  readonly effects: readonly LinkEffect[]
}

/** A try this old is given up when the device hints that the network changed under it. */
export const STALE_TRY_MS = 2_000

/** The line's whole behaviour. Pure; an event that means nothing in a state leaves it as it is. */
export function transition(state: LinkState, event: LinkEvent): LinkStep {
  if (state.status === 'ended') return stay(state)
  switch (event.type) {
    case 'begun':
      return isTrying(state) ? { state, effects: [{ type: 'try' }] } : stay(state)
    case 'welcomed':
      return isTrying(state) ? { state: { status: 'live' }, effects: [{ type: 'stopWaiting' }] } : stay(state)
    case 'failed':
      if (!isTrying(state)) return stay(state)
      return event.error.retry ? tryLater(state, state.attempt + 1, event) : end(event.error)
    case 'lost':
      return state.status === 'live' ? tryLater(state, 1, event) : stay(state)
    case 'retryDue':
      return isWaiting(state) ? tryNow(state) : stay(state)
    case 'hinted':
      if (state.status === 'live') return { state, effects: [{ type: 'probe' }] }
      if (isWaiting(state)) return tryNow(state)
      return event.tryAgeMs >= STALE_TRY_MS ? tryNow(state) : stay(state)
    case 'dismissed':
      if (!event.error.retry) return end(event.error)
      // A server that asks to come again is asked a little later, never at once in a loop.
      return isWaiting(state) ? stay(state) : tryLater(state, nextAttempt(state), event)
    default:
      return assertUnreachable(event)
  }
}

function assertUnreachable(event: never): never {
  throw new Error(`Unknown event of the line: ${JSON.stringify(event)}`)
}

type Working = Exclude<LinkState, { status: 'ended' | 'live' }>

function isTrying(state: LinkState): state is Working {
  return (state.status === 'connecting' || state.status === 'resuming') && state.nextTryAt === null
}

function isWaiting(state: LinkState): state is Working {
  return (state.status === 'connecting' || state.status === 'resuming') && state.nextTryAt !== null
}

function nextAttempt(state: LinkState): number {
  return isTrying(state) ? state.attempt + 1 : 2
}

function stay(state: LinkState): LinkStep {
  return { state, effects: [] }
}

function tryNow(state: Working): LinkStep {
  return {
    state: { ...state, nextTryAt: null },
    effects: [{ type: 'stopWaiting' }, { type: 'dropSocket' }, { type: 'try' }],
  }
}

function tryLater(
  state: LinkState,
  attempt: number,
  { now, random }: { now: number; random: number },
): LinkStep {
  const status = state.status === 'connecting' ? 'connecting' : 'resuming'
  const delayMs = retryDelayMs(attempt, random)
  if (delayMs === 0) {
    return {
      state: { status, attempt, nextTryAt: null },
      effects: [{ type: 'dropSocket' }, { type: 'try' }],
    }
  }
  return {
    state: { status, attempt, nextTryAt: now + delayMs },
    effects: [{ type: 'dropSocket' }, { type: 'waitForRetry', delayMs }],
  }
}

function end(error: WireError): LinkStep {
  return {
    state: { status: 'ended', error },
    effects: [{ type: 'stopWaiting' }, { type: 'dropSocket' }],
  }
}
