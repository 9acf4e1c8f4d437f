/**
 * The one configuration module. Everything a process may be told from outside is an environment variable
 * listed here, checked at start, and handed on as one grouped, frozen object. Nothing else reads `process.env`.
 */
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** `trial` runs on one machine with stand-ins for outside services; `production` refuses them. */
export type Mode = 'trial' | 'production'

export interface Config {
  readonly mode: Mode
  /** Absolute path of the folder that holds journals, files, keys and certificates. */
  readonly dataFolder: string
  readonly database: { readonly url: string }
  readonly http: {
    readonly host: string
    readonly port: number
    /** Address people type or are sent, without a trailing slash. */
    readonly publicUrl: string
    /** Present when the server is also to serve HTTPS itself. */
    readonly https: { readonly port: number; readonly certFile: string; readonly keyFile: string } | null
  }
  readonly media: {
    readonly listenIp: string
    /** Address put into ICE candidates instead of `listenIp`; null when that is the same. */
    readonly announcedAddress: string | null
    /** Worker `i` listens on `port + i`, UDP and TCP. */
    readonly port: number
    readonly workers: number
    /** Path of mediasoup's worker; null for the one inside its npm package. */
    readonly workerBinary: string | null
  }
  readonly recorder: {
    readonly controlUrl: string
    readonly controlPort: number
    /** Shared secret of server and recorder. */
    readonly token: string
    /** Address on which the recorder receives RTP, as the server's media workers reach it. */
    readonly rtpIp: string
    readonly rtpPort: number
  }
  readonly tools: { readonly ffmpeg: string; readonly ffprobe: string }
  readonly log: { readonly level: LogLevel }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** A configuration that cannot be used. The message has one line per bad value: its name and what it should be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

const MIN_TOKEN_CHARACTERS = 32
const HIGHEST_PORT = 65_535
const TRIAL_DATA_FOLDER = '.data'
const repositoryRoot = resolve(import.meta.dirname, '..')

const wholeNumber = (fallback: number, highest: number) => {
  const expectation = `a whole number from 1 to ${highest}`
  return z.preprocess(
    (value) => (value === undefined ? fallback : Number(value)),
    z.number(expectation).int(expectation).min(1, expectation).max(highest, expectation),
  )
}

const portNumber = (fallback: number) => wholeNumber(fallback, HIGHEST_PORT)

const ipAddress = (fallback: string) =>
  z.union([z.ipv4(), z.ipv6()], 'an IPv4 or IPv6 address').default(fallback)

const text = z.string().min(1, 'not empty')

const urlOf = (protocols: readonly string[], expectation: string) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), expectation)

const variables = z.object({
  MODE: z.enum(['trial', 'production'], 'trial or production').default('trial'),
  TONGTING_DATA: text.default(join(repositoryRoot, TRIAL_DATA_FOLDER)),
  DATABASE_URL: urlOf(
    ['postgres:', 'postgresql:'],
    'an address such as postgresql://user:password@host:5432/database',
  ),
  HTTP_HOST: text.default('127.0.0.1'),
  HTTP_PORT: portNumber(3000),
  HTTPS_PORT: portNumber(3443),
  TLS_CERT_FILE: text.optional(),
  TLS_KEY_FILE: text.optional(),
  PUBLIC_URL: urlOf(['http:', 'https:'], 'an address such as https://court.example').optional(),
  MEDIA_LISTEN_IP: ipAddress('127.0.0.1'),
  MEDIA_ANNOUNCED_ADDRESS: text.optional(),
  MEDIA_PORT: portNumber(44_400),
  MEDIA_WORKERS: wholeNumber(cpus().length, 256),
  RECORDER_CONTROL_URL: urlOf(['ws:', 'wss:'], 'an address such as ws://127.0.0.1:3010').optional(),
  RECORDER_CONTROL_PORT: portNumber(3010),
  RECORDER_TOKEN: z
    .string()
    .min(MIN_TOKEN_CHARACTERS, `a secret of at least ${MIN_TOKEN_CHARACTERS} characters`),
  RECORDER_RTP_IP: ipAddress('127.0.0.1'),
  RECORDER_RTP_PORT: portNumber(20_100),
  FFMPEG_BIN: text.default('ffmpeg'),
  FFPROBE_BIN: text.default('ffprobe'),
  MEDIASOUP_WORKER_BIN: text.optional(),
  LOG_LEVEL: z.enum(logLevels, `one of ${logLevels.join(', ')}`).default('info'),
})

type Variables = z.output<typeof variables>

/** Names of all variables this module reads; the operator's guide is checked against it. */
export const configVariables: readonly string[] = Object.keys(variables.shape)

const secrets: ReadonlySet<string> = new Set(['DATABASE_URL', 'RECORDER_TOKEN'])

function describe(issue: z.core.$ZodIssue, environment: NodeJS.ProcessEnv): string {
  const name = String(issue.path[0])
  const value = environment[name]
  if (value === undefined) return `${name} is missing; it should be ${expectationOf(issue)}`
  const shown = secrets.has(name) ? 'the given value' : JSON.stringify(value)
  return `${name} is ${shown}; it should be ${expectationOf(issue)}`
}

const missingExpectations: Readonly<Record<string, string>> = {
  DATABASE_URL: 'an address such as postgresql://user:password@host:5432/database',
  RECORDER_TOKEN: `a secret of at least ${MIN_TOKEN_CHARACTERS} characters`,
}

function expectationOf(issue: z.core.$ZodIssue): string {
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined
  return (isMissing ? missingExpectations[String(issue.path[0])] : undefined) ?? issue.message
}

function crossChecks(values: Variables): string[] {
  const problems: string[] = []
  if ((values.TLS_CERT_FILE === undefined) !== (values.TLS_KEY_FILE === undefined)) {
    problems.push('TLS_CERT_FILE and TLS_KEY_FILE belong together; set both or neither')
  }
  if (values.MEDIA_PORT + values.MEDIA_WORKERS - 1 > HIGHEST_PORT) {
    problems.push(
      `MEDIA_PORT is ${values.MEDIA_PORT}; with ${values.MEDIA_WORKERS} workers it should be lower`,
    )
  }
  if (values.MEDIA_LISTEN_IP === '0.0.0.0' && values.MEDIA_ANNOUNCED_ADDRESS === undefined) {
    problems.push(
      'MEDIA_ANNOUNCED_ADDRESS is missing; with MEDIA_LISTEN_IP=0.0.0.0 it should be the reachable address',
    )
  }
  if (values.MODE === 'production') problems.push(...productionChecks(values))
  return problems
}

function productionChecks(values: Variables): string[] {
  const problems: string[] = []
  if (values.PUBLIC_URL === undefined || new URL(values.PUBLIC_URL).protocol !== 'https:') {
    problems.push('PUBLIC_URL should be the https:// address of the service when MODE=production')
  }
  if (values.TONGTING_DATA === join(repositoryRoot, TRIAL_DATA_FOLDER)) {
    problems.push('TONGTING_DATA should be a folder outside the program when MODE=production')
  }
  return problems
}

function defaultPublicUrl(host: string, port: number): string {
  const isAnyAddress = host === '0.0.0.0' || host === '::' || host === '127.0.0.1'
  return `http://${isAnyAddress ? 'localhost' : host}:${port}`
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner)
  return Object.freeze(value)
}

function group(values: Variables): Config {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = values
  return deepFreeze({
    mode: values.MODE,
    dataFolder: resolve(values.TONGTING_DATA),
    database: { url: values.DATABASE_URL },
    http: {
      host: values.HTTP_HOST,
      port: values.HTTP_PORT,
      publicUrl: (values.PUBLIC_URL ?? defaultPublicUrl(values.HTTP_HOST, values.HTTP_PORT)).replace(
        /\/+$/,
        '',
      ),
      https:
        certFile && keyFile
          ? { port: values.HTTPS_PORT, certFile: resolve(certFile), keyFile: resolve(keyFile) }
          : null,
    },
    media: {
      listenIp: values.MEDIA_LISTEN_IP,
      announcedAddress: values.MEDIA_ANNOUNCED_ADDRESS ?? null,
      port: values.MEDIA_PORT,
      workers: values.MEDIA_WORKERS,
      workerBinary: values.MEDIASOUP_WORKER_BIN ?? null,
    },
    recorder: {
      controlUrl: values.RECORDER_CONTROL_URL ?? `ws://127.0.0.1:${values.RECORDER_CONTROL_PORT}`,
      controlPort: values.RECORDER_CONTROL_PORT,
      token: values.RECORDER_TOKEN,
      rtpIp: values.RECORDER_RTP_IP,
      rtpPort: values.RECORDER_RTP_PORT,
    },
    tools: { ffmpeg: values.FFMPEG_BIN, ffprobe: values.FFPROBE_BIN },
    log: { level: values.LOG_LEVEL },
  })
}

/**
 * Reads the configuration from an environment. An empty variable counts as absent.
 *
 * @throws ConfigError that names every bad value and what it should be
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = variables.safeParse(given, { reportInput: true })
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => describe(issue, given)))
  const problems = crossChecks(parsed.data)
  if (problems.length > 0) throw new ConfigError(problems)
  return group(parsed.data)
}
