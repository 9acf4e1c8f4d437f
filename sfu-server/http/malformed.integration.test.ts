import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ErrorCode } from '#protocol/errors.ts'
import { outcomeOf, TEST_ORIGIN } from '../testing/browser.ts'
import { digestTables, startHttpTestServer, type HttpTestServer } from '../testing/httpServer.ts'
import { cookieHeader, setStage, visitors, type Stage } from '../testing/visitors.ts'

let server: HttpTestServer
let stage: Stage
beforeAll(async () => {
  server = await startHttpTestServer()
  stage = await setStage(server)
})
afterAll(() => server.close())

const json = 'application/json'
const badBodies: readonly { name: string; type?: string; payload?: string }[] = [
  { name: 'no body at all' },
  { name: 'an empty body', type: json, payload: '' },
  { name: 'broken JSON', type: json, payload: '{"a":' },
  { name: 'null', type: json, payload: 'null' },
  { name: 'a list', type: json, payload: '[]' },
  { name: 'a string', type: json, payload: '"{}"' },
  { name: 'a number', type: json, payload: '1e308' },
  { name: 'an unknown field', type: json, payload: '{"unknown":1}' },
  { name: 'a prototype', type: json, payload: '{"__proto__":{"admin":true}}' },
  { name: 'deep nesting', type: json, payload: `${'['.repeat(5000)}${']'.repeat(5000)}` },
  { name: 'wrong types', type: json, payload: '{"account":{},"password":[],"role":1,"what":null,"code":5}' },
  { name: 'a zero byte', type: json, payload: '{"account":"judge\\u0000","password":"x"}' },
  { name: 'too much', type: json, payload: JSON.stringify({ account: 'x'.repeat(20_000), password: 'x' }) },
  { name: 'a form', type: 'application/x-www-form-urlencoded', payload: 'role=clerk' },
  { name: 'plain text', type: 'text/plain', payload: '{}' },
  { name: 'an unknown type', type: 'application/octet-stream', payload: '{}' },
]

const badValues: readonly string[] = [
  'x',
  '%00',
  '%F0%9F%92%A3',
  "1'%20OR%20'1'='1",
  '..%2f..%2fetc%2fpasswd',
  '00000000-0000-0000-0000-00000000000g',
  'a'.repeat(90),
  'a'.repeat(5000),
]

async function refusal(request: InjectOptions): Promise<string | number> {
  const response = await server.app.inject(request)
  expect(response.statusCode).toBeGreaterThanOrEqual(400)
  expect(response.statusCode).toBeLessThan(500)
  expect(response.headers['set-cookie']).toBeUndefined()
  expect(response.body).not.toMatch(/node_modules|\.ts\b|at .*:\d+:\d+|prisma/i)
  const outcome = outcomeOf(response)
  expect(ErrorCode.safeParse(outcome).success).toBe(true)
  return outcome
}

describe('malformed input changes nothing and answers with an entry of the catalogue', () => {
  it('[HTTP-2] in bodies, on every route that takes one', async () => {
    const writes = server.app.declaredRoutes.filter(({ method }) => method === 'POST')
    expect(writes.length).toBeGreaterThan(5)
    for (const visitor of visitors) {
      const login = await stage.signIn(visitor)
      const before = await digestTables(server.database)
      for (const { url } of writes) {
        for (const { name, type, payload } of badBodies) {
          const outcome = await refusal({
            method: 'POST',
            url: stage.address(url, login?.handle ?? 'nobodyshandl'),
            headers: {
              origin: TEST_ORIGIN,
              ...(type ? { 'content-type': type } : {}),
              ...cookieHeader(login),
            },
            ...(payload === undefined ? {} : { payload }),
          })
          const expected =
            login === null && url.startsWith('/api/s/')
              ? ['NOT_SIGNED_IN']
              : url === '/api/login' || url.startsWith('/api/invitations')
                ? [name === 'too much' ? 'TOO_LARGE' : 'BAD_REQUEST', 'TOO_MANY_ATTEMPTS']
                : [name === 'too much' ? 'TOO_LARGE' : 'BAD_REQUEST']
          expect(expected, `${url} with ${name} for ${visitor}`).toContain(outcome)
        }
      }
      expect(await digestTables(server.database)).toEqual(before)
    }
  })

  it('[HTTP-2] in addresses, on every route with parameters', async () => {
    const routes = server.app.declaredRoutes.filter(
      ({ method, url }) => method !== 'HEAD' && url.includes('/:'),
    )
    const login = await stage.signIn('clerk')
    const before = await digestTables(server.database)
    for (const { method, url } of routes) {
      const names = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
      for (const name of names) {
        for (const value of badValues) {
          await refusal({
            method: method as 'GET' | 'POST',
            url: stage.address(url.replace(`:${name}`, value), login?.handle ?? ''),
            headers: { origin: TEST_ORIGIN, 'content-type': json, ...cookieHeader(login) },
            ...(method === 'POST' ? { payload: '{}' } : {}),
          })
        }
      }
    }
    expect(await digestTables(server.database)).toEqual(before)
  })

  it('[HTTP-2] in headers and in addresses that are no routes', async () => {
    for (const url of [
      '/api/',
      '/api/nothing',
      '/api/s/',
      '/api/s//me',
      '/%E0%A4%A',
      '/assets/../package.json',
    ]) {
      await refusal({ method: 'GET', url })
    }
    for (const method of ['PUT', 'DELETE', 'PATCH'] as const) {
      await refusal({ method, url: '/api/trial/sittings', headers: { origin: TEST_ORIGIN } })
    }
    const login = await stage.signIn('clerk')
    const url = stage.address('/api/s/:handle/me', login?.handle ?? '')
    for (const cookie of ['login=', 'login', 'login=%E0%A4%A', `login=${'x'.repeat(4000)}`, '=;=;login']) {
      expect(await refusal({ method: 'GET', url, headers: { cookie } })).toBe('NOT_SIGNED_IN')
    }
  })
})
