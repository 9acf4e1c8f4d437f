import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { openDatabase } from '#platform/database.ts'
import { Browser, outcomeOf, TEST_ORIGIN } from '../testing/browser.ts'
import { startHttpTestServer, type HttpTestServer } from '../testing/httpServer.ts'
import { setStage } from '../testing/visitors.ts'
import { guardRoutes } from './access.ts'
import { answerErrors } from './errors.ts'
import { Logins } from './logins.ts'

let server: HttpTestServer
beforeAll(async () => {
  server = await startHttpTestServer()
})
afterAll(() => server.close())

const write = (headers: Record<string, string>, app = server.app) =>
  app.inject({
    method: 'POST',
    url: '/api/trial/enter',
    headers: { 'content-type': 'application/json', ...headers },
    payload: '{"role":"clerk"}',
  })

describe('a request that changes something', () => {
  it.each([
    { origin: TEST_ORIGIN },
    { origin: TEST_ORIGIN, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
    { origin: 'http://192.0.2.7:3000', host: '192.0.2.7:3000' },
  ])('[HTTP-3] is taken from our own page: %o', async (headers) => {
    expect(outcomeOf(await write(headers))).toBe(200)
  })

  it.each([
    {},
    { origin: 'null' },
    { origin: 'not an address' },
    { origin: 'https://evil.example' },
    { origin: 'https://sister.court.example' },
    { origin: 'http://court.example' },
    { origin: 'https://court.example:8443' },
    { origin: 'https://court.example.evil.example' },
    { origin: TEST_ORIGIN, 'sec-fetch-site': 'cross-site' },
    { origin: TEST_ORIGIN, 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { referer: `${TEST_ORIGIN}/` },
    { origin: 'http://192.0.2.7:3000', host: '192.0.2.7:4000' },
  ])('is refused from any other: %o', async (headers) => {
    expect(outcomeOf(await write(headers))).toBe('FOREIGN_ORIGIN')
  })

  it('[HTTP-3] is taken in production only from the public address', async () => {
    const app = await server.restart({ mode: 'production' })
    const foreign = await write({ origin: 'http://192.0.2.7:3000', host: '192.0.2.7:3000' }, app)
    expect(outcomeOf(foreign)).toBe('FOREIGN_ORIGIN')
    expect(outcomeOf(await write({ origin: TEST_ORIGIN }, app))).toBe('TRIAL_ONLY')
  })
})

describe('every answer', () => {
  it('[PI-5] lets the browser load from here alone', async () => {
    const { headers } = await server.app.inject('/')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("connect-src 'self' wss://court.example")
    const others = policy.match(/https?:|unsafe|\*/g)
    expect(others).toBeNull()
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' })
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  it('[HTTP-4] of the API is kept nowhere', async () => {
    expect((await server.app.inject('/api/status')).headers['cache-control']).toBe('no-store')
    expect((await server.app.inject('/api/nothing')).headers['cache-control']).toBe('no-store')
  })

  it('[HTTP-4] says nothing of what broke inside', async () => {
    const app = fastify()
    answerErrors(app)
    app.get('/', () => {
      throw new Error('password of the database')
    })
    const response = await app.inject('/')
    expect(response.json()).toEqual({ code: 'INTERNAL', retry: true, parameters: {} })
    await app.close()
  })
})

describe('a database that is away', () => {
  it('[HTTP-5] is an error that passes, and shows in the health report', async () => {
    const database = openDatabase('postgresql://nobody@127.0.0.1:9/nothing')
    const app = await server.restart({}, { database, logins: new Logins(database, server.clock) })
    const browser = new Browser(app)
    expect(outcomeOf(await browser.get('/api/trial'))).toBe('UNAVAILABLE')
    expect(outcomeOf(await browser.post('/api/login', { account: 'judge', password: 'x' }))).toBe(
      'UNAVAILABLE',
    )
    const health = await browser.get('/api/health')
    expect(health.statusCode).toBe(503)
    expect(health.json()).toMatchObject({ ok: false, parts: [{ name: 'database', ok: false }] })
    await database.close()
  })
})

describe('the pages', () => {
  it('say how to build them while they are not built', async () => {
    const response = await server.app.inject('/')
    expect(response.statusCode).toBe(503)
    expect(response.headers['content-type']).toContain('text/html')
    expect(response.body).toContain('npm start')
  })

  it('are one file at every address of the client, and never kept without asking', async () => {
    await setStage(server)
    for (const url of ['/', '/i/some-token', '/s/abcdefghijkl', '/s/abcdefghijkl/sitting/1']) {
      const response = await server.app.inject(url)
      expect(response.body).toContain('<title>client</title>')
      expect(response.headers['cache-control']).toBe('no-cache')
    }
    const asset = await server.app.inject('/assets/main-1a2b.js')
    expect(asset.headers['cache-control']).toContain('immutable')
    expect(outcomeOf(await server.app.inject('/assets/missing.js'))).toBe('NOT_FOUND')
    expect(outcomeOf(await server.app.inject('/emblem.svg'))).toBe('NOT_FOUND')
    expect((await server.app.inject('/emblem')).headers['content-type']).toBe('image/svg+xml')
  })
})

describe('a server', () => {
  const routeOf = (route: object) => async () => {
    const app = fastify()
    guardRoutes(app, {} as never)
    app.route({ method: 'GET', url: '/api/x', handler: () => '', ...route })
    await app.ready()
  }
  const access = (level: string) => ({ config: { access: level } })
  const schema = { querystring: z.object({}) }

  it.each([
    ['does not declare who may call it', { schema }],
    ['has no schema', access('public')],
    ['has no schema for its body', { ...access('public'), schema, method: 'POST' }],
    ['has no schema for its parameters', { ...access('public'), schema, url: '/api/:x' }],
    ['stand under /api/s/:handle', { ...access('login'), schema }],
    [
      'stand under /api/s/:handle',
      { ...access('public'), schema: { params: z.object({}) }, url: '/api/s/:handle/x' },
    ],
  ])('does not start with a route that %s', async (reason, route) => {
    await expect(routeOf(route)()).rejects.toThrow(reason)
  })

  it('tells how it is', async () => {
    const browser = new Browser(server.app)
    expect((await browser.get('/api/status')).json()).toEqual({
      mode: 'trial',
      version: '0.1.0',
      emblem: true,
    })
    expect((await browser.get('/api/health')).json()).toMatchObject({
      ok: true,
      parts: [{ name: 'database' }],
    })
  })
})
