import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { ManualClock } from '#platform/clock.ts'
import { openDatabase, type Database } from '#platform/database.ts'
import { createLog } from '#platform/log.ts'
import type { SeatCommand } from '#protocol/sitting/commands.ts'
import { scheduleTestHearing, type TestHearing } from '../testing/hearing.ts'
import { createTestDatabase, type TestDatabase } from '#platform/testing/postgres.ts'
import { SittingEngine, type SittingEffects, type Step } from './engine.ts'
import { readStream } from './eventStore.ts'
import { acquireLease } from './lease.ts'
import { rebuildSitting } from './rebuild.ts'
import { sittingStream } from './schedule.ts'

const START = new Date('2026-11-23T01:30:00Z')
const log = createLog('test', 'silent')

let testDatabase: TestDatabase
let database: Database
let hearing: TestHearing
let clock: ManualClock
let engines: SittingEngine[]

beforeEach(async () => {
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.url)
  clock = new ManualClock(START)
  hearing = await scheduleTestHearing(database, START)
  engines = []
})

afterEach(async () => {
  for (const engine of engines) await engine.close()
  await database.close()
  await testDatabase.drop()
})

interface Watched {
  engine: SittingEngine
  order: string[]
  lost: Error[]
}

/** An engine whose effects only write down that they were called. */
async function start(nodeId = 'a', effects: Partial<SittingEffects> = {}): Promise<Watched> {
  const { prisma } = database
  const lease = await acquireLease(prisma, hearing.sittingId, { nodeId, nodeUrl: '' })
  const rebuilt = await rebuildSitting(prisma, hearing.sittingId)
  if (!lease.held || !rebuilt) throw new Error('The sitting cannot be had')
  const order: string[] = []
  const lost: Error[] = []
  const note = (what: string) => (step: Step) => {
    order.push(`${what} ${step.events.map(({ type }) => type).join('+')}`)
  }
  const engine = new SittingEngine({
    prisma,
    clock,
    log,
    fence: lease.fence,
    rebuilt,
    effects: {
      revoke: async (step) => note('revoke')(step),
      announce: note('announce'),
      grant: note('grant'),
      recorderReady: () => true,
      lost: (error) => lost.push(error),
      ...effects,
    },
  })
  engines.push(engine)
  return { engine, order, lost }
}

function request(command: SeatCommand, commandId: string = uuidv7()) {
  return { commandId, command }
}

async function connected(watched: Watched): Promise<{ judge: string; plaintiff: string }> {
  const judge = hearing.seatOf('presidingJudge')
  const plaintiff = hearing.seatOf('plaintiff')
  await watched.engine.report({ type: 'connect', seatId: judge })
  await watched.engine.report({ type: 'connect', seatId: plaintiff })
  return { judge, plaintiff }
}

async function eventTypes(): Promise<string[]> {
  return (await readStream(database.prisma, sittingStream(hearing.sittingId))).map(({ type }) => type)
}

describe('a step of a sitting', () => {
  it('[CMD-3] is stored before anything else, then revokes, then announces, then grants', async () => {
    const watched = await start('a', {
      revoke: async ({ events }) => {
        watched.order.push(`stored ${(await eventTypes()).at(-1) === events.at(-1)?.type}`)
        watched.order.push(`state ${watched.engine.state.phase.name}`)
      },
    })
    await watched.engine.report({ type: 'connect', seatId: hearing.seatOf('presidingJudge') })
    const fact = 'lobbyOpened+seatConnected+seatAdmitted'
    expect(watched.order).toEqual(['stored true', 'state lobby', `announce ${fact}`, `grant ${fact}`])
  })

  it('[CMD-3] is answered only after what it takes away is gone', async () => {
    const order: string[] = []
    const watched = await start('a', {
      revoke: async () => {
        await new Promise((resolve) => setTimeout(resolve, 50))
        order.push('revoked')
      },
    })
    const { judge, plaintiff } = await connected(watched)
    order.length = 0
    await watched.engine.execute(judge, request({ type: 'admit', seatId: plaintiff }))
    order.push('answered')
    expect(order).toEqual(['revoked', 'answered'])
  })

  it('[CMD-3] waits for the one before', async () => {
    const watched = await start()
    const { judge, plaintiff } = await connected(watched)
    const admit = watched.engine.execute(judge, request({ type: 'admit', seatId: plaintiff }))
    const dismiss = watched.engine.execute(judge, request({ type: 'dismiss', seatId: plaintiff }))
    await Promise.all([admit, dismiss])
    expect((await eventTypes()).slice(-2)).toEqual(['seatAdmitted', 'seatDismissed'])
  })

  it('[SIT-13] that is refused stores and tells nothing', async () => {
    const watched = await start()
    const { plaintiff } = await connected(watched)
    const before = await eventTypes()
    watched.order.length = 0
    await expect(watched.engine.execute(plaintiff, request({ type: 'open' }))).rejects.toMatchObject({
      code: 'SEAT_NOT_ADMITTED',
    })
    expect(await eventTypes()).toEqual(before)
    expect(watched.order).toEqual([])
    expect(await database.prisma.commandReceipt.count()).toBe(0)
  })

  it('[REC-1] opens nothing while the recorder is known to be away', async () => {
    const watched = await start('a', { recorderReady: () => false })
    const { judge } = await connected(watched)
    await expect(watched.engine.execute(judge, request({ type: 'open' }))).rejects.toMatchObject({
      code: 'RECORDER_NOT_READY',
    })
    expect(watched.engine.state.phase.name).toBe('lobby')
  })

  it('[CMD-5] never goes back in time, even when the clock does', async () => {
    const watched = await start()
    await connected(watched)
    clock.advance(-60_000)
    await watched.engine.report({ type: 'disconnect', seatId: hearing.seatOf('plaintiff') })
    const times = (await readStream(database.prisma, sittingStream(hearing.sittingId))).map(({ at }) => at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })
})

describe('a command', () => {
  it('[CMD-2] sent twice is carried out once and answered the same', async () => {
    const watched = await start()
    const { judge, plaintiff } = await connected(watched)
    const admit = request({ type: 'admit', seatId: plaintiff })
    const first = await watched.engine.execute(judge, admit)
    const count = (await eventTypes()).length
    expect(await watched.engine.execute(judge, admit)).toEqual(first)
    expect(await eventTypes()).toHaveLength(count)
  })

  it('[CMD-2] keeps its answer across a restart', async () => {
    const before = await start()
    const { judge, plaintiff } = await connected(before)
    const admit = request({ type: 'admit', seatId: plaintiff })
    const first = await before.engine.execute(judge, admit)
    await before.engine.close()
    const after = await start()
    expect(await after.engine.execute(judge, admit)).toEqual(first)
  })

  it('[CMD-2] under a used id with another content is refused', async () => {
    const watched = await start()
    const { judge, plaintiff } = await connected(watched)
    const { commandId } = request({ type: 'muteAll' })
    await watched.engine.execute(judge, request({ type: 'admit', seatId: plaintiff }, commandId))
    await expect(
      watched.engine.execute(judge, request({ type: 'dismiss', seatId: plaintiff }, commandId)),
    ).rejects.toMatchObject({ code: 'COMMAND_REUSED' })
  })

  it('[CMD-2] of another seat may bear the same id', async () => {
    const watched = await start()
    const { judge, plaintiff } = await connected(watched)
    const { commandId } = request({ type: 'muteAll' })
    await watched.engine.execute(judge, request({ type: 'admit', seatId: plaintiff }, commandId))
    await expect(
      watched.engine.execute(plaintiff, request({ type: 'setMic', on: true }, commandId)),
    ).resolves.toBeDefined()
  })
})

describe('a lease', () => {
  it('[STORE-6] that lives elsewhere is not had; one that ran out is, under a higher number', async () => {
    const { prisma } = database
    const { sittingId } = hearing
    expect(await acquireLease(prisma, sittingId, { nodeId: 'a', nodeUrl: 'http://a' })).toEqual({
      held: true,
      fence: 1,
    })
    const other = { nodeId: 'b', nodeUrl: 'http://b' }
    expect(await acquireLease(prisma, sittingId, other)).toEqual({ held: false, nodeUrl: 'http://a' })
    await database.pool.query(`UPDATE "SittingLease" SET "expiresAt" = now() - interval '1 second'`)
    expect(await acquireLease(prisma, sittingId, other)).toEqual({ held: true, fence: 2 })
  })

  it('[STORE-6] that was taken over stops the older holder from writing anything', async () => {
    const older = await start('a')
    await connected(older)
    await database.pool.query(`UPDATE "SittingLease" SET "expiresAt" = now() - interval '1 second'`)
    const newer = await start('b')
    const before = await eventTypes()
    await expect(
      older.engine.execute(hearing.seatOf('presidingJudge'), request({ type: 'cancel' })),
    ).rejects.toMatchObject({ code: 'SITTING_ELSEWHERE' })
    expect(older.lost).toHaveLength(1)
    expect(await eventTypes()).toEqual(before)
    await newer.engine.execute(hearing.seatOf('presidingJudge'), request({ type: 'cancel' }))
    expect((await eventTypes()).at(-1)).toBe('sittingCancelled')
  })
})

describe('views', () => {
  it('[VIEW-8] have numbers of their own that move only when the seat sees something else', async () => {
    const shown: [string, number][] = []
    const watched = await start('a', {
      announce: ({ views }) => {
        for (const [seatId, { version }] of views) shown.push([seatId, version])
      },
    })
    const { judge, plaintiff } = await connected(watched)
    const waiting = watched.engine.viewOf(plaintiff).version
    shown.length = 0
    // Somebody who only waits is not told that another one came to wait too.
    await watched.engine.report({ type: 'connect', seatId: hearing.seatOf('defendant') })
    expect(shown.map(([seatId]) => seatId)).not.toContain(plaintiff)
    expect(shown.map(([seatId]) => seatId)).toContain(judge)
    expect(watched.engine.viewOf(plaintiff).version).toBe(waiting)
    await watched.engine.execute(judge, request({ type: 'admit', seatId: plaintiff }))
    expect(watched.engine.viewOf(plaintiff).version).toBe(waiting + 1)
  })
})

describe('what lists read', () => {
  it('[STORE-7] follows the events in the same step', async () => {
    const watched = await start()
    const { judge } = await connected(watched)
    const phase = async () =>
      (await database.prisma.sitting.findUniqueOrThrow({ where: { id: hearing.sittingId } })).phase
    expect(await phase()).toBe('lobby')
    await watched.engine.execute(judge, request({ type: 'open' }))
    await watched.engine.report({ type: 'recorderWriting' })
    expect(await phase()).toBe('inSession')
    clock.advance(5_000)
    await watched.engine.execute(judge, request({ type: 'close' }))
    expect(await phase()).toBe('closed')
    const recording = await database.prisma.recording.findUniqueOrThrow({
      where: { sittingId: hearing.sittingId },
    })
    expect(recording).toMatchObject({ state: 'pending', startedAt: START })
  })
})
