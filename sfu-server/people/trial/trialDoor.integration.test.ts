import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  SeatEntry,
  SittingList,
  TicketReply,
  TrialSitting,
  TrialSittingMade,
} from '#protocol/http/routes.ts'
import { SEAT_LOGIN_AFTER_SITTING_MS } from '../../http/logins.ts'
import { readStream } from '../../sitting/eventStore.ts'
import { sittingStream } from '../../sitting/schedule.ts'
import { Browser, outcomeOf } from '../../testing/browser.ts'
import { startHttpTestServer, type HttpTestServer } from '../../testing/httpServer.ts'

let server: HttpTestServer
beforeAll(async () => {
  server = await startHttpTestServer()
})
afterAll(() => server.close())

const roles = ['presidingJudge', 'clerk', 'plaintiff', 'defendant'] as const
const current = async () => (await new Browser(server.app).get('/api/trial')).json<TrialSitting>()
const enter = async (browser: Browser, wish: object) =>
  (await browser.post('/api/trial/enter', wish)).json<SeatEntry>()

describe('the trial door', () => {
  it('[WAY-11] makes one sitting however many come at once, and another when it is over', async () => {
    // Two servers on one database, so that the lock between them counts, too.
    const others = new Browser(await server.restart())
    const ask = async (index: number) =>
      index % 2 === 0 ? current() : (await others.get('/api/trial')).json<TrialSitting>()
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index)))
    const ids = new Set(answers.map(({ sittingId }) => sittingId))
    expect(ids.size).toBe(1)
    const [first = ''] = ids
    expect(answers[0]).toMatchObject({
      caseNumber: '（2026）云0102民初123号',
      courtroomName: '第一法庭',
      people: roles.map((role) => ({ role })),
    })
    const events = await readStream(server.database.prisma, sittingStream(first))
    expect(events.map(({ type }) => type)).toEqual(['sittingScheduled'])
    for (const phase of ['closed', 'cancelled'] as const) {
      const { sittingId } = await current()
      await server.database.prisma.sitting.update({ where: { id: sittingId }, data: { phase } })
      expect((await current()).sittingId).not.toBe(sittingId)
    }
  })

  it('[WAY-9] lets four roles live in four tabs of one browser', async () => {
    const browser = new Browser(server.app)
    const entries: SeatEntry[] = []
    for (const role of roles) entries.push(await enter(browser, { role }))
    expect(new Set(browser.cookies.map(({ path }) => path)).size).toBe(4)
    const names: unknown[] = []
    for (const { handle, seatId, sittingId } of entries) {
      names.push((await browser.get(`/api/s/${handle}/me`)).json<{ name: string }>().name)
      const { sittings } = (await browser.get(`/api/s/${handle}/sittings`)).json<SittingList>()
      expect(sittings.find((sitting) => sitting.sittingId === sittingId)?.seatId).toBe(seatId)
      const reply = await browser.post(`/api/s/${handle}/seats/${seatId}/ticket`)
      const login = await server.database.prisma.login.findUniqueOrThrow({ where: { handle } })
      expect(server.tickets.consume(reply.json<TicketReply>().ticket)).toEqual({
        loginId: login.id,
        seatId,
        sittingId,
      })
    }
    expect(names).toEqual(['苏和平', '林晓燕', '巴特尔', '郭立新'])
    const kinds = await server.database.prisma.login.findMany({
      orderBy: { id: 'asc' },
      select: { kind: true },
    })
    expect(kinds.slice(-4).map(({ kind }) => kind)).toEqual(['staff', 'staff', 'seat', 'seat'])
  })

  it('makes sittings of their own for those who ask, apart from the one that is shown', async () => {
    const shown = await current()
    const browser = new Browser(server.app)
    const made = (await browser.post('/api/trial/sittings')).json<TrialSittingMade>()
    expect(made.seats.map(({ role }) => role)).toEqual([
      ...roles,
      'agent',
      'agent',
      ...Array<string>(4).fill('gallery'),
    ])
    expect((await current()).sittingId).toBe(shown.sittingId)
    const byRole = await enter(browser, { role: 'plaintiff', sittingId: made.sittingId })
    expect(byRole.sittingId).toBe(made.sittingId)
    const gallery = made.seats.at(-1)?.seatId ?? ''
    const bySeat = await enter(browser, { seatId: gallery })
    expect(bySeat).toMatchObject({ sittingId: made.sittingId, seatId: gallery })
  })

  it('[WAY-11] opens no seat of another case', async () => {
    const { prisma } = server.database
    const other = await prisma.seat.findFirstOrThrow({
      where: {
        sitting: { cases: { some: { case: { number: { contains: '民终' } } } } },
      },
    })
    const browser = new Browser(server.app)
    const wishes = [{ seatId: other.id }, { role: 'clerk', sittingId: other.sittingId }]
    for (const wish of wishes) {
      expect(outcomeOf(await browser.post('/api/trial/enter', wish))).toBe('SEAT_UNKNOWN')
    }
  })

  it('[WAY-11] does not exist in production', async () => {
    const browser = new Browser(await server.restart({ mode: 'production' }))
    expect(outcomeOf(await browser.get('/api/trial'))).toBe('TRIAL_ONLY')
    expect(outcomeOf(await browser.post('/api/trial/sittings'))).toBe('TRIAL_ONLY')
    expect(outcomeOf(await browser.post('/api/trial/enter', { role: 'clerk' }))).toBe('TRIAL_ONLY')
  })
})

describe("a seat's login", () => {
  it('[WAY-10] ends a day after its sitting, and gives no ticket once that is over', async () => {
    const browser = new Browser(server.app)
    const { sittingId } = (await browser.post('/api/trial/sittings')).json<TrialSittingMade>()
    const { handle, seatId } = await enter(browser, { role: 'plaintiff', sittingId })
    const me = async () => outcomeOf(await browser.get(`/api/s/${handle}/me`))
    // It slides while the sitting is not over.
    for (let days = 0; days < 3; days++) {
      server.clock.advance(SEAT_LOGIN_AFTER_SITTING_MS - 1000)
      expect(await me()).toBe(200)
    }
    const closedAt = server.clock.now()
    await server.database.prisma.sitting.update({
      where: { id: sittingId },
      data: { phase: 'closed', closedAt },
    })
    server.clock.advance(SEAT_LOGIN_AFTER_SITTING_MS - 1000)
    expect(await me()).toBe(200)
    expect(outcomeOf(await browser.post(`/api/s/${handle}/seats/${seatId}/ticket`))).toBe('SITTING_OVER')
    server.clock.advance(1000)
    expect(await me()).toBe('NOT_SIGNED_IN')
  })
})
