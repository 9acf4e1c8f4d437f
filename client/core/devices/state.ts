/** Why a device cannot be used; a key for i18n under `device.reason`. */
export type DeviceFailure = 'PermissionDenied' | 'NotFound' | 'DeviceInUse' | 'InsecureContext' | 'Other'

/**
 * One camera or microphone of this device. `off`: could be used, and is not held open now. `silent`: held open
 * and switched off, so that it can be switched on without delay.
 */
export type DeviceState =
  | { status: 'notAsked' }
  | { status: 'asking' }
  | { status: 'live'; track: MediaStreamTrack; silent: boolean }
  | { status: 'off' }
  | { status: 'denied'; reason: 'PermissionDenied' }
  | { status: 'notFound'; reason: 'NotFound' }
  | { status: 'inUse'; reason: 'DeviceInUse' }
  | { status: 'failed'; reason: 'InsecureContext' | 'Other' }

/** The state that a failure leads to. */
export function failedState(reason: DeviceFailure): DeviceState {
  switch (reason) {
    case 'PermissionDenied':
      return { status: 'denied', reason }
    case 'NotFound':
      return { status: 'notFound', reason }
    case 'DeviceInUse':
      return { status: 'inUse', reason }
    case 'InsecureContext':
    case 'Other':
      return { status: 'failed', reason }
    default:
      throw new Error('Unknown failure of a device')
  }
}

/** What the browsers' many names for a failed getUserMedia mean. */
export function failureOf(error: unknown): DeviceFailure {
  const name = error instanceof Error ? error.name : ''
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return 'PermissionDenied'
    case 'SecurityError':
      return 'InsecureContext'
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'NotFound'
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'DeviceInUse'
    default:
      return 'Other'
  }
}

/** The track of a device that is open now, else null. */
export function trackOf(state: DeviceState): MediaStreamTrack | null {
  return state.status === 'live' ? state.track : null
}
