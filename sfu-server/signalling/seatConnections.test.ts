import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CatalogueError } from '#protocol/errors.ts'
import { FLAP_MS, RESUME_MS, SeatConnections, type SeatLink } from './seatConnections.ts'

class FakeLink implements SeatLink {
  readonly sent: string[] = []
  ended: string | null = null

  send(name: string): void {
    this.sent.push(name)
  }

  end(reason: CatalogueError | null): void {
    this.ended = reason?.code ?? 'silently'
  }
}

const seat = 'seat-1'
let lost: string[]
let forgotten: string[]
let connections: SeatConnections

beforeEach(() => {
  vi.useFakeTimers()
  lost = []
  forgotten = []
  connections = new SeatConnections({
    onLost: (seatId) => lost.push(seatId),
    onForgotten: (seatId) => forgotten.push(seatId),
  })
})

afterEach(() => {
  vi.useRealTimers()
})

function attach(connectionId: string): { link: FakeLink; continues: boolean } {
  const link = new FakeLink()
  return { link, continues: connections.attach(seat, connectionId, 'login', link) }
}

describe('[CONN-2] two tabs of one seat', () => {
  it('the newer one wins, the older one is told and its media end', () => {
    const { link: older } = attach('tab-1')
    const { link: newer, continues } = attach('tab-2')
    expect(continues).toBe(false)
    expect(older.ended).toBe('SUPERSEDED')
    expect(forgotten).toEqual([seat])
    expect(connections.isCurrent(seat, newer)).toBe(true)
    expect(connections.isCurrent(seat, older)).toBe(false)
  })

  it('the end of the older socket does not touch the newer one', () => {
    const { link: older } = attach('tab-1')
    const { link: newer } = attach('tab-2')
    connections.detach(seat, older)
    vi.advanceTimersByTime(RESUME_MS)
    expect(lost).toEqual([])
    expect(connections.isCurrent(seat, newer)).toBe(true)
  })
})

describe('[CONN-3] a lost socket', () => {
  it('that is back before a flap is over was never reported', () => {
    const { link } = attach('tab-1')
    connections.detach(seat, link)
    vi.advanceTimersByTime(FLAP_MS - 1)
    expect(attach('tab-1').continues).toBe(true)
    vi.advanceTimersByTime(RESUME_MS)
    expect(lost).toEqual([])
    expect(forgotten).toEqual([])
  })

  it('is reported once after a flap, and its media are kept until they are not', () => {
    const { link } = attach('tab-1')
    connections.detach(seat, link)
    vi.advanceTimersByTime(FLAP_MS)
    expect(lost).toEqual([seat])
    vi.advanceTimersByTime(RESUME_MS - FLAP_MS - 1)
    expect(forgotten).toEqual([])
    vi.advanceTimersByTime(1)
    expect(forgotten).toEqual([seat])
    expect(lost).toEqual([seat])
    expect(attach('tab-1').continues).toBe(false)
  })

  it('that hangs is replaced by the one of the same tab without a word', () => {
    const { link: hanging } = attach('tab-1')
    expect(attach('tab-1').continues).toBe(true)
    expect(hanging.ended).toBe('silently')
    expect(forgotten).toEqual([])
  })

  it('is sent nothing', () => {
    const { link } = attach('tab-1')
    connections.detach(seat, link)
    connections.notify(seat, 'media.consumerClosed', { consumerId: 'x' })
    expect(link.sent).toEqual([])
  })
})

describe('[CONN-5] an end', () => {
  it('closes socket and media at once, and is told why', () => {
    const { link } = attach('tab-1')
    connections.end(seat, 'REMOVED')
    expect(link.ended).toBe('REMOVED')
    expect(forgotten).toEqual([seat])
    expect(connections.size).toBe(0)
  })

  it('reaches every seat of a login', () => {
    attach('tab-1')
    connections.attach('seat-2', 'tab-2', 'other', new FakeLink())
    expect(connections.seatsOf('login')).toEqual([seat])
  })

  it('by leaving lets the answer through before the socket closes', () => {
    const { link } = attach('tab-1')
    connections.release(seat)
    expect(forgotten).toEqual([seat])
    expect(link.ended).toBeNull()
    vi.advanceTimersByTime(2_000)
    expect(link.ended).toBe('silently')
  })

  it('of all may be asked for twice', () => {
    const { link } = attach('tab-1')
    connections.close('SITTING_ELSEWHERE')
    connections.close('SITTING_ELSEWHERE')
    expect(link.ended).toBe('SITTING_ELSEWHERE')
    expect(forgotten).toEqual([seat])
  })
})
