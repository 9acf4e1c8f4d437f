/** Why sound and pictures cannot run at all; a key for i18n under `media.reason`. */
export type MediaFailure = 'UnsupportedBrowser' | 'ServerRefused'

/**
 * Where sound and pictures stand. `restarting` says that they may stand still: first the same transports look
 * for another way through the network (`path`), then everything is built anew (`rebuild`).
 */
export type MediaState =
  | { status: 'idle' }
  | { status: 'starting' }
  | { status: 'live' }
  | { status: 'restarting'; attempt: number; by: 'path' | 'rebuild' }
  | { status: 'failed'; reason: MediaFailure }

export type MediaEvent =
  /** The line is live. `usable`: transports of before still stand. `connected`: they also work. */
  | { type: 'welcomed'; usable: boolean; connected: boolean }
  /** The media server was replaced. */
  | { type: 'serverRestarted' }
  /** The transports are there. `inUse`: something is sent or received, so they are about to connect. */
  | { type: 'built'; inUse: boolean }
  | { type: 'buildFailed' }
  | { type: 'impossible'; reason: MediaFailure }
  /** A transport lost its way, or the device changed its network. */
  | { type: 'broken' }
  /** All transports that were in use work. */
  | { type: 'mended' }
  /** Nothing at all has arrived for too long. */
  | { type: 'silent' }
  | { type: 'due' }

export type MediaEffect =
  | { type: 'build' }
  | { type: 'restartIce' }
  | { type: 'wait'; delayMs: number }
  | { type: 'stopWaiting' }

export interface MediaStep {
  readonly state: MediaState
  readonly effects: readonly MediaEffect[]
}

/** Restarts of the same transports before everything is built anew. */
export const PATH_ATTEMPTS = 2
/** A restarted path carries media after 1.7 to 2.5 s where there is a network at all. */
export const PATH_TIMEOUT_MS = 4_000
export const BUILD_RETRY_MS = 2_000
/** New transports connect within half a second, on a bad mobile network within five. */
export const CONNECT_TIMEOUT_MS = 10_000

/** How sound and pictures recover. Pure; an event that means nothing in a state leaves it as it is. */
export function transition(state: MediaState, event: MediaEvent): MediaStep {
  if (state.status === 'failed') return stay(state)
  switch (event.type) {
    case 'welcomed':
      return welcomed(state, event)
    case 'serverRestarted':
      return state.status === 'idle' ? stay(state) : rebuild(state)
    case 'built':
      if (!isBuilding(state)) return stay(state)
      // Built is not yet heard: it counts when the media flow.
      return event.inUse ? { state, effects: [{ type: 'wait', delayMs: CONNECT_TIMEOUT_MS }] } : live
    case 'buildFailed':
      return isBuilding(state) ? { state, effects: [{ type: 'wait', delayMs: BUILD_RETRY_MS }] } : stay(state)
    case 'impossible':
      return { state: { status: 'failed', reason: event.reason }, effects: [{ type: 'stopWaiting' }] }
    case 'broken':
      return state.status === 'live' ? findPath(1) : stay(state)
    case 'mended':
      return isBuilding(state) || isFindingPath(state) ? live : stay(state)
    case 'silent':
      return state.status === 'live' || isFindingPath(state) ? rebuild(state) : stay(state)
    case 'due':
      if (isBuilding(state)) return { state, effects: [{ type: 'build' }] }
      if (!isFindingPath(state)) return stay(state)
      return state.attempt < PATH_ATTEMPTS ? findPath(state.attempt + 1) : rebuild(state)
    default:
      return assertUnreachable(event)
  }
}

const live: MediaStep = { state: { status: 'live' }, effects: [{ type: 'stopWaiting' }] }

function welcomed(
  state: MediaState,
  { usable, connected }: { usable: boolean; connected: boolean },
): MediaStep {
  if (state.status === 'idle') return { state: { status: 'starting' }, effects: [{ type: 'build' }] }
  if (isBuilding(state) || !usable) return rebuild(state)
  if (connected) return live
  return findPath(1)
}

function findPath(attempt: number): MediaStep {
  return {
    state: { status: 'restarting', attempt, by: 'path' },
    effects: [{ type: 'restartIce' }, { type: 'wait', delayMs: PATH_TIMEOUT_MS }],
  }
}

function rebuild(state: MediaState): MediaStep {
  const effects: MediaEffect[] = [{ type: 'stopWaiting' }, { type: 'build' }]
  if (state.status === 'starting') return { state, effects }
  const attempt = state.status === 'restarting' ? state.attempt + 1 : 1
  return { state: { status: 'restarting', attempt, by: 'rebuild' }, effects }
}

function isBuilding(state: MediaState): boolean {
  return state.status === 'starting' || (state.status === 'restarting' && state.by === 'rebuild')
}

function isFindingPath(state: MediaState): state is Extract<MediaState, { status: 'restarting' }> {
  return state.status === 'restarting' && state.by === 'path'
}

function stay(state: MediaState): MediaStep {
  return { state, effects: [] }
}

function assertUnreachable(event: never): never {
  throw new Error(`Unknown event of the media: ${JSON.stringify(event)}`)
}
