import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import type { CaseDetail, SeatEntry, TrialSittingMade } from '#protocol/http/routes.ts'
import { TRIAL_PASSWORD } from '../../prisma/seed/demoCity.ts'
import { rehearsalCaseId } from '../people/trial/demo.ts'
import { Browser, outcomeOf } from '../testing/browser.ts'
import { startHttpTestServer, type HttpTestServer } from '../testing/httpServer.ts'

const film = randomBytes(200_000)
const sha256 = createHash('sha256').update(film).digest('hex')
const recordingId = uuidv7()
let server: HttpTestServer
let sitting: TrialSittingMade
const browser = () => new Browser(server.app)

beforeAll(async () => {
  server = await startHttpTestServer()
  sitting = (await browser().post('/api/trial/sittings')).json()
  const key = `recordings/${recordingId}.mp4`
  await server.storage.put(key, film)
  await server.database.prisma.recording.create({
    data: {
      id: recordingId,
      sittingId: sitting.sittingId,
      state: 'ready',
      progress: 1,
      durationMs: 60_000,
      startedAt: server.clock.now(),
      files: {
        create: { id: uuidv7(), class: 'composite', key, mediaType: 'video/mp4', bytes: film.length, sha256 },
      },
    },
  })
})
afterAll(() => server.close())

/** Somebody at a page of theirs: `get` asks for a path under their own login. */
async function visitor(role: 'presidingJudge' | 'clerk' | 'plaintiff') {
  const jar = browser()
  const { sittingId } = sitting
  const { handle } = (await jar.post('/api/trial/enter', { role, sittingId })).json<SeatEntry>()
  return (path: string, headers?: Record<string, string>) => jar.get(`/api/s/${handle}/${path}`, headers)
}

async function staff(account: string) {
  const jar = browser()
  const login = await jar.post('/api/login', { account, password: TRIAL_PASSWORD })
  const { handle } = login.json<{ handle: string }>()
  return (path: string, headers?: Record<string, string>) => jar.get(`/api/s/${handle}/${path}`, headers)
}

const media = `recordings/${recordingId}/media`
const download = `recordings/${recordingId}/download`

describe('playing', () => {
  it('sends the whole film, or the part that was asked for', async () => {
    const get = await visitor('presidingJudge')
    const whole = await get(media)
    expect(whole.statusCode).toBe(200)
    expect(whole.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(film.length),
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      etag: `"${sha256}"`,
    })
    expect(whole.rawPayload.equals(film)).toBe(true)

    const part = await get(media, { range: 'bytes=1000-1999' })
    expect(part.statusCode).toBe(206)
    expect(part.headers['content-range']).toBe(`bytes 1000-1999/${film.length}`)
    expect(part.rawPayload.equals(film.subarray(1000, 2000))).toBe(true)

    const end = await get(media, { range: 'bytes=-10' })
    expect(end.rawPayload.equals(film.subarray(-10))).toBe(true)
    const beyond = await get(media, { range: `bytes=${film.length}-` })
    expect(beyond.statusCode).toBe(416)
    expect(beyond.headers['content-range']).toBe(`bytes */${film.length}`)
    expect(outcomeOf(beyond)).toBe('BAD_REQUEST')
  })

  it('goes on from a part only of the same film', async () => {
    const get = await visitor('presidingJudge')
    const range = 'bytes=0-9'
    expect((await get(media, { range, 'if-range': `"${sha256}"` })).statusCode).toBe(206)
    expect((await get(media, { range, 'if-range': '"another"' })).statusCode).toBe(200)
  })

  it('[REC-15] is for judge and clerk of the court, for now', async () => {
    const outcome = async (get: Awaited<ReturnType<typeof visitor>>) =>
      outcomeOf(await get(media, { range: 'bytes=0-0' }))
    expect(await outcome(await visitor('clerk'))).toBe(206)
    expect(await outcome(await staff('judge2'))).toBe(206)
    expect(await outcome(await visitor('plaintiff'))).toBe('NOT_ALLOWED')
    // Of another court.
    expect(await outcome(await staff('judge4'))).toBe('NOT_ALLOWED')
  })

  it('says when the film is still being made', async () => {
    const { prisma } = server.database
    const get = await visitor('clerk')
    await prisma.recording.update({ where: { id: recordingId }, data: { state: 'composing' } })
    expect(outcomeOf(await get(media))).toBe('RECORDING_NOT_READY')
    expect(outcomeOf(await get(download))).toBe('RECORDING_NOT_READY')
    await prisma.recording.update({ where: { id: recordingId }, data: { state: 'ready' } })
    expect(outcomeOf(await get(`recordings/${uuidv7()}/media`))).toBe('NOT_ALLOWED')
  })
})

describe('taking away', () => {
  it("[REC-15] is the clerk's, under the case's name", async () => {
    const response = await (await visitor('clerk'))(download)
    expect(response.rawPayload.equals(film)).toBe(true)
    const disposition = String(response.headers['content-disposition'])
    expect(disposition).toContain('attachment; filename="hearing-2026-11-23.mp4"')
    const encoded = disposition.split("filename*=UTF-8''")[1] ?? ''
    expect(decodeURIComponent(encoded)).toBe('（2026）云0102民初999号 庭审录像 2026-11-23.mp4')
    expect(outcomeOf(await (await visitor('presidingJudge'))(download))).toBe('NOT_ALLOWED')
    expect(outcomeOf(await (await visitor('plaintiff'))(download))).toBe('NOT_ALLOWED')
    expect(outcomeOf(await (await staff('clerk3'))(download))).toBe('NOT_ALLOWED')
  })
})

describe("the case's page", () => {
  it('shows each reader what is theirs', async () => {
    const pageOf = async (get: Awaited<ReturnType<typeof visitor>>) =>
      (await get(`cases/${rehearsalCaseId}`)).json<CaseDetail>()
    await browser().post('/api/trial/sittings')
    const forClerk = await pageOf(await visitor('clerk'))
    expect(forClerk.sittings).toHaveLength(2)
    expect(forClerk.parties).toMatchObject([
      { role: 'plaintiff', name: '巴特尔', agents: ['乌兰托娅'] },
      { role: 'defendant', name: '郭立新', agents: ['赵文博'] },
    ])
    const [recording] = forClerk.recordings
    expect(recording).toMatchObject({ bytes: film.length, sha256, mayPlay: true, mayDownload: true })
    const [forJudge] = (await pageOf(await visitor('presidingJudge'))).recordings
    expect(forJudge).toMatchObject({ mayPlay: true, mayDownload: false })
    const forParty = await pageOf(await visitor('plaintiff'))
    expect(forParty.sittings.map(({ sittingId }) => sittingId)).toEqual([sitting.sittingId])
    expect(forParty.recordings).toMatchObject([
      { bytes: null, sha256: null, mayPlay: false, mayDownload: false },
    ])
  })
})
