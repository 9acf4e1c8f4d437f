import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TRIAL_PASSWORD } from '../../prisma/seed/demoCity.ts'
import { ACCOUNT_ATTEMPTS, ACCOUNT_WINDOW_SECONDS } from '../http/limits.ts'
import { STAFF_LOGIN_MS, type Revocation } from '../http/logins.ts'
import { Browser, outcomeOf } from '../testing/browser.ts'
import { startHttpTestServer, type HttpTestServer } from '../testing/httpServer.ts'
import { LOGINS_PER_MINUTE } from './staffRoutes.ts'

let server: HttpTestServer
beforeAll(async () => {
  server = await startHttpTestServer()
})
afterAll(() => server.close())

const signIn = (browser: Browser, account: string, password = TRIAL_PASSWORD) =>
  browser.post('/api/login', { account, password })

async function signedIn(account: string) {
  const browser = new Browser(server.app)
  const response = await signIn(browser, account)
  expect(response.statusCode).toBe(200)
  const { handle } = response.json<{ handle: string }>()
  return { browser, handle, me: () => browser.get(`/api/s/${handle}/me`) }
}

describe('a staff login', () => {
  it('[WAY-1] is made by the password and says who one is', async () => {
    const { browser, handle, me } = await signedIn('judge')
    expect((await me()).json()).toEqual({
      kind: 'staff',
      name: '苏和平',
      courtName: '云岭市清河区人民法院',
      posts: ['judge'],
    })
    expect(browser.cookies).toMatchObject([{ name: 'login', path: `/api/s/${handle}` }])
  })

  it('[WAY-8] keeps neither the secret nor the password', async () => {
    const { browser, handle } = await signedIn('judge')
    const row = await server.database.prisma.login.findUniqueOrThrow({ where: { handle } })
    expect(JSON.stringify(row)).not.toContain(browser.cookies[0]?.value)
    const accounts = await server.database.prisma.account.findMany()
    expect(accounts.every(({ passwordHash }) => passwordHash.startsWith('$argon2id$'))).toBe(true)
  })

  it('[WAY-8] is hidden from scripts and other sites', async () => {
    const cookieOf = async (mode: 'trial' | 'production') => {
      const app = await server.restart({ mode })
      const response = await signIn(new Browser(app), 'judge')
      return String(response.headers['set-cookie'])
    }
    expect(await cookieOf('trial')).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(await cookieOf('production')).toMatch(/; HttpOnly; Secure; SameSite=Strict$/)
  })

  it('[WAY-1] answers alike for a wrong password, an unknown and a disabled account', async () => {
    const { prisma } = server.database
    await prisma.account.update({ where: { name: 'judge5' }, data: { disabled: true } })
    const browser = new Browser(server.app)
    const answers = [
      await signIn(browser, 'judge', 'wrong'),
      await signIn(browser, 'nobody', 'wrong'),
      await signIn(browser, 'judge5'),
    ]
    expect(answers.map(outcomeOf)).toEqual(Array(3).fill('WRONG_CREDENTIALS'))
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect(browser.cookies).toEqual([])
  })

  it('[WAY-10] ends when the account is disabled', async () => {
    const { me } = await signedIn('clerk5')
    const { prisma } = server.database
    await prisma.account.update({ where: { name: 'clerk5' }, data: { disabled: true } })
    expect(outcomeOf(await me())).toBe('NOT_SIGNED_IN')
  })

  it('[WAY-10] ends at once by signing out, and tells who listens', async () => {
    const { browser, handle, me } = await signedIn('judge')
    const { id } = await server.database.prisma.login.findUniqueOrThrow({ where: { handle } })
    const heard: Revocation[] = []
    server.logins.on('revoked', (revocation) => heard.push(revocation))
    expect((await browser.post(`/api/s/${handle}/logout`)).statusCode).toBe(200)
    expect(browser.cookies).toEqual([])
    expect(heard).toEqual([{ loginId: id, seatId: null }])
    expect(outcomeOf(await me())).toBe('NOT_SIGNED_IN')
    expect(await server.logins.get(id)).toBeNull()
    await server.logins.revoke(id)
    expect(heard).toHaveLength(1)
  })

  it('[WAY-10] ends by revoking the person, not by the secret of another login', async () => {
    const first = await signedIn('judge2')
    const second = await signedIn('clerk2')
    const stolen = first.browser.cookies[0]?.value ?? ''
    const foreign = await server.app.inject({
      url: `/api/s/${second.handle}/me`,
      cookies: { login: stolen },
    })
    expect(outcomeOf(foreign)).toBe('NOT_SIGNED_IN')
    const { personId } = await server.database.prisma.login.findUniqueOrThrow({
      where: { handle: first.handle },
    })
    await server.logins.revokePerson(personId ?? '')
    expect(outcomeOf(await first.me())).toBe('NOT_SIGNED_IN')
    expect(outcomeOf(await second.me())).toBe(200)
  })

  it('[WAY-10] lasts while it is used and ends when it was not for twelve hours', async () => {
    const { me } = await signedIn('judge3')
    for (let hours = 0; hours < 20; hours += 10) {
      server.clock.advance(STAFF_LOGIN_MS - 1000)
      const response = await me()
      expect(outcomeOf(response)).toBe(200)
      expect(response.cookies[0]?.expires?.getTime()).toBe(server.clock.now().getTime() + STAFF_LOGIN_MS)
    }
    server.clock.advance(STAFF_LOGIN_MS)
    expect(outcomeOf(await me())).toBe('NOT_SIGNED_IN')
  })
})

describe('wrong passwords', () => {
  it('[WAY-2] close an account for a while, also for the right password and after a restart', async () => {
    for (let attempt = 0; attempt < ACCOUNT_ATTEMPTS; attempt++) {
      expect(outcomeOf(await signIn(new Browser(server.app), 'clerk3', 'wrong'))).toBe('WRONG_CREDENTIALS')
    }
    const restarted = await server.restart()
    const refused = await signIn(new Browser(restarted), 'clerk3')
    expect(outcomeOf(refused)).toBe('TOO_MANY_ATTEMPTS')
    const { seconds } = refused.json<{ parameters: { seconds: number } }>().parameters
    expect(seconds).toBeGreaterThan(ACCOUNT_WINDOW_SECONDS - 60)
    expect(seconds).toBeLessThanOrEqual(ACCOUNT_WINDOW_SECONDS)
    expect(refused.headers['retry-after']).toBe(String(seconds))
    expect(outcomeOf(await signIn(new Browser(restarted), 'clerk4'))).toBe(200)
  })

  it('[WAY-2] sent all at once are counted one by one', async () => {
    const app = await server.restart()
    const attempts = Array.from({ length: ACCOUNT_ATTEMPTS + 5 }, () =>
      signIn(new Browser(app), 'clerk6', 'wrong'),
    )
    const outcomes = (await Promise.all(attempts)).map(outcomeOf)
    expect(outcomes.filter((outcome) => outcome === 'WRONG_CREDENTIALS')).toHaveLength(ACCOUNT_ATTEMPTS)
  })

  it('before a right one are forgotten', async () => {
    const app = await server.restart()
    for (let round = 0; round < 2; round++) {
      for (let attempt = 1; attempt < ACCOUNT_ATTEMPTS; attempt++) {
        await signIn(new Browser(app), 'clerk7', 'wrong')
      }
      expect(outcomeOf(await signIn(new Browser(app), 'clerk7'))).toBe(200)
    }
  })

  it('[WAY-2] from one address are held off after so many a minute, well-formed or not', async () => {
    const app = await server.restart()
    const outcomes: (string | number)[] = []
    for (let attempt = 0; attempt < LOGINS_PER_MINUTE; attempt++) {
      outcomes.push(outcomeOf(await new Browser(app).post('/api/login')))
    }
    expect(new Set(outcomes)).toEqual(new Set(['BAD_REQUEST']))
    expect(outcomeOf(await signIn(new Browser(app), 'judge'))).toBe('TOO_MANY_ATTEMPTS')
    expect(outcomeOf(await new Browser(app).get('/api/status'))).toBe(200)
  })
})
