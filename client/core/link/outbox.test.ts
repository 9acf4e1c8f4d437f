import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CommandRequest, SeatCommand } from '#protocol/sitting/commands.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { Outbox, OPENING_EXPIRES_MS } from './outbox.ts'
import type { Outcome } from './requests.ts'

type Answer = Outcome<{ viewVersion: number }>

/** A server behind a line that the test cuts and mends. */
function shop() {
  const asked: { request: CommandRequest; settle: (outcome: Answer) => void }[] = []
  const outbox = new Outbox((request) => new Promise<Answer>((settle) => asked.push({ request, settle })))
  return { outbox, asked }
}

const done: Answer = { answered: true, reply: { ok: true, data: { viewVersion: 1 } } }
const lost: Answer = { answered: false, why: 'lost' }

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('commands on their way', () => {
  it('[CONN-9] waits for the line and then keeps the order', async () => {
    const { outbox, asked } = shop()
    void outbox.submit({ type: 'open' })
    void outbox.submit({ type: 'muteAll' })
    expect(asked).toEqual([])
    outbox.handleLive()
    expect(asked.map(({ request }) => request.command.type)).toEqual(['open', 'muteAll'])
  })

  it('[CMD-2] sends an unanswered command again under the same id', async () => {
    const { outbox, asked } = shop()
    outbox.handleLive()
    const reply = outbox.submit({ type: 'raiseHand' })
    outbox.handleLost()
    asked[0]?.settle(lost)
    await vi.advanceTimersByTimeAsync(0)
    expect(asked).toHaveLength(1)
    outbox.handleLive()
    expect(asked[1]?.request).toEqual(asked[0]?.request)
    asked[1]?.settle(done)
    expect(await reply).toEqual({ ok: true, data: { viewVersion: 1 } })
  })

  it('[CONN-9] does not open a microphone long after the press', async () => {
    const { outbox, asked } = shop()
    const open = outbox.submit({ type: 'setMic', on: true })
    const shut = outbox.submit({ type: 'setMic', on: false })
    vi.advanceTimersByTime(OPENING_EXPIRES_MS + 1)
    outbox.handleLive()
    expect(await open).toMatchObject({ ok: false, error: { code: 'TIMEOUT' } })
    expect(asked.map(({ request }) => request.command)).toEqual([{ type: 'setMic', on: false }])
    asked[0]?.settle(done)
    expect((await shut).ok).toBe(true)
  })

  it('answers everything when the line ends for good, and what comes after it', async () => {
    const { outbox } = shop()
    const error = { code: 'REMOVED' as const, retry: false, parameters: {} }
    const pending = outbox.submit({ type: 'raiseHand' })
    outbox.handleEnded(error)
    expect(await pending).toEqual({ ok: false, error })
    expect(await outbox.submit({ type: 'leave' })).toEqual({ ok: false, error })
  })

  for (let seed = 1; seed <= 40; seed += 1) {
    it(`loses and doubles no command while the line drops at random (seed ${seed})`, async () => {
      const random = seededRandom(seed)
      const { outbox, asked } = shop()
      // The server's side: the first answer of an id is kept and given again.
      const executed: string[] = []
      const replies = new Map<string, Answer>()
      let served = 0
      let live = false
      const submitted: Promise<unknown>[] = []
      const commands: SeatCommand[] = [{ type: 'raiseHand' }, { type: 'muteAll' }, { type: 'stopShare' }]

      const serve = (arrives: boolean, answers: boolean) => {
        const next = asked[served]
        if (!next) return
        served += 1
        const { commandId } = next.request
        if (arrives && !replies.has(commandId)) {
          executed.push(commandId)
          replies.set(commandId, {
            answered: true,
            reply: { ok: true, data: { viewVersion: executed.length } },
          })
        }
        const reply = replies.get(commandId)
        next.settle(arrives && answers && reply ? reply : lost)
      }
      for (let step = 0; step < 300; step += 1) {
        const dice = random()
        if (dice < 0.2) submitted.push(outbox.submit(commands[step % commands.length] ?? { type: 'open' }))
        else if (dice < 0.3 && live) {
          live = false
          outbox.handleLost()
          while (served < asked.length) serve(random() < 0.5, false)
        } else if (dice < 0.5 && !live) {
          live = true
          outbox.handleLive()
        } else if (live) serve(true, true)
        await vi.advanceTimersByTimeAsync(1)
      }
      if (!live) outbox.handleLive()
      while (served < asked.length) {
        serve(true, true)
        await vi.advanceTimersByTimeAsync(1)
      }
      const answers = await Promise.all(submitted)
      expect(answers.every((reply) => (reply as { ok: boolean }).ok)).toBe(true)
      expect(executed).toHaveLength(submitted.length)
      expect(new Set(executed).size).toBe(submitted.length)
    })
  }
})
