import { afterEach, describe, expect, it, vi } from 'vitest'
import { CatalogueError } from '#protocol/errors.ts'
import { api, codeOf, recordingUrl } from './api.ts'

const answer = (status: number, content: unknown) =>
  vi.stubGlobal(
    'fetch',
    vi.fn<typeof fetch>(() => Promise.resolve(new Response(JSON.stringify(content), { status }))),
  )

const failing = (error: Error) =>
  vi.stubGlobal(
    'fetch',
    vi.fn<typeof fetch>(() => Promise.reject(error)),
  )

const status = { mode: 'trial', version: '0.1.0', emblem: false }

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('api', () => {
  it('returns a reply that fits its schema', async () => {
    answer(200, status)
    await expect(api.status()).resolves.toEqual(status)
  })

  it('sends a write as JSON with the cookie of this site', async () => {
    answer(200, { handle: 'abcdefghij12' })
    await api.signIn('judge', 'secret')
    const [path, init] = vi.mocked(fetch).mock.calls[0] ?? []
    expect(path).toBe('/api/login')
    expect(init).toMatchObject({
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account: 'judge', password: 'secret' }),
    })
  })

  it('keeps what stands in the address bar inside its part of the path', async () => {
    answer(200, { sittings: [] })
    await api.sittings('a/../b?c')
    expect(vi.mocked(fetch).mock.calls[0]?.[0]).toBe('/api/s/a%2F..%2Fb%3Fc/sittings')
    expect(recordingUrl('h', 'r', 'download')).toBe('/api/s/h/recordings/r/download')
  })

  it.each([
    [
      'an error of the catalogue as it is',
      410,
      { code: 'INVITATION_EXPIRED', retry: false, parameters: {} },
      'INVITATION_EXPIRED',
    ],
    ['a gateway without a server as UNAVAILABLE', 502, 'Bad gateway', 'UNAVAILABLE'],
    ['an unknown error as INTERNAL', 500, { message: 'oops' }, 'INTERNAL'],
    ['a reply of another shape as OUTDATED_CLIENT', 200, { mode: 'other' }, 'OUTDATED_CLIENT'],
  ])('throws %s', async (_what, httpStatus, content, code) => {
    answer(httpStatus, content)
    await expect(api.status()).rejects.toMatchObject({ code })
  })

  it.each([
    [new TypeError('Failed to fetch'), 'UNAVAILABLE'],
    [new DOMException('slow', 'TimeoutError'), 'TIMEOUT'],
  ])('throws %s as %s', async (error, code) => {
    failing(error)
    await expect(api.status()).rejects.toMatchObject({ code })
  })
})

it('reads a code from whatever was thrown', () => {
  expect(codeOf(new CatalogueError('NO_FLOOR'))).toBe('NO_FLOOR')
  expect(codeOf(new Error('x'))).toBe('INTERNAL')
})
