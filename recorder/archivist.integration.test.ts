import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database } from '#platform/database.ts'
import type { MediaInterval } from '#procedure/mediaTime.ts'
import { createFolderStorage } from '#platform/storage.ts'
import { createTestDatabase, type TestDatabase } from '#platform/testing/postgres.ts'
import { SITTING_EVENT_VERSION, type SittingEvent } from '#protocol/sitting/events.ts'
import * as demo from './composition/testing/demoHearing.ts'
import { sittingFolder } from './journal/folder.ts'

const ffmpeg = process.env['FFMPEG_BIN'] ?? 'ffmpeg'
const { sittingId } = demo.label
const [courtId, courtroomId, caseId] = [randomUUID(), randomUUID(), randomUUID()]

let demoJournal: string
let folder: string
let postgres: TestDatabase
let database: Database
const running = new Set<ChildProcess>()

beforeAll(async () => {
  demoJournal = await mkdtemp(join(tmpdir(), 'tongting-journal-'))
  await demo.writeDemoJournal(ffmpeg, demoJournal)
})

afterAll(() => rm(demoJournal, { recursive: true, force: true }))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongting-archivist-'))
  postgres = await createTestDatabase()
  database = openDatabase(postgres.url)
})

afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await database.close()
  await postgres.drop()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

function startArchivist(): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'archivist.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      TONGTING_DATA: folder,
      RECORDER_TOKEN: 'x'.repeat(32),
      LOG_LEVEL: 'info',
    },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** A closed sitting, as its events and rows stand after it. */
async function fileSitting(intervals: readonly MediaInterval[]): Promise<void> {
  const begun = demo.OPENED_AT - 10_000
  const here = demo.attendance.flatMap(({ seat: { seatId }, present }) => {
    const at = Math.max(begun, present[0]?.fromMs ?? begun)
    return [
      { at, event: { type: 'seatConnected', seatId } as const },
      { at, event: { type: 'seatAdmitted', seatId } as const },
    ]
  })
  const onRecord = intervals.flatMap(({ from, to }, index) => [
    { at: from, event: { type: 'openingBegan', from: index === 0 ? 'lobby' : 'paused' } as const },
    { at: from + 300, event: { type: 'sessionBegan' } as const },
    index === intervals.length - 1
      ? { at: to, event: { type: 'sittingClosed' } as const }
      : { at: to, event: { type: 'sessionPaused', reason: 'recess' } as const },
  ])
  const { heading } = demo
  const events: { at: number; event: SittingEvent }[] = [
    {
      at: begun - 1,
      event: {
        type: 'sittingScheduled',
        sittingId,
        kind: 'hearing',
        recorded: true,
        causeOfAction: '买卖合同纠纷',
        scheduledAt: begun,
        seats: demo.attendance.map(({ seat }) => seat),
        ...heading,
      },
    },
    { at: begun, event: { type: 'lobbyOpened' } },
    ...here,
    ...onRecord,
  ]
  const { prisma } = database
  await prisma.court.create({ data: { id: courtId, name: heading.courtName, code: '内0102' } })
  await prisma.courtroom.create({
    data: { id: courtroomId, courtId, number: 5, name: heading.courtroomName },
  })
  await prisma.case.create({
    data: {
      id: caseId,
      courtId,
      number: heading.caseNumber,
      causeOfAction: '买卖合同纠纷',
      filedAt: new Date(begun),
    },
  })
  await prisma.sitting.create({
    data: {
      id: sittingId,
      kind: 'hearing',
      recorded: true,
      courtroomId,
      scheduledAt: new Date(begun),
      phase: 'closed',
      closedAt: new Date(intervals.at(-1)?.to ?? begun),
      cases: { create: { caseId } },
    },
  })
  await prisma.eventRecord.createMany({
    data: events
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, event }, index) => ({
        stream: `sitting:${sittingId}`,
        seq: index + 1,
        at: new Date(at),
        type: event.type,
        version: SITTING_EVENT_VERSION,
        actor: { kind: 'system' },
        payload: event,
        salt: '',
        payloadDigest: '',
        hash: '',
      })),
  })
}

const recording = () =>
  database.prisma.recording.findUnique({ where: { sittingId }, include: { files: true } })

async function waitFor(states: string[], timeout: number) {
  await vi.waitFor(async () => expect(states).toContain((await recording())?.state), {
    timeout,
    interval: 100,
  })
}

async function expectFinished(durationMs: number): Promise<void> {
  const row = await recording()
  expect(row).toMatchObject({
    state: 'ready',
    progress: 1,
    failure: null,
    durationMs,
    startedAt: new Date(demo.OPENED_AT),
  })
  const film = row?.files.find((file) => file.class === 'composite')
  expect(film).toMatchObject({ mediaType: 'video/mp4' })
  expect(film?.key).toBe(`${courtId}/2026/${caseId}/${sittingId}/composite/hearing.mp4`)
  const storage = createFolderStorage(join(folder, 'storage'))
  for (const { key, sha256, bytes } of row?.files ?? []) {
    const content = await buffer(await storage.read(key))
    expect(BigInt(content.length)).toBe(bytes)
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
  }
  expect(row?.files.filter((file) => file.class === 'track')).toHaveLength(13)
  expect(row?.files.filter((file) => file.class === 'report')).toHaveLength(1)
  await vi.waitFor(async () => expect(await readdir(join(folder, 'composing'))).toEqual([]), {
    timeout: 5000,
  })
}

describe('the archivist', () => {
  it('[FILM-5] finishes a recording although it is killed in the middle, and stops when asked to', async () => {
    await cp(demoJournal, sittingFolder(folder, sittingId), { recursive: true })
    await fileSitting(demo.intervals)
    const first = startArchivist()
    await waitFor(['composing'], 20_000)
    const pieces = join(folder, 'composing', sittingId, 'pieces')
    await vi.waitFor(
      async () =>
        expect((await readdir(pieces)).filter((name) => name.startsWith('picture-')).length).toBeGreaterThan(
          3,
        ),
      { timeout: 20_000, interval: 50 },
    )
    first.kill('SIGKILL')
    await once(first, 'exit')
    expect((await recording())?.state).toBe('composing')

    const second = startArchivist()
    await waitFor(['ready'], 60_000)
    await expectFinished(26_500)
    second.kill('SIGTERM')
    expect(await once(second, 'exit')).toEqual([0, null])
  }, 150_000)

  it('[FILM-5] says why it failed, and goes on by itself once the cause is gone', async () => {
    await fileSitting([{ from: demo.OPENED_AT, to: demo.OPENED_AT + 2000 }])
    const child = startArchivist()
    await waitFor(['failed'], 20_000)
    expect((await recording())?.failure).toContain('JournalMissingError')
    await cp(demoJournal, sittingFolder(folder, sittingId), { recursive: true })
    await waitFor(['ready'], 90_000)
    await expectFinished(2000)
    child.disconnect()
    expect(await once(child, 'exit')).toEqual([0, null])
  }, 150_000)
})
