import { describe, expect, it } from 'vitest'
import { LARGEST_HOLE_ASKED, NACK_RETRY_MS, NACK_TRIES, SequenceTracker } from './sequence.ts'

function trackerAfter(...sequences: number[]): SequenceTracker {
  const tracker = new SequenceTracker()
  for (const sequence of sequences) tracker.arrived(sequence & 0xffff)
  return tracker
}

/** Sequence numbers asked for, as they stand in a packet. */
const asked = (tracker: SequenceTracker, nowMs: number) =>
  tracker.due(nowMs).ask.map((extended) => extended & 0xffff)

describe('a stream of packets', () => {
  it('asks for nothing while all come in order, also across the wrap', () => {
    const tracker = trackerAfter(65_533, 65_534, 65_535, 0, 1)
    expect(asked(tracker, 0)).toEqual([])
    expect(tracker).toMatchObject({ missing: 0, repaired: 0 })
  })

  it('[JRN-3] asks at once for a hole across the wrap and counts what comes back', () => {
    const tracker = trackerAfter(65_534, 2)
    expect(asked(tracker, 0)).toEqual([65_535, 0, 1])
    expect([65_535, 1, 0].map((sequence) => tracker.arrived(sequence))).toEqual(Array(3).fill('repaired'))
    expect(tracker).toMatchObject({ missing: 0, repaired: 3 })
  })

  it('knows a duplicate', () => {
    const tracker = trackerAfter(5, 6, 7)
    expect(tracker.arrived(6)).toBe('duplicate')
    expect(tracker.arrived(7)).toBe('duplicate')
  })

  it('[JRN-3] repeats the question every 40 ms and gives up after ten', () => {
    const tracker = trackerAfter(10, 13)
    let now = 0
    for (let attempt = 0; attempt < NACK_TRIES; attempt++) {
      expect(asked(tracker, now)).toEqual([11, 12])
      expect(asked(tracker, now + NACK_RETRY_MS - 1)).toEqual([])
      now += NACK_RETRY_MS
    }
    const { ask, givenUp } = tracker.due(now)
    expect(ask).toEqual([])
    expect(givenUp.map(({ from, count }) => [from & 0xffff, count])).toEqual([[11, 2]])
    expect(tracker).toMatchObject({ missing: 2, lost: 2 })
    expect(tracker.due(now + 1000)).toEqual({ ask: [], givenUp: [] })
  })

  it('[JRN-3] takes a packet that comes after it was given up', () => {
    const tracker = trackerAfter(10, 12)
    tracker.giveUpAll()
    expect(tracker.arrived(11)).toBe('repaired')
    expect(tracker).toMatchObject({ missing: 0, repaired: 1 })
  })

  it('gives up at once what is too old to be sent again', () => {
    const tracker = trackerAfter(0, LARGEST_HOLE_ASKED + 501)
    const { ask, givenUp } = tracker.due(0)
    expect(ask).toHaveLength(LARGEST_HOLE_ASKED)
    expect(givenUp.map(({ count }) => count)).toEqual([500])
    expect(tracker.missing).toBe(LARGEST_HOLE_ASKED + 500)
  })

  it('takes packets from before the first one', () => {
    const tracker = trackerAfter(100)
    expect(tracker.arrived(97)).toBe('next')
    expect(asked(tracker, 0)).toEqual([98, 99])
    expect(tracker.arrived(97)).toBe('duplicate')
  })

  it('is taken up where an earlier process left it', () => {
    const tracker = new SequenceTracker()
    tracker.restore(3 * 65_536 + 10, 4, 1)
    expect(tracker.arrived(10)).toBe('duplicate')
    expect(tracker.arrived(14)).toBe('next')
    expect(asked(tracker, 0)).toEqual([11, 12, 13])
    tracker.alreadyGivenUp(11, 2)
    expect(asked(tracker, NACK_RETRY_MS)).toEqual([13])
    expect(tracker).toMatchObject({ highest: 3 * 65_536 + 14, missing: 4, repaired: 4 })
  })
})
