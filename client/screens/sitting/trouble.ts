import type { LinkState } from '../../core/link/state.ts'
import type { MediaState } from '../../core/media/state.ts'

/** After so many tries a dropped line is no hiccup any more: the person is told what they can do themselves. */
const TRIES_UNTIL_GONE = 6

/** What to tell about line and media: a key of the texts under `link`, or that the media failed for good. */
export type Trouble = 'connecting' | 'resuming' | 'serverGone' | 'restarting' | 'mediaFailed'

/** The one thing worth telling; the line comes before the media that need it. */
export function trouble(link: LinkState, media: MediaState): Trouble | null {
  switch (link.status) {
    case 'connecting':
      return link.attempt >= TRIES_UNTIL_GONE ? 'serverGone' : 'connecting'
    case 'resuming':
      return link.attempt >= TRIES_UNTIL_GONE ? 'serverGone' : 'resuming'
    case 'ended':
      return null
    case 'live':
    default:
      if (media.status === 'restarting') return 'restarting'
      return media.status === 'failed' ? 'mediaFailed' : null
  }
}
