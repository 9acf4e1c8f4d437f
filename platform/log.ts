/**
 * Logging. What goes where: info is one line per step of a life cycle (with sittingId, seatId, workerPid), warn
 * means "we are retrying", error means "we gave up". Secrets never: the paths below are cut out of every line.
 */
import { pino, type DestinationStream, type Logger } from 'pino'
import type { LogLevel } from './config.ts'

export type Log = Logger

const secretKeys = [
  'password',
  'passwordHash',
  'token',
  'accessToken',
  'secret',
  'oneTimeCode',
  'cookie',
  'authorization',
  'privateKey',
  'databaseUrl',
]

const redactPaths = [
  ...secretKeys,
  ...secretKeys.map((key) => `*.${key}`),
  ...secretKeys.map((key) => `*.*.${key}`),
  '*.headers["set-cookie"]',
  'headers["set-cookie"]',
]

/**
 * A logger that writes JSON lines.
 *
 * @param name process or part, for example `server`
 * @param destination where lines go; standard output by default
 */
export function createLog(name: string, level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    name,
    level,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redactPaths, censor: '[removed]' },
    serializers: { req: describeRequest },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** Links and resets carry their secret in the path or query, so only the path up to the first long part is kept. */
export function withoutSecrets(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? ''
  return path.replace(/\/[A-Za-z0-9_-]{24,}(?=\/|$)/g, (part) =>
    isUuid(part.slice(1)) ? part : '/[removed]',
  )
}

function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
}

interface RequestLike {
  readonly id?: unknown
  readonly method?: string
  readonly url?: string
  readonly ip?: string
}

function describeRequest(request: RequestLike) {
  return { id: request.id, method: request.method, url: withoutSecrets(request.url ?? ''), ip: request.ip }
}
