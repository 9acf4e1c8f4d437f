import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig } from './config.ts'

const minimal = {
  DATABASE_URL: 'postgresql://tongting:secret-word@localhost:5432/tongting',
  RECORDER_TOKEN: 'r'.repeat(32),
}
const production = {
  ...minimal,
  MODE: 'production',
  PUBLIC_URL: 'https://court.example/',
  TONGTING_DATA: '/srv/tongting',
}

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('loadConfig', () => {
  it('fills in the documented defaults', () => {
    const config = loadConfig(minimal)
    expect(config.mode).toBe('trial')
    expect(config.http).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      https: null,
    })
    expect(config.media).toMatchObject({ listenIp: '127.0.0.1', announcedAddress: null, port: 44_400 })
    expect(config.recorder).toMatchObject({ controlUrl: 'ws://127.0.0.1:3010', rtpPort: 20_100 })
    expect(config.dataFolder).toMatch(/\.data$/)
  })

  it('follows a control port into the control address', () => {
    expect(loadConfig({ ...minimal, RECORDER_CONTROL_PORT: '4010' }).recorder.controlUrl).toBe(
      'ws://127.0.0.1:4010',
    )
  })

  it('takes an empty variable as absent', () => {
    expect(loadConfig({ ...minimal, HTTP_PORT: '', MODE: '' })).toEqual(loadConfig(minimal))
  })

  it('[RUN-3] names every bad value and what it should be', () => {
    const problems = problemsOf({
      ...minimal,
      HTTP_PORT: 'eighty',
      MODE: 'prod',
      MEDIA_LISTEN_IP: 'here',
      LOG_LEVEL: 'loud',
    })
    expect(problems).toEqual([
      'MODE is "prod"; it should be trial or production',
      'HTTP_PORT is "eighty"; it should be a whole number from 1 to 65535',
      'MEDIA_LISTEN_IP is "here"; it should be an IPv4 or IPv6 address',
      'LOG_LEVEL is "loud"; it should be one of fatal, error, warn, info, debug, trace, silent',
    ])
  })

  it.each(['0', '65536', '80.5', '-1', 'NaN'])('refuses the port %s', (value) => {
    expect(problemsOf({ ...minimal, HTTP_PORT: value })[0]).toContain('a whole number from 1 to 65535')
  })

  it('says what a missing value should be', () => {
    expect(problemsOf({})).toEqual([
      'DATABASE_URL is missing; it should be an address such as postgresql://user:password@host:5432/database',
      'RECORDER_TOKEN is missing; it should be a secret of at least 32 characters',
    ])
  })

  it('[RUN-9] never repeats a secret in a message', () => {
    const problems = problemsOf({ DATABASE_URL: 'mysql://u:secret-word@h/d', RECORDER_TOKEN: 'secret-word' })
    expect(problems).toHaveLength(2)
    expect(problems.join()).not.toContain('secret-word')
  })

  it('wants certificate and key together', () => {
    expect(problemsOf({ ...minimal, TLS_CERT_FILE: '/c.pem' })[0]).toContain('set both or neither')
    const { https } = loadConfig({ ...minimal, TLS_CERT_FILE: '/c.pem', TLS_KEY_FILE: '/k.pem' }).http
    expect(https).toEqual({ port: 3443, certFile: '/c.pem', keyFile: '/k.pem' })
  })

  it('wants a reachable address when media listens everywhere', () => {
    expect(problemsOf({ ...minimal, MEDIA_LISTEN_IP: '0.0.0.0' })[0]).toContain(
      'MEDIA_ANNOUNCED_ADDRESS is missing',
    )
  })

  it('refuses a trial address or data folder in production', () => {
    expect(loadConfig(production).http.publicUrl).toBe('https://court.example')
    expect(problemsOf({ ...production, PUBLIC_URL: 'http://court.example' })[0]).toContain('PUBLIC_URL')
    expect(problemsOf({ ...production, TONGTING_DATA: '' })[0]).toContain('TONGTING_DATA')
  })
})
