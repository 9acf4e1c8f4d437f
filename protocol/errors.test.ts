import { describe, expect, it } from 'vitest'
import { CatalogueError, ErrorCode, errorCatalogue, WireError } from './errors.ts'

const entries = Object.entries(errorCatalogue)

describe('the error catalogue', () => {
  it('[ERR-1] every code is a name in capitals with a status that HTTP knows as an error', () => {
    expect(entries.filter(([code]) => !/^[A-Z]+(_[A-Z]+)*$/.test(code))).toEqual([])
    expect(entries.filter(([, { status }]) => status < 400 || status > 599)).toEqual([])
  })

  it('[ERR-1] a code is known on the wire, and no other', () => {
    for (const [code] of entries) expect(ErrorCode.parse(code)).toBe(code)
    expect(ErrorCode.safeParse('SOMETHING_ELSE').success).toBe(false)
  })

  it('[ERR-2] an error travels with code, parameters and whether to try again, and without text or stack', () => {
    const wire = new CatalogueError('TOO_MANY_ATTEMPTS', { seconds: 30 }, ['account']).toWire()
    expect(wire).toEqual({
      code: 'TOO_MANY_ATTEMPTS',
      retry: true,
      parameters: { seconds: 30 },
      issues: ['account'],
    })
    expect(WireError.parse(wire)).toEqual(wire)
    expect(new CatalogueError('NOT_ALLOWED').toWire()).toEqual({
      code: 'NOT_ALLOWED',
      retry: false,
      parameters: {},
    })
  })

  it('[ERR-2] parameters are plain values, never objects', () => {
    const wire = { code: 'INTERNAL', retry: true, parameters: { person: { name: '陈建国' } } }
    expect(WireError.safeParse(wire).success).toBe(false)
  })

  it('[ERR-2] trying again helps only where something may change by itself', () => {
    const retried = entries.filter(([, { retry }]) => retry).map(([code]) => code)
    expect(retried).toEqual([
      'TOO_MANY_ATTEMPTS',
      'INTERNAL',
      'UNAVAILABLE',
      'TIMEOUT',
      'TICKET_INVALID',
      'SITTING_ELSEWHERE',
      'RECORDER_NOT_READY',
      'MEDIA_RESTARTED',
      'RECORDING_NOT_READY',
    ])
  })
})
