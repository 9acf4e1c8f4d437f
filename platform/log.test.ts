import { describe, expect, it } from 'vitest'
import { createLog, withoutSecrets } from './log.ts'

function linesOf(write: (log: ReturnType<typeof createLog>) => void): string {
  let written = ''
  write(createLog('test', 'info', { write: (line: string) => void (written += line) }))
  return written
}

describe('log', () => {
  it('[RUN-9] cuts secrets out at every depth used', () => {
    const line = linesOf((log) =>
      log.info(
        {
          token: 'hush-1',
          login: { password: 'hush-2' },
          req: { headers: { cookie: 'hush-3', authorization: 'hush-4' } },
          reply: { headers: { cookie: 'hush-5', 'set-cookie': 'hush-6' } },
        },
        'signed in',
      ),
    )
    expect(line).toContain('signed in')
    expect(line).not.toContain('hush')
  })

  it('[RUN-9] keeps only a request’s method, address and path without the link’s secret', () => {
    const req = {
      method: 'GET',
      url: '/j/AbCdEfGhIjKlMnOpQrStUvWxYz012345?code=hush',
      ip: '10.0.0.7',
      headers: { cookie: 'hush' },
    }
    const line = linesOf((log) => log.info({ req }, 'request'))
    expect(JSON.parse(line).req).toEqual({ method: 'GET', url: '/j/[removed]', ip: '10.0.0.7' })
  })

  it('keeps ids readable in a path', () => {
    const path = '/api/cases/0192f0c1-2345-7abc-8def-0123456789ab/recordings'
    expect(withoutSecrets(`${path}?page=2`)).toBe(path)
  })

  it('says nothing below its level', () => {
    expect(linesOf((log) => log.debug('chatter'))).toBe('')
  })
})
