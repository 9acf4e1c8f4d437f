import { describe, expect, it } from 'vitest'
import { createLog } from '#platform/log.ts'
import { CatalogueError } from '#protocol/errors.ts'
import { Dispatcher, type Handlers } from './dispatch.ts'
import { TokenBucket } from './rateLimit.ts'

const refuse = () => {
  throw new CatalogueError('MEDIA_UNKNOWN')
}

function handlers(change: Partial<Handlers<string>> = {}): Handlers<string> {
  return {
    heartbeat: () => ({ serverTime: 1 }),
    command: () => ({ viewVersion: 1 }),
    'media.start': refuse,
    'media.startPlain': refuse,
    'media.connectTransport': refuse,
    'media.restartIce': refuse,
    'media.produce': refuse,
    'media.stopProducing': refuse,
    'media.consumerReady': refuse,
    'media.prefer': refuse,
    ...change,
  }
}

function dispatcher(change: Partial<Handlers<string>> = {}, isCurrent = true) {
  const cut = { off: 0 }
  const gate = new Dispatcher({
    handlers: handlers(change),
    context: 'somebody',
    log: createLog('test', 'silent'),
    assertCurrent: () => {
      if (!isCurrent) throw new CatalogueError('SUPERSEDED')
    },
    cutOff: () => (cut.off += 1),
    checksAnswers: true,
  })
  return { gate, cut }
}

describe('[CMD-4] the gate of a socket', () => {
  it('answers what fits', async () => {
    expect(await dispatcher().gate.answer('heartbeat', {})).toEqual({ ok: true, data: { serverTime: 1 } })
  })

  it('names the fields that do not fit, never their content', async () => {
    const reply = await dispatcher().gate.answer('media.consumerReady', { consumerId: 'secret'.repeat(50) })
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'BAD_REQUEST', issues: ['consumerId: too_big'] },
    })
    expect(JSON.stringify(reply)).not.toContain('secret')
  })

  it('knows only the names of the protocol', async () => {
    for (const name of ['toString', 'constructor', '', 7, null, undefined]) {
      expect(await dispatcher().gate.answer(name, {})).toMatchObject({ error: { code: 'BAD_REQUEST' } })
    }
  })

  it('serves nobody whose seat was taken over', async () => {
    const reply = await dispatcher({}, false).gate.answer('heartbeat', {})
    expect(reply).toMatchObject({ error: { code: 'SUPERSEDED', retry: false } })
  })

  it('says no more than INTERNAL of an error of ours', async () => {
    const { gate } = dispatcher({
      heartbeat: () => {
        throw new Error('password of the database')
      },
    })
    expect(await gate.answer('heartbeat', {})).toEqual({
      ok: false,
      error: { code: 'INTERNAL', retry: true, parameters: {} },
    })
  })

  it('does not let out an answer that does not fit its own schema', async () => {
    const { gate } = dispatcher({ heartbeat: () => ({ serverTime: -1 }) })
    expect(await gate.answer('heartbeat', {})).toMatchObject({ error: { code: 'INTERNAL' } })
  })
})

describe('[CMD-6] a flood', () => {
  it('is refused, and cut off when it goes on', async () => {
    const { gate, cut } = dispatcher()
    const replies = await Promise.all(Array.from({ length: 130 }, () => gate.answer('heartbeat', {})))
    expect(replies.at(0)).toMatchObject({ ok: true })
    expect(replies.at(-1)).toMatchObject({ error: { code: 'TOO_MANY_ATTEMPTS', retry: true } })
    expect(cut.off).toBe(0)
    await Promise.all(Array.from({ length: 300 }, () => gate.answer('heartbeat', {})))
    expect(cut.off).toBeGreaterThan(0)
  })

  it('passes again once time has filled the bucket', () => {
    const bucket = new TokenBucket({ perSecond: 10, burst: 2 }, 0)
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([true, true, false])
    expect(bucket.take(50)).toBe(false)
    expect(bucket.take(150)).toBe(true)
    expect([bucket.take(10_000), bucket.take(10_000), bucket.take(10_000)]).toEqual([true, true, false])
  })
})
