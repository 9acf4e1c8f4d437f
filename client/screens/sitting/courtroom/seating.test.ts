import { describe, expect, it } from 'vitest'
import type { SeatView } from '#protocol/sitting/view.ts'
import {
  clerkSeat,
  defendantSeat,
  judgeSeat,
  plaintiffAgentSeat,
  plaintiffSeat,
  seatFixture,
  viewFixture,
} from '../fixtures.ts'
import { handQueue, ownSeat, phoneStage, rollOf, seatingOf, sideRows } from './seating.ts'

const names = (seats: readonly SeatView[]) => seats.map((seat) => seat.name)
const gallery = seatFixture(9, { role: 'gallery', side: 'public', name: '旁听' })

describe('seating', () => {
  it('[OL-24] puts the judge on the bench, the clerk before it, and each party on its side before its counsel', () => {
    const seats = [plaintiffAgentSeat, defendantSeat, clerkSeat, plaintiffSeat, judgeSeat]
    expect(seatingOf({ seats })).toEqual({
      bench: [judgeSeat],
      clerk: [clerkSeat],
      plaintiff: [plaintiffSeat, plaintiffAgentSeat],
      defendant: [defendantSeat],
      galleryCount: 0,
    })
  })

  it('[OL-24] gives no place to who waits, was sent away or is outside', () => {
    for (const admission of ['waiting', 'outside', 'dismissed', 'removed'] as const) {
      expect(seatingOf({ seats: [{ ...plaintiffSeat, admission }] }).plaintiff, admission).toEqual([])
    }
  })

  it('counts the gallery that is here, and shows none of it', () => {
    const seats = [gallery, { ...gallery, presence: 'away' as const }, judgeSeat]
    const seating = seatingOf({ seats })
    expect(seating.galleryCount).toBe(1)
    expect([...seating.bench, ...seating.plaintiff, ...seating.defendant]).toEqual([judgeSeat])
  })

  it('[OL-2] builds both sides for the longer one', () => {
    expect(sideRows(seatingOf(viewFixture(judgeSeat)))).toBe(2)
    expect(sideRows(seatingOf({ seats: [defendantSeat] }))).toBe(1)
    expect(sideRows(seatingOf({ seats: [] }))).toBe(1)
  })
})

describe('the roll', () => {
  it('lists everybody once, by where they are', () => {
    const waiting = { ...defendantSeat, admission: 'waiting' as const }
    const away = { ...plaintiffAgentSeat, presence: 'away' as const }
    const gone = { ...plaintiffSeat, admission: 'dismissed' as const }
    expect(rollOf({ seats: [judgeSeat, waiting, away, gone] })).toEqual({
      waiting: [waiting],
      present: [judgeSeat],
      notHere: [away],
      left: [gone],
      hands: [],
    })
  })

  it('[UI-3] queues the hands as they went up', () => {
    const first = { ...defendantSeat, handRaisedAt: 10 }
    const second = { ...plaintiffSeat, handRaisedAt: 20 }
    expect(handQueue([second, judgeSeat, first])).toEqual([first, second])
  })
})

describe('the stage of a phone', () => {
  it('[UI-3] shows who speaks, then the own picture, then the rest', () => {
    const stage = phoneStage(viewFixture(plaintiffSeat), defendantSeat.seatId)
    expect(stage.main).toBe(defendantSeat)
    expect(stage.self).toBe(plaintiffSeat)
    expect(names(stage.strip)).toEqual(names([judgeSeat, clerkSeat, plaintiffAgentSeat]))
  })

  it('does not show the reader twice when they speak', () => {
    expect(phoneStage(viewFixture(plaintiffSeat), plaintiffSeat.seatId).main).toBe(judgeSeat)
  })

  it('prefers who has the floor while nobody speaks', () => {
    const seats = [judgeSeat, clerkSeat, plaintiffSeat, { ...defendantSeat, hasFloor: true }]
    expect(phoneStage(viewFixture(plaintiffSeat, { seats }), null).main?.name).toBe(defendantSeat.name)
  })

  it('passes over who is not connected', () => {
    const seats = [{ ...judgeSeat, presence: 'away' as const }, clerkSeat, plaintiffSeat]
    expect(phoneStage(viewFixture(plaintiffSeat, { seats }), null).main).toBe(clerkSeat)
  })

  it('stands empty for the first to come', () => {
    const stage = phoneStage(viewFixture(judgeSeat, { seats: [judgeSeat] }), null)
    expect(stage).toEqual({ main: null, self: judgeSeat, strip: [] })
  })
})

it('finds the own seat', () => {
  expect(ownSeat(viewFixture(clerkSeat))).toBe(clerkSeat)
})
