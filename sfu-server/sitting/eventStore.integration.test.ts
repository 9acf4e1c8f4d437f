import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { openDatabase, type Database } from '#platform/database.ts'
import { createTestDatabase, type TestDatabase } from '#platform/testing/postgres.ts'
import type { Actor } from '#protocol/sitting/events.ts'
import { payloadDigest, verifyChain } from '#verify/chain.ts'
import {
  appendEvents,
  DamagedStreamError,
  EMPTY_STREAM,
  readHead,
  readStream,
  StreamMovedError,
  type NewEvent,
  type StreamHead,
} from './eventStore.ts'

let testDatabase: TestDatabase
let database: Database
let stream: string

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.url)
})

afterAll(async () => {
  await database.close()
  await testDatabase.drop()
})

beforeEach(() => {
  stream = `test:${uuidv7()}`
})

const actor: Actor = { kind: 'system' }

function fact(text: string): NewEvent {
  return { type: 'said', version: 1, payload: { type: 'said', text } }
}

function append(expected: StreamHead, ...events: NewEvent[]): Promise<StreamHead> {
  const at = Date.UTC(2026, 10, 23, 1, 30, 0, 123)
  return database.prisma.$transaction((transaction) =>
    appendEvents(transaction, { stream, expected, at, actor, events }),
  )
}

describe('the event store', () => {
  it('reads what was appended, in order', async () => {
    const head = await append(EMPTY_STREAM, fact('甲'), fact('乙'))
    await append(head, fact('丙'))
    const events = await readStream(database.prisma, stream)
    expect(events.map(({ seq, payload }) => [seq, payload])).toEqual([
      [1, { type: 'said', text: '甲' }],
      [2, { type: 'said', text: '乙' }],
      [3, { type: 'said', text: '丙' }],
    ])
    expect(await readHead(database.prisma, stream)).toMatchObject({ seq: 3, hash: events[2]?.hash })
  })

  it('knows no event of a stream that does not exist', async () => {
    expect(await readStream(database.prisma, stream)).toEqual([])
    expect(await readHead(database.prisma, stream)).toEqual(EMPTY_STREAM)
  })

  it('[STORE-3] chains every event to the one before, and the chain can be checked without actor, salt and payload', async () => {
    await append(await append(EMPTY_STREAM, fact('甲')), fact('乙'), fact('丙'))
    const rows = await database.prisma.eventRecord.findMany({ where: { stream }, orderBy: { seq: 'asc' } })
    const links = rows.map(({ seq, at, type, version, payloadDigest, hash }) => ({
      stream,
      seq,
      at: at.toISOString(),
      type,
      version,
      payloadDigest,
      hash,
    }))
    expect(verifyChain(links)).toEqual({ ok: true, head: rows[2]?.hash })
    for (const { salt, payload, actor: by, payloadDigest: digest } of rows) {
      expect(payloadDigest(salt, { actor: by, payload })).toBe(digest)
    }
    const forged = links.map((link, index) =>
      index === 1 ? { ...link, at: '2026-11-23T01:31:00.000Z' } : link,
    )
    expect(verifyChain(forged)).toEqual({ ok: false, seq: 2, fault: 'hash' })
  })

  it('[STORE-4] refuses whoever believes in another end of the stream', async () => {
    const head = await append(EMPTY_STREAM, fact('甲'))
    await append(head, fact('乙'))
    await expect(append(head, fact('丙'))).rejects.toThrow(StreamMovedError)
    expect(await readStream(database.prisma, stream)).toHaveLength(2)
  })

  it('[STORE-4] lets exactly one of many writers at the same end append', async () => {
    const head = await append(EMPTY_STREAM, fact('begin'))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) => append(head, fact(`writer ${index}`))),
    )
    const lost = outcomes.filter(({ status }) => status === 'rejected')
    expect(lost).toHaveLength(5)
    for (const outcome of lost)
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(StreamMovedError)
    expect(await readStream(database.prisma, stream)).toHaveLength(2)
  })

  it('[STORE-4] keeps nothing of a transaction that fails', async () => {
    await expect(
      database.prisma.$transaction(async (transaction) => {
        const events = [fact('never')]
        await appendEvents(transaction, { stream, expected: EMPTY_STREAM, at: Date.now(), actor, events })
        throw new Error('something else of the step failed')
      }),
    ).rejects.toThrow('something else')
    expect(await readHead(database.prisma, stream)).toEqual(EMPTY_STREAM)
  })

  it('[STORE-5] lets nobody change or delete an event, not even with SQL', async () => {
    await append(EMPTY_STREAM, fact('甲'))
    for (const statement of [
      `UPDATE "EventRecord" SET payload = '{}' WHERE stream = $1`,
      'DELETE FROM "EventRecord" WHERE stream = $1',
    ]) {
      await expect(database.pool.query(statement, [stream])).rejects.toThrow('added and never changed')
    }
    await expect(database.pool.query('TRUNCATE "EventRecord"')).rejects.toThrow('added and never changed')
    expect(await readStream(database.prisma, stream)).toHaveLength(1)
  })

  it.each([
    ['who did it', `UPDATE "EventRecord" SET actor = '{"kind":"person"}' WHERE stream = $1 AND seq = 2`],
    [
      'what happened',
      `UPDATE "EventRecord" SET payload = '{"type":"said","text":"丁"}' WHERE stream = $1 AND seq = 2`,
    ],
    ['when', `UPDATE "EventRecord" SET at = at + interval '1 minute' WHERE stream = $1 AND seq = 2`],
    ['that it happened', 'DELETE FROM "EventRecord" WHERE stream = $1 AND seq = 2'],
  ])('[STORE-3] reads no stream in which somebody with all rights changed %s', async (_what, statement) => {
    await append(EMPTY_STREAM, fact('甲'), fact('乙'), fact('丙'))
    const client = await database.pool.connect()
    try {
      await client.query('SET session_replication_role = replica')
      await client.query(statement, [stream])
    } finally {
      await client.query('SET session_replication_role = DEFAULT')
      client.release()
    }
    await expect(readStream(database.prisma, stream)).rejects.toThrow(DamagedStreamError)
  })
})
