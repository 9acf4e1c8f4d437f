/** Why sound and pictures cannot run at all; a key for i18n under `media.reason`. */
export type MediaFailure = 'UnsupportedBrowser' | 'ServerRefused'

/** Where sound and pictures stand. `restarting` says that they may stand still for the moment. */
export type MediaState =
  | { status: 'idle' }
  | { status: 'starting' }
  | { status: 'live' }
  | { status: 'restarting'; attempt: number }
  | { status: 'failed'; reason: MediaFailure }
