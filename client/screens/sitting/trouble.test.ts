import { expect, it } from 'vitest'
import type { LinkState } from '../../core/link/state.ts'
import type { MediaState } from '../../core/media/state.ts'
import { trouble, type Trouble } from './trouble.ts'

const live: LinkState = { status: 'live' }
const resuming = (attempt: number): LinkState => ({ status: 'resuming', attempt, nextTryAt: null })
const restarting: MediaState = { status: 'restarting', attempt: 1, by: 'path' }

it.each<[string, LinkState, MediaState, Trouble | null]>([
  ['nothing while all is well', live, { status: 'live' }, null],
  ['nothing while media start for the first time', live, { status: 'starting' }, null],
  [
    'the first connection',
    { status: 'connecting', attempt: 1, nextTryAt: null },
    { status: 'idle' },
    'connecting',
  ],
  ['a dropped line', resuming(1), { status: 'live' }, 'resuming'],
  ['the line before the media', resuming(2), restarting, 'resuming'],
  ['a server that stays away', resuming(6), { status: 'live' }, 'serverGone'],
  ['media that restart', live, restarting, 'restarting'],
  ['a browser without WebRTC', live, { status: 'failed', reason: 'UnsupportedBrowser' }, 'mediaFailed'],
])('tells %s', (_what, link, media, told) => {
  expect(trouble(link, media)).toBe(told)
})
