import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InvitationIssue, SeatEntry, TrialSittingMade } from '#protocol/http/routes.ts'
import type { Role } from '#protocol/roles.ts'
import { Browser, outcomeOf, TEST_ORIGIN } from '../testing/browser.ts'
import { digestTables, startHttpTestServer, type HttpTestServer } from '../testing/httpServer.ts'
import { CODE_ATTEMPTS, CODE_LIFETIME_MS, Invitations, LINK_LIFETIME_MS } from './invitations.ts'

let server: HttpTestServer
let invitations: Invitations
let sitting: TrialSittingMade
/** The clerk of the sitting. */
let clerk: Browser
let clerkHandle: string

beforeAll(async () => {
  server = await startHttpTestServer()
  invitations = new Invitations(server.database, server.clock, server.logins, TEST_ORIGIN)
})
afterAll(() => server.close())
beforeEach(async () => {
  clerk = new Browser(server.app)
  sitting = (await clerk.post('/api/trial/sittings')).json()
  clerkHandle = (await enter(clerk, seatOf('clerk'))).handle
})

function seatOf(role: Role, place = 0): string {
  return sitting.seats.filter((seat) => seat.role === role)[place]?.seatId ?? ''
}

async function enter(browser: Browser, seatId: string): Promise<SeatEntry> {
  return (await browser.post('/api/trial/enter', { seatId })).json()
}

const issuePath = (handle: string, seatId: string) =>
  `/api/s/${handle}/sittings/${sitting.sittingId}/seats/${seatId}/invitation`

async function issue(seatId: string, what: 'link' | 'deviceCode'): Promise<InvitationIssue> {
  const response = await clerk.post(issuePath(clerkHandle, seatId), { what })
  expect(outcomeOf(response)).toBe(200)
  return response.json()
}

async function freshToken(seatId = seatOf('plaintiff')): Promise<string> {
  const { url } = await issue(seatId, 'link')
  expect(url).toMatch(new RegExp(`^${TEST_ORIGIN}/i/[\\w-]{43}$`))
  return url?.split('/').at(-1) ?? ''
}

const preview = (browser: Browser, token: string) => browser.get(`/api/invitations/${token}`)
const claim = (browser: Browser, token: string, code?: string) =>
  browser.post(`/api/invitations/${token}/claim`, code ? { code } : {})
const me = (browser: Browser, response: { json: <T>() => T }) =>
  browser.get(`/api/s/${response.json<SeatEntry>().handle}/me`)
const wrongCode = (code: string | null) => (code === '000000' ? '111111' : '000000')

describe('opening a link', () => {
  it('[WAY-3] says just enough and changes nothing, however often', async () => {
    const token = await freshToken()
    const before = await digestTables(server.database)
    const browser = new Browser(server.app)
    for (let time = 0; time < 3; time++) {
      const response = await preview(browser, token)
      expect(response.json()).toEqual({
        courtName: '云岭市清河区人民法院',
        caseNumber: '（2026）云0102民初999号',
        role: 'plaintiff',
        maskedName: '巴**',
        scheduledAt: server.clock.now().getTime(),
        expiresAt: server.clock.now().getTime() + LINK_LIFETIME_MS,
        state: 'open',
      })
      expect(response.headers['set-cookie']).toBeUndefined()
      expect((await browser.get(`/i/${token}`)).headers['set-cookie']).toBeUndefined()
    }
    expect(await digestTables(server.database)).toEqual(before)
  })

  it('[WAY-6] that is unknown, revoked, expired or of a closed sitting says which', async () => {
    const browser = new Browser(server.app)
    expect(outcomeOf(await preview(browser, 'x'.repeat(43)))).toBe('INVITATION_UNKNOWN')
    const first = await freshToken()
    const second = await freshToken()
    expect(outcomeOf(await preview(browser, first))).toBe('INVITATION_REVOKED')
    expect(outcomeOf(await claim(browser, first))).toBe('INVITATION_REVOKED')
    const { prisma } = server.database
    const { sittingId } = sitting
    await prisma.sitting.update({ where: { id: sittingId }, data: { phase: 'closed' } })
    expect(outcomeOf(await claim(browser, second))).toBe('SITTING_OVER')
    await prisma.sitting.update({ where: { id: sittingId }, data: { phase: 'lobby' } })
    server.clock.advance(LINK_LIFETIME_MS)
    expect(outcomeOf(await preview(browser, second))).toBe('INVITATION_EXPIRED')
    expect(outcomeOf(await claim(browser, second))).toBe('INVITATION_EXPIRED')
    expect(browser.cookies).toEqual([])
  })
})

describe('claiming a link', () => {
  it('[WAY-4] gives the seat, and again in the same browser', async () => {
    const token = await freshToken()
    const browser = new Browser(server.app)
    const first = await claim(browser, token)
    expect(first.json()).toMatchObject({ sittingId: sitting.sittingId, seatId: seatOf('plaintiff') })
    expect(browser.cookies.map(({ name, path }) => `${name} ${path}`)).toEqual([
      'device /api/invitations',
      `login /api/s/${first.json<SeatEntry>().handle}`,
    ])
    expect((await me(browser, first)).json()).toMatchObject({
      kind: 'seat',
      name: '巴特尔',
      role: 'plaintiff',
    })
    expect((await preview(browser, token)).json()).toMatchObject({ state: 'resumable' })
    const again = await claim(browser, token)
    expect(outcomeOf(await me(browser, again))).toBe(200)
    expect(outcomeOf(await me(browser, first))).toBe(200)
  })

  it('[WAY-5] lets no other browser in without a code', async () => {
    const token = await freshToken()
    await claim(new Browser(server.app), token)
    const stranger = new Browser(server.app)
    expect((await preview(stranger, token)).json()).toMatchObject({ state: 'claimedElsewhere' })
    expect(outcomeOf(await claim(stranger, token))).toBe('INVITATION_CLAIMED_ELSEWHERE')
    expect(outcomeOf(await claim(stranger, token, '123456'))).toBe('INVITATION_CODE_WRONG')
    expect(stranger.cookies).toEqual([])
  })

  it('[WAY-4] is won by one of several browsers that tap at once', async () => {
    const token = await freshToken()
    const browsers = Array.from({ length: 6 }, () => new Browser(server.app))
    const outcomes = (await Promise.all(browsers.map((browser) => claim(browser, token)))).map(outcomeOf)
    expect(outcomes.filter((outcome) => outcome === 200)).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'INVITATION_CLAIMED_ELSEWHERE')).toHaveLength(5)
  })

  it('[WAY-8] keeps neither token, device nor code in the database', async () => {
    const token = await freshToken()
    const browser = new Browser(server.app)
    await claim(browser, token)
    const { code } = await issue(seatOf('plaintiff'), 'deviceCode')
    const rows = JSON.stringify(await server.database.prisma.invitation.findMany())
    for (const secret of [token, code, ...browser.cookies.map(({ value }) => value)]) {
      expect(rows).not.toContain(secret)
    }
  })

  it('of several seats works in one browser', async () => {
    const browser = new Browser(server.app)
    const first = await claim(browser, await freshToken(seatOf('plaintiff')))
    const second = await claim(browser, await freshToken(seatOf('defendant')))
    expect((await me(browser, first)).json()).toMatchObject({ role: 'plaintiff' })
    expect((await me(browser, second)).json()).toMatchObject({ role: 'defendant' })
  })
})

describe('moving to another device', () => {
  it('[WAY-5] takes a code and signs the old device out', async () => {
    const token = await freshToken()
    const old = new Browser(server.app)
    const before = await claim(old, token)
    const { code, url } = await issue(seatOf('plaintiff'), 'deviceCode')
    expect(code).toMatch(/^\d{6}$/)
    expect(url).toBeNull()
    const phone = new Browser(server.app)
    const revoked: (string | null)[] = []
    server.logins.on('revoked', ({ seatId }) => revoked.push(seatId))
    const after = await claim(phone, token, code ?? '')
    expect(outcomeOf(await me(phone, after))).toBe(200)
    expect(outcomeOf(await me(old, before))).toBe('NOT_SIGNED_IN')
    expect(revoked).toEqual([seatOf('plaintiff')])
    expect((await preview(old, token)).json()).toMatchObject({ state: 'claimedElsewhere' })
    expect(outcomeOf(await claim(old, token, code ?? ''))).toBe('INVITATION_CODE_WRONG')
  })

  it('can be allowed by the device that holds the seat', async () => {
    const token = await freshToken()
    const old = new Browser(server.app)
    const { handle } = (await claim(old, token)).json<SeatEntry>()
    const response = await old.post(issuePath(handle, seatOf('plaintiff')), { what: 'deviceCode' })
    const { code } = response.json<InvitationIssue>()
    expect(outcomeOf(await claim(new Browser(server.app), token, code ?? ''))).toBe(200)
  })

  it('[WAY-2] allows five guesses, also when they come at once', async () => {
    const token = await freshToken()
    await claim(new Browser(server.app), token)
    const { code } = await issue(seatOf('plaintiff'), 'deviceCode')
    const guesses = Array.from({ length: CODE_ATTEMPTS }, () =>
      claim(new Browser(server.app), token, wrongCode(code)),
    )
    const left = (await Promise.all(guesses)).map(
      (response) => response.json<{ parameters: { attemptsLeft: number } }>().parameters.attemptsLeft,
    )
    expect(left.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
    expect(outcomeOf(await claim(new Browser(server.app), token, code ?? ''))).toBe('INVITATION_CODE_WRONG')
  })

  it('takes a code of the last ten minutes', async () => {
    const token = await freshToken()
    await claim(new Browser(server.app), token)
    const { code } = await issue(seatOf('plaintiff'), 'deviceCode')
    server.clock.advance(CODE_LIFETIME_MS)
    expect(outcomeOf(await claim(new Browser(server.app), token, code ?? ''))).toBe('INVITATION_CODE_WRONG')
  })

  it('[WAY-5] works with a fresh link from the clerk, too', async () => {
    const old = new Browser(server.app)
    const before = await claim(old, await freshToken())
    const token = await freshToken()
    expect(outcomeOf(await me(old, before))).toBe(200)
    await claim(new Browser(server.app), token)
    expect(outcomeOf(await me(old, before))).toBe('NOT_SIGNED_IN')
  })
})

describe('issuing', () => {
  it('[WAY-7] is for judge and clerk of the sitting, and for seats that come by link', async () => {
    const outcome = async (browser: Browser, handle: string, seatId: string, what: 'link' | 'deviceCode') =>
      outcomeOf(await browser.post(issuePath(handle, seatId), { what }))
    const plaintiff = seatOf('plaintiff')
    const judge = new Browser(server.app)
    const judgeHandle = (await enter(judge, seatOf('presidingJudge'))).handle
    expect(await outcome(judge, judgeHandle, plaintiff, 'link')).toBe(200)
    expect(await outcome(clerk, clerkHandle, seatOf('gallery'), 'link')).toBe(200)
    expect(await outcome(clerk, clerkHandle, seatOf('presidingJudge'), 'link')).toBe('NOT_ALLOWED')

    const party = new Browser(server.app)
    const partyHandle = (await enter(party, plaintiff)).handle
    expect(await outcome(party, partyHandle, plaintiff, 'link')).toBe('NOT_ALLOWED')
    expect(await outcome(party, partyHandle, seatOf('defendant'), 'deviceCode')).toBe('NOT_ALLOWED')
    // It came in by the trial door: there is no claimed link that a code could open.
    expect(await outcome(party, partyHandle, plaintiff, 'deviceCode')).toBe('INVITATION_UNKNOWN')

    const colleague = new Browser(server.app)
    const login = await colleague.post('/api/login', { account: 'clerk2', password: 'tongting-trial' })
    const { handle } = login.json<{ handle: string }>()
    expect(await outcome(colleague, handle, plaintiff, 'link')).toBe('NOT_ALLOWED')
  })

  it('of a seat that belongs to another sitting is refused', async () => {
    const foreign = (await clerk.post('/api/trial/sittings')).json<TrialSittingMade>().seats
    const seatId = foreign.find(({ role }) => role === 'plaintiff')?.seatId ?? ''
    const response = await clerk.post(issuePath(clerkHandle, seatId), { what: 'link' })
    expect(outcomeOf(response)).toBe('SEAT_UNKNOWN')
  })

  it('lets a link for a hearing to come work until a day after it', async () => {
    const { prisma } = server.database
    const scheduledAt = new Date(server.clock.now().getTime() + 30 * 86_400_000)
    await prisma.sitting.update({ where: { id: sitting.sittingId }, data: { scheduledAt } })
    const { expiresAt } = await invitations.issueLink(seatOf('plaintiff'))
    expect(expiresAt).toBe(scheduledAt.getTime() + LINK_LIFETIME_MS)
  })
})
