import { describe, expect, it } from 'vitest'
import { mediaDuration, offsetAt, onRecordIntervals } from './mediaTime.ts'
import { courtIn } from './testing/court.ts'

const MINUTE = 60_000
const ten = Date.UTC(2026, 2, 2, 2)
/** Ten minutes, a recess of five, twenty minutes. */
const intervals = [
  { from: ten, to: ten + 10 * MINUTE },
  { from: ten + 15 * MINUTE, to: ten + 35 * MINUTE },
]

describe('media time', () => {
  it('[REC-4] the recording is as long as the time on record, recess cut out', () => {
    expect(mediaDuration(intervals)).toBe(30 * MINUTE)
    expect(mediaDuration([])).toBe(0)
  })

  it.each([
    ['before it began', -1, null],
    ['at the first moment', 0, 0],
    ['within the first stretch', 4 * MINUTE, 4 * MINUTE],
    ['at the last moment before the recess', 10 * MINUTE - 1, 10 * MINUTE - 1],
    ['when the recess begins', 10 * MINUTE, null],
    ['in the recess', 12 * MINUTE, null],
    ['when it goes on', 15 * MINUTE, 10 * MINUTE],
    ['within the second stretch', 20 * MINUTE, 15 * MINUTE],
    ['when it is closed', 35 * MINUTE, null],
  ])('[REC-4] an instant %s has its place in the recording or none', (_when, after, offset) => {
    expect(offsetAt(intervals, ten + after)).toBe(offset)
  })

  it('[REC-4] stretches that meet leave no hole between them', () => {
    const meeting = [
      { from: ten, to: ten + MINUTE },
      { from: ten + MINUTE, to: ten + 2 * MINUTE },
    ]
    expect(offsetAt(meeting, ten + MINUTE)).toBe(MINUTE)
  })

  it('[REC-4] a stretch that still runs counts up to the moment asked for, never backwards', () => {
    expect(onRecordIntervals([{ from: ten, to: null }], ten + MINUTE)).toEqual([
      { from: ten, to: ten + MINUTE },
    ])
    expect(onRecordIntervals([{ from: ten, to: null }], ten - MINUTE)).toEqual([{ from: ten, to: ten }])
  })

  it('[REC-3] a stretch begins with the opening and ends with pause, suspension or close', () => {
    const court = courtIn('opening')
    const first = { from: court.now, to: 0 }
    court.tell('system', { type: 'recorderWriting' })
    court.tell('judge', { type: 'pause', reason: 'recess' })
    first.to = court.now
    court.tell('judge', { type: 'resume' })
    const second = { from: court.now, to: 0 }
    court.tell('system', { type: 'recorderWriting' })
    court.tell('judge', { type: 'leave' })
    second.to = court.now
    court.connect('judge')
    court.tell('judge', { type: 'resume' })
    const third = { from: court.now, to: 0 }
    court.tell('system', { type: 'recorderWriting' })
    court.tell('judge', { type: 'close' })
    third.to = court.now
    expect(court.state.intervals).toEqual([first, second, third])
  })

  it('[REC-3] an opening that failed is not on record', () => {
    const court = courtIn('opening')
    court.letOpeningExpire()
    expect(court.state.intervals).toEqual([])
  })

  it('[SIT-7] [REC-3] the stretch ends when the silence of the recorder is noticed', () => {
    const court = courtIn('inSession')
    court.tell('system', { type: 'recorderSilent' })
    expect(court.state.intervals.at(-1)?.to).toBe(court.now)
    expect(court.state.phase).toMatchObject({ name: 'paused', reason: 'recorderSilent' })
  })
})
