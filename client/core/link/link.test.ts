import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CatalogueError } from '#protocol/errors.ts'
import { welcome } from '../testing/notices.ts'
import { memoryNetwork } from '../testing/socketPair.ts'
import { beat, SILENCE_MS } from './heartbeat.ts'
import { Link, TRY_TIMEOUT_MS } from './link.ts'

function setUp() {
  const network = memoryNetwork()
  const ticket = vi.fn<() => Promise<{ ticket: string; url: string }>>(() =>
    Promise.resolve({ ticket: 't'.repeat(32), url: '' }),
  )
  let hint = () => {}
  const link = new Link({
    ticket,
    openSocket: network.openSocket,
    watchHints: (listener) => {
      hint = listener
      return () => {}
    },
    random: () => 0.5,
  })
  const statuses: string[] = []
  link.on('state', (state) => statuses.push(state.status))
  return { ...network, link, ticket, statuses, hint: () => hint() }
}

/** Lets the ticket come and the socket open. */
const settle = () => vi.advanceTimersByTimeAsync(0)

async function goLive(line: ReturnType<typeof setUp>) {
  line.link.begin()
  await settle()
  line.newest().notify('welcome', welcome())
  line.newest().deliver()
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('the line at work', () => {
  it('[CONN-8] takes a fresh ticket for every connection and keeps its name', async () => {
    const line = setUp()
    await goLive(line)
    line.newest().cut()
    await settle()
    expect(line.ticket).toHaveBeenCalledTimes(2)
    expect(line.ends).toHaveLength(2)
    expect(line.ends[0]?.handshake.connectionId).toBe(line.ends[1]?.handshake.connectionId)
    expect(line.link.state).toEqual({ status: 'resuming', attempt: 1, nextTryAt: null })
  })

  it('hears nothing of a connection that was given up', async () => {
    const line = setUp()
    await goLive(line)
    const [old] = line.ends
    line.newest().cut()
    await settle()
    old?.notify('welcome', welcome())
    old?.deliver()
    expect(line.link.state.status).toBe('resuming')
  })

  it('answers open requests at once when the connection is cut', async () => {
    const line = setUp()
    await goLive(line)
    const outcome = line.link.request('heartbeat', {})
    line.newest().cut()
    expect(await outcome).toEqual({ answered: false, why: 'lost' })
  })

  it('[CMD-4] passes on no message out of form', async () => {
    const line = setUp()
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {})
    await goLive(line)
    const heard = vi.fn<() => void>()
    line.link.on('levels', heard)
    const malformed: string[] = []
    line.link.on('malformed', (name) => malformed.push(name))
    line.newest().notifyRaw('levels', { speaker: 7 })
    line.newest().notifyRaw('constructor', {})
    line.newest().notify('levels', { speaker: null, levels: [] })
    line.newest().deliver()
    expect(heard).toHaveBeenCalledTimes(1)
    expect(malformed).toEqual(['levels'])
    expect(complaint).toHaveBeenCalledTimes(1)
    complaint.mockRestore()
  })

  it('tells the moment of an answer before the notices that came right behind it', async () => {
    const line = setUp()
    await goLive(line)
    const order: string[] = []
    line.link.on('levels', () => order.push('notice'))
    const outcome = line.link.request('heartbeat', {}, undefined, () => order.push('answer'))
    line.newest().serveNext(() => ({ ok: true, data: { serverTime: 1 } }))
    line.newest().notify('levels', { speaker: null, levels: [] })
    line.newest().deliver()
    await outcome
    expect(order).toEqual(['answer', 'notice'])
  })

  it('takes a malformed answer for a failure of the server', async () => {
    const line = setUp()
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {})
    await goLive(line)
    const outcome = line.link.request('heartbeat', {})
    line.newest().serveNext(() => ({ ok: true, data: { serverTime: 'noon' } }))
    line.newest().deliver()
    expect(await outcome).toMatchObject({ answered: true, reply: { ok: false, error: { code: 'INTERNAL' } } })
    complaint.mockRestore()
  })

  it('[CONN-8] ends when the server says goodbye for good, and opens nothing more', async () => {
    const line = setUp()
    await goLive(line)
    line.newest().notify('goodbye', { error: { code: 'SUPERSEDED', retry: false, parameters: {} } })
    line.newest().deliver()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(line.link.state).toMatchObject({ status: 'ended', error: { code: 'SUPERSEDED' } })
    expect(line.ends).toHaveLength(1)
  })

  it('ends when no ticket is given for good', async () => {
    const line = setUp()
    line.ticket.mockRejectedValueOnce(new CatalogueError('NOT_SIGNED_IN'))
    line.link.begin()
    await settle()
    expect(line.link.state).toMatchObject({ status: 'ended', error: { code: 'NOT_SIGNED_IN' } })
  })

  it('[CONN-1] tries again when the ticket was used up, with a new one', async () => {
    const line = setUp()
    line.link.begin()
    await settle()
    line.newest().refuse({ code: 'TICKET_INVALID', retry: true, parameters: {} })
    await vi.advanceTimersByTimeAsync(300)
    expect(line.ends).toHaveLength(2)
    expect(line.statuses).toEqual(['connecting', 'connecting'])
  })

  it('gives up a try that takes too long', async () => {
    const line = setUp()
    line.link.begin()
    await vi.advanceTimersByTimeAsync(TRY_TIMEOUT_MS)
    expect(line.newest().open).toBe(false)
    await vi.advanceTimersByTimeAsync(300)
    expect(line.ends).toHaveLength(2)
  })

  it('does not wait out a delay when the network is back', async () => {
    const line = setUp()
    line.link.begin()
    await settle()
    line.newest().cut()
    expect(line.link.state).toMatchObject({ attempt: 2 })
    line.hint()
    await settle()
    expect(line.ends).toHaveLength(2)
  })

  it('[CONN-10] finds a line dead that looks open, and sets the clock', async () => {
    const line = setUp()
    const setOffset = vi.fn<(offsetMs: number) => void>()
    const stop = beat(line.link, setOffset)
    await goLive(line)
    line.newest().serveNext(() => ({ ok: true, data: { serverTime: Date.now() + 70_000 } }))
    line.newest().deliver()
    await settle()
    expect(setOffset).toHaveBeenLastCalledWith(70_000)
    await vi.advanceTimersByTimeAsync(SILENCE_MS + 2_000)
    expect(line.statuses).toContain('resuming')
    expect(line.ends).toHaveLength(2)
    stop()
  })

  it('says nothing more once closed', async () => {
    const line = setUp()
    await goLive(line)
    line.link.close()
    line.link.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(line.statuses).toEqual(['live'])
    expect(line.newest().open).toBe(false)
  })
})
