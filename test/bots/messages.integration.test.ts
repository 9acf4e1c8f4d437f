import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { io, type Socket } from 'socket.io-client'
import { errorCatalogue, WireError } from '#protocol/errors.ts'
import { clientRequests, type RequestName } from '#protocol/signalling.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { readStream } from '../../sfu-server/sitting/eventStore.ts'
import { sittingStream } from '../../sfu-server/sitting/schedule.ts'
import { startLiveServer, type LiveServer } from '../../sfu-server/testing/liveServer.ts'

const names = Object.keys(clientRequests) as RequestName[]
const ANSWER_MS = 3_000

/** What nobody honest sends. */
const malformed: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['a text', 'open'],
  ['a list', [{}]],
  ['an unknown field', { unknown: true }],
  ['a prototype', JSON.parse('{"__proto__":{"kind":"system"},"x":1}')],
  ['a command without id', { command: { type: 'open' } }],
  ['a system command', { commandId: uuidv7(), command: { type: 'recorderWriting' } }],
  ['an empty fingerprint list', { transportId: 'x', dtlsParameters: { fingerprints: [] } }],
  ['a list without end', { rtpCapabilities: { codecs: Array.from({ length: 500 }, () => ({})) } }],
  ['a long text', { consumerId: 'x'.repeat(20_000) }],
]

let live: LiveServer
let socket: Socket

beforeAll(async () => {
  live = await startLiveServer()
  socket = await connect()
})

afterAll(async () => {
  socket.disconnect()
  await live.close()
})

async function connect(): Promise<Socket> {
  const ticket = await live.ticket(live.seatOf('plaintiff'))
  const opened = open({ ticket, connectionId: uuidv7(), protocolVersion: PROTOCOL_VERSION })
  await new Promise<void>((resolve, reject) => {
    opened.once('view', () => resolve())
    opened.once('connect_error', reject)
  })
  return opened
}

function open(auth: Record<string, unknown>): Socket {
  return io(live.url, { auth, transports: ['websocket'], reconnection: false, forceNew: true })
}

async function refusedHandshake(auth: Record<string, unknown>): Promise<unknown> {
  const refused = open(auth)
  try {
    const error = await new Promise<Error & { data?: unknown }>((resolve, reject) => {
      refused.once('connect_error', resolve)
      refused.once('welcome', () => reject(new Error('It was let in')))
    })
    return error.data
  } finally {
    refused.disconnect()
  }
}

/** What happened in the sitting so far. */
async function history(): Promise<number> {
  return (await readStream(live.server.database.prisma, sittingStream(live.sittingId))).length
}

/** Waits until the bucket of messages is full enough again. */
async function ask(name: string, payload: unknown): Promise<unknown> {
  await new Promise((resolve) => setTimeout(resolve, 30))
  return socket.timeout(ANSWER_MS).emitWithAck(name, payload)
}

describe.each(names)('message %s', (name) => {
  it.each(malformed)(
    '[CMD-4] with %s gets an error of the catalogue and changes nothing',
    async (_what, payload) => {
      const before = await history()
      const reply = (await ask(name, payload)) as { ok: boolean; error?: unknown }
      expect(reply.ok).toBe(false)
      const error = WireError.parse(reply.error)
      expect(Object.keys(errorCatalogue)).toContain(error.code)
      expect(['BAD_REQUEST', 'MEDIA_UNKNOWN', 'TOO_MANY_ATTEMPTS']).toContain(error.code)
      expect(await history()).toBe(before)
    },
  )
})

describe('a socket', () => {
  it('that sends an unknown message is told so', async () => {
    for (const name of ['admit', 'constructor', '__proto__']) {
      expect(await ask(name, {})).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
    }
  })

  it('[SEAT-7] gets nothing done that its seat may not do', async () => {
    const before = await history()
    const judge = live.seatOf('presidingJudge')
    for (const command of [
      { type: 'open' },
      { type: 'close' },
      { type: 'muteAll' },
      { type: 'admit', seatId: live.seatOf('plaintiff') },
      { type: 'remove', seatId: judge },
    ]) {
      const reply = await ask('command', { commandId: uuidv7(), command })
      expect(reply).toMatchObject({ ok: false, error: { code: 'SEAT_NOT_ADMITTED' } })
    }
    expect(await history()).toBe(before)
  })

  it('[CMD-6] that floods is slowed down, and nothing of the flood is carried out', async () => {
    const flooding = await connect()
    const before = await history()
    const replies = (await Promise.all(
      Array.from({ length: 150 }, () => flooding.timeout(ANSWER_MS).emitWithAck('heartbeat', {})),
    )) as { ok: boolean; error?: { code: string } }[]
    const refused = replies.filter(({ ok }) => !ok)
    expect(refused.length).toBeGreaterThan(10)
    expect(new Set(refused.map(({ error }) => error?.code))).toEqual(new Set(['TOO_MANY_ATTEMPTS']))
    expect(await history()).toBe(before)
    flooding.disconnect()
  })

  it('[CMD-6] that sends more than the limit is closed', async () => {
    const loud = await connect()
    const closed = new Promise((resolve) => loud.once('disconnect', resolve))
    loud.emit('command', { text: 'x'.repeat(300 * 1024) }, () => undefined)
    expect(await closed).toBe('transport close')
  })
})

describe('a handshake', () => {
  const connectionId = uuidv7()

  it('over polling is let in too, where a proxy keeps web sockets away', async () => {
    const ticket = await live.ticket(live.seatOf('clerk'))
    const auth = { ticket, connectionId, protocolVersion: PROTOCOL_VERSION }
    const polling = io(live.url, { auth, transports: ['polling'], reconnection: false, forceNew: true })
    const welcome = await new Promise<{ seatId: string }>((resolve, reject) => {
      polling.once('welcome', resolve)
      polling.once('connect_error', reject)
    })
    expect(welcome.seatId).toBe(live.seatOf('clerk'))
    polling.disconnect()
  })

  it('with an unknown ticket is refused', async () => {
    const auth = { ticket: 'x'.repeat(32), connectionId, protocolVersion: PROTOCOL_VERSION }
    expect(await refusedHandshake(auth)).toMatchObject({ code: 'TICKET_INVALID' })
  })

  it('[CONN-1] with a used ticket is refused', async () => {
    const ticket = await live.ticket(live.seatOf('defendant'))
    const auth = { ticket, connectionId, protocolVersion: PROTOCOL_VERSION }
    const first = open(auth)
    await new Promise((resolve) => first.once('welcome', resolve))
    expect(await refusedHandshake(auth)).toMatchObject({ code: 'TICKET_INVALID' })
    first.disconnect()
  })

  it('[CONN-1] of another version is told to reload', async () => {
    const ticket = await live.ticket(live.seatOf('defendant'))
    const auth = { ticket, connectionId, protocolVersion: PROTOCOL_VERSION + 1 }
    expect(await refusedHandshake(auth)).toMatchObject({ code: 'OUTDATED_CLIENT' })
  })

  it('without form is refused', async () => {
    expect(await refusedHandshake({})).toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('[CONN-5] whose login was revoked is refused', async () => {
    const loginId = await live.login(live.seatOf('defendant'))
    const ticket = await live.ticket(live.seatOf('defendant'), loginId)
    await live.server.logins.revoke(loginId)
    const auth = { ticket, connectionId, protocolVersion: PROTOCOL_VERSION }
    expect(await refusedHandshake(auth)).toMatchObject({ code: 'NOT_SIGNED_IN' })
  })
})
