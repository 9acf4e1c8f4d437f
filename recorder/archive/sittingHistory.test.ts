import { describe, expect, it } from 'vitest'
import { Court, courtIn, idOf } from '#procedure/testing/court.ts'
import { historyOf } from './sittingHistory.ts'

describe('historyOf', () => {
  it('[REC-3] knows the stretches on record and nothing of the recess', () => {
    const court = courtIn('inSession')
    const openedAt = court.now
    court.now += 60_000
    court.tell('judge', { type: 'pause', reason: 'recess' })
    const pausedAt = court.now
    court.now += 600_000
    court.tell('judge', { type: 'resume' })
    court.tell('system', { type: 'recorderWriting' })
    court.tell('judge', { type: 'close' })
    const { intervals, heading } = historyOf(court.facts)
    expect(intervals).toHaveLength(2)
    expect(intervals[0]?.to).toBe(pausedAt)
    expect(intervals[0]?.from).toBeLessThanOrEqual(openedAt)
    expect(intervals[1]?.from).toBeGreaterThan(pausedAt + 600_000)
    expect(heading).toEqual({
      courtName: court.state.courtName,
      courtroomName: court.state.courtroomName,
      caseNumber: court.state.caseNumber,
    })
  })

  it('counts as present who was let in and had not gone', () => {
    const court = courtIn('inSession', { waiting: ['other'], missing: ['gallery'] })
    const dismissedAt = court.now + 1000
    court.tell('judge', { type: 'dismiss', seatId: idOf('agent') })
    const { attendance } = historyOf(court.facts)
    const spansOf = (person: Parameters<typeof idOf>[0]) =>
      attendance.find(({ seat }) => seat.seatId === idOf(person))?.present
    expect(spansOf('judge')).toMatchObject([{ toMs: Infinity }])
    expect(spansOf('agent')).toMatchObject([{ toMs: dismissedAt }])
    expect(spansOf('other')).toEqual([])
    expect(spansOf('gallery')).toEqual([])
  })

  it('[REC-3] finds nothing on record in a sitting that was never opened', () => {
    expect(historyOf(new Court().facts).intervals).toEqual([])
    expect(() => historyOf([])).toThrow(RangeError)
  })
})
