import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createLog } from '#platform/log.ts'
import { makeDesire, makeLabel, makePlan } from '../testing/desires.ts'
import { ControlClient, TEST_TOKEN } from '../testing/writer.ts'
import type { SittingNotice } from '../journal/writer.ts'
import { type ControlOptions, ControlServer } from './server.ts'

const hello = { type: 'hello', rtpIp: '127.0.0.1', rtpPort: 20_100, recorderId: 'A' } as const
const source = { ip: '127.0.0.1', port: 40_000 }
const label = makeLabel()
const { sittingId } = label
const report: SittingNotice = { type: 'report', sittingId, revision: 1, fsyncedAt: 1, tracks: [] }

const desire = vi.fn<ControlOptions['desire']>()
const seal = vi.fn<ControlOptions['seal']>()
const clients: ControlClient[] = []
let server: ControlServer

beforeEach(async () => {
  desire.mockReset().mockResolvedValue(true)
  seal.mockReset().mockResolvedValue(undefined)
  const log = createLog('test', 'silent')
  server = await ControlServer.open({
    host: '127.0.0.1',
    port: 0,
    token: TEST_TOKEN,
    log,
    hello,
    desire,
    seal,
  })
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await Promise.all([server.close(), server.close()])
})

async function connect(): Promise<ControlClient> {
  const client = await ControlClient.connect(server.port)
  clients.push(client)
  return client
}

describe('the control link', () => {
  it.each([`${TEST_TOKEN}x`, '', TEST_TOKEN.toUpperCase()])('[JRN-9] refuses the token %j', async (token) => {
    await expect(ControlClient.connect(server.port, token, 1)).rejects.toThrow('401')
  })

  it('[JRN-9] refuses a connection without a token', async () => {
    const [error] = (await once(new WebSocket(`ws://127.0.0.1:${server.port}`), 'error')) as [Error]
    expect(error.message).toContain('401')
  })

  it('says where to send before anything else', async () => {
    const client = await connect()
    await client.expect(({ type }) => type === 'hello')
    expect(client.notices).toEqual([hello])
  })

  it('[JRN-9] answers a desire only when it is carried out, and reports to that server from then on', async () => {
    const [client, stranger] = [await connect(), await connect()]
    let carryOut: (isCurrent: boolean) => void = () => undefined
    desire.mockReturnValue(
      new Promise((resolve) => {
        carryOut = resolve
      }),
    )
    const wanted = makeDesire(3, label, source, [makePlan(1)])
    client.send(wanted)
    await vi.waitFor(() => expect(desire).toHaveBeenCalledWith(wanted))
    server.notify(report)
    await client.expect(({ type }) => type === 'report')
    expect(client.notices.map(({ type }) => type)).toEqual(['hello', 'report'])
    carryOut(true)
    expect(await client.expect(({ type }) => type === 'accepted')).toEqual({
      type: 'accepted',
      sittingId,
      revision: 3,
    })
    expect(stranger.notices.map(({ type }) => type)).toEqual(['hello'])
  })

  it('does not answer an outdated desire', async () => {
    const client = await connect()
    desire.mockResolvedValue(false)
    client.send(makeDesire(1, label, source, []))
    client.send({ type: 'seal', sittingId })
    await client.expect(({ type }) => type === 'sealed')
    expect(client.notices.map(({ type }) => type)).toEqual(['hello', 'sealed'])
  })

  it('says why something failed', async () => {
    const client = await connect()
    seal.mockRejectedValue(new Error('no journal'))
    client.send({ type: 'seal', sittingId })
    expect(await client.expect(({ type }) => type === 'failed')).toEqual({
      type: 'failed',
      sittingId,
      reason: 'no journal',
    })
  })

  it.each(['{', '{"type":"erase"}', '{"type":"seal","sittingId":"../.."}'])(
    'cuts off who sends %s',
    async (text) => {
      const client = await connect()
      client.sendText(text)
      expect(await client.closeCode()).toBe(1008)
      expect(seal).not.toHaveBeenCalled()
    },
  )
})
