import { describe, expect, it } from 'vitest'
import type { TrackPlan } from '#protocol/recording/control.ts'
import type { Fact } from '../journal/facts.ts'
import { openedTracks, outages } from './plans.ts'

const plan = (trackId: string, source: TrackPlan['source'], seatId: string | null = 'seat'): TrackPlan => ({
  trackId,
  seatId,
  source,
  kind: source === 'camera' ? 'video' : 'audio',
  generation: 1,
  ssrc: 1,
  payloadType: 100,
  mimeType: 'audio/opus',
  clockRate: 48_000,
  cname: 'c',
})

const opened = (track: TrackPlan, atUs: number): Fact => ({ type: 'trackOpened', data: { track, atUs } })
const closed = (trackId: string, atUs: number): Fact => ({ type: 'trackClosed', data: { trackId, atUs } })

describe('openedTracks', () => {
  it('knows when each track was open, also when it came back', () => {
    const mic = plan('a', 'mic')
    const facts = [opened(mic, 1), opened(plan('b', 'camera'), 2), closed('a', 3), opened(mic, 5)]
    expect(openedTracks(facts)).toMatchObject([
      {
        source: 'mic',
        open: [
          { fromUs: 1, toUs: 3 },
          { fromUs: 5, toUs: null },
        ],
      },
      { source: 'camera', open: [{ fromUs: 2, toUs: null }] },
    ])
  })

  it("leaves the server's probe out", () => {
    expect(openedTracks([opened(plan('p', 'probe', null), 1)])).toEqual([])
  })
})

describe('outages', () => {
  it('are known from the restarts of the writer', () => {
    const restarted = (downFromUs: number | null): Fact => ({
      type: 'writerRestarted',
      data: { downFromUs, backUs: 9, tornBytes: 0 },
    })
    expect(outages([restarted(null), restarted(4)])).toEqual([{ fromUs: 4, toUs: 9 }])
  })
})
