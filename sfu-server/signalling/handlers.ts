import { CatalogueError } from '#protocol/errors.ts'
import type { SeatId } from '#protocol/ids.ts'
import type { Clock } from '#platform/clock.ts'
import type { Mode } from '#platform/config.ts'
import type { LiveSitting } from '../sitting/liveSitting.ts'
import type { Handlers } from './dispatch.ts'

/** Who asks. */
export interface SeatContext {
  readonly sitting: LiveSitting
  readonly seatId: SeatId
  readonly clock: Clock
  readonly mode: Mode
}

/** What each request does. Rights are the decider's and the audience table's business, not this file's. */
export const seatHandlers: Handlers<SeatContext> = {
  heartbeat: ({ clock }) => ({ serverTime: clock.now().getTime() }),
  command: ({ sitting, seatId }, request) => sitting.engine.execute(seatId, request),
  'media.start': ({ sitting, seatId }, { rtpCapabilities }) => sitting.media.start(seatId, rtpCapabilities),
  'media.startPlain': ({ sitting, seatId, mode }, { rtpCapabilities }) => {
    if (mode !== 'trial') throw new CatalogueError('TRIAL_ONLY')
    return sitting.media.startPlain(seatId, rtpCapabilities)
  },
  'media.connectTransport': async ({ sitting, seatId }, request) => {
    await sitting.media.connectTransport(seatId, request)
    return {}
  },
  'media.restartIce': ({ sitting, seatId }, request) => sitting.media.restartIce(seatId, request),
  'media.produce': ({ sitting, seatId }, request) => sitting.media.produce(seatId, request),
  'media.stopProducing': ({ sitting, seatId }, { source }) => {
    sitting.media.stopProducing(seatId, source)
    return {}
  },
  'media.consumerReady': async ({ sitting, seatId }, { consumerId }) => {
    await sitting.media.consumerReady(seatId, consumerId)
    return {}
  },
  'media.prefer': async ({ sitting, seatId }, request) => {
    await sitting.media.prefer(seatId, request)
    return {}
  },
}
