import { describe, expect, it } from 'vitest'
import { ManualClock } from '#platform/clock.ts'
import { TICKET_LIFETIME_MS, TicketStore } from './tickets.ts'

const grant = { loginId: 'login', seatId: 'seat', sittingId: 'sitting' }

function setUp() {
  const clock = new ManualClock(new Date('2026-11-23T00:00:00Z'))
  return { clock, tickets: new TicketStore(clock) }
}

describe('a ticket', () => {
  it('[CONN-1] works once', () => {
    const { tickets } = setUp()
    const ticket = tickets.issue(grant)
    expect(ticket).toMatch(/^[\w-]{43}$/)
    expect(tickets.consume(ticket)).toEqual(grant)
    expect(tickets.consume(ticket)).toBeNull()
  })

  it('[CONN-1] works for thirty seconds', () => {
    const { clock, tickets } = setUp()
    const [first, second] = [tickets.issue(grant), tickets.issue(grant)]
    clock.advance(TICKET_LIFETIME_MS - 1)
    expect(tickets.consume(first)).toEqual(grant)
    clock.advance(1)
    expect(tickets.consume(second)).toBeNull()
  })

  it('is none of those that were never issued', () => {
    expect(setUp().tickets.consume('x'.repeat(43))).toBeNull()
  })
})
