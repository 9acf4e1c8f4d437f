import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock } from '#platform/clock.ts'
import { openDatabase, type Database } from '#platform/database.ts'
import { createTestDatabase, type TestDatabase } from '#platform/testing/postgres.ts'
import { SittingEvent } from '#protocol/sitting/events.ts'
import { verifyChain } from '#verify/chain.ts'
import { seedDemoCity } from './demoCity.ts'

const clock = new ManualClock(new Date('2026-11-23T01:30:00Z'))
let testDatabase: TestDatabase
let database: Database
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.url)
})
afterAll(async () => {
  await database.close()
  await testDatabase.drop()
})

describe('the demo city', () => {
  it('[RUN-10] is made once, however many start at the same time', async () => {
    const made = await Promise.all([1, 2, 3].map(() => seedDemoCity(database, clock)))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(await seedDemoCity(database, clock)).toBe(false)
  })

  it('[RUN-10] has 58 courtrooms, thirty cases and staff with accounts', async () => {
    const { prisma } = database
    expect(await prisma.courtroom.count()).toBe(58)
    expect(await prisma.case.count()).toBe(30)
    const accounts = await prisma.account.findMany({ orderBy: { name: 'asc' } })
    expect(accounts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['judge', 'clerk', 'judge9', 'clerk9']),
    )
    const names = await prisma.person.findMany({ select: { name: true } })
    expect(new Set(names.map(({ name }) => name)).size).toBe(names.length)
    for (const { number } of await prisma.case.findMany()) {
      expect(number).toMatch(/^（2026）云01(\d\d)?民(初|终)\d+号$/)
    }
  })

  it('[RUN-10] has an event stream behind every sitting, and hearings today, before and later', async () => {
    const { prisma } = database
    const sittings = await prisma.sitting.findMany({ orderBy: { scheduledAt: 'asc' } })
    expect(sittings.length).toBeGreaterThan(20)
    const days = new Set(
      sittings.map(({ scheduledAt }) => Math.floor((scheduledAt.getTime() + 28_800_000) / 86_400_000)),
    )
    expect(days.size).toBeGreaterThan(5)
    for (const { id } of sittings) {
      const rows = await prisma.eventRecord.findMany({
        where: { stream: `sitting:${id}` },
        orderBy: { seq: 'asc' },
      })
      expect(SittingEvent.parse(rows[0]?.payload)).toMatchObject({ type: 'sittingScheduled', sittingId: id })
      const links = rows.map((row) => ({ ...row, at: row.at.toISOString() }))
      expect(verifyChain(links)).toMatchObject({ ok: true })
    }
  })
})

describe('the event store', () => {
  it.each([
    'UPDATE "EventRecord" SET salt = salt',
    'DELETE FROM "EventRecord"',
    'DELETE FROM "EventRecord" WHERE false',
    'TRUNCATE "EventRecord"',
    'TRUNCATE "EventRecord" CASCADE',
  ])('refuses %s', async (statement) => {
    const count = await database.prisma.eventRecord.count()
    await expect(database.pool.query(statement)).rejects.toThrow(
      'Rows of "EventRecord" are added and never changed',
    )
    expect(await database.prisma.eventRecord.count()).toBe(count)
  })
})
