/** A PostgreSQL of our own: made when missing, reached over a private socket only, stopped with whoever started it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { findBinaries, type Binaries } from './binaries.ts'
import { canPass, findOwner, makePrivateFolder, SYSTEM_FOLDER, type Owner } from './owner.ts'

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 20_000
const POLL_MS = 20
/** A socket's path may have 107 bytes, and PostgreSQL adds `/.s.PGSQL.5432.lock`. */
const MAX_SOCKET_FOLDER_BYTES = 85
const DATABASE_USER = 'tongting'
const DATA_FOLDER = 'data'
/** Says where the cluster lies when it does not lie beside it. */
const PLACE_FILE = 'place'

export interface Cluster {
  readonly pid: number
  /** Resolves when PostgreSQL has ended, for whatever reason. */
  readonly exited: Promise<void>
  /** The address of one of its databases, which need not exist yet. */
  url(database: string): string
  /** Makes the database unless it is there. */
  ensureDatabase(database: string): Promise<void>
  /** Ends all connections, writes everything down and stops. May be called twice. */
  stop(): Promise<void>
}

export interface ClusterOptions {
  /** Wanted place of the cluster. As root it lies elsewhere when its own user cannot reach this one. */
  readonly folder: string
  /** For tests: gives up surviving a power cut, for speed. */
  readonly disposable?: boolean
  /** Receives PostgreSQL's own log lines. */
  readonly onLog?: (lines: string) => void
}

/**
 * Starts a cluster, making it first when the folder is empty.
 *
 * @throws Error with PostgreSQL's last words when it does not come up
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const owner = await findOwner()
  const binaries = await findBinaries(owner)
  const home = await clusterHome(options.folder, owner)
  await makePrivateFolder(home, owner)
  const dataFolder = join(home, DATA_FOLDER)
  if (!(await exists(dataFolder))) await initialise(binaries, dataFolder, owner, options.disposable ?? false)
  await untilFormerIsGone(dataFolder)
  const socketFolder = Buffer.byteLength(home) > MAX_SOCKET_FOLDER_BYTES ? shortFolder(home) : home
  await makePrivateFolder(socketFolder, owner)
  return launch(binaries, { dataFolder, socketFolder, owner, options })
}

/** Deletes a cluster that is not running. */
export async function removeCluster(folder: string): Promise<void> {
  await rm(await clusterHome(folder, await findOwner()), { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}

function shortFolder(home: string): string {
  return join('/tmp', `tongting-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`)
}

/** Once chosen the place is kept, also when folders above it are opened or closed to others afterwards. */
async function clusterHome(folder: string, owner: Owner | null): Promise<string> {
  if (!owner || (await exists(join(folder, DATA_FOLDER)))) return folder
  await mkdir(folder, { recursive: true, mode: 0o710 })
  const former = await readFile(join(folder, PLACE_FILE), 'utf8').catch(() => null)
  if (former !== null) return former.trim()
  if (await canPass(dirname(folder), owner)) return folder
  // Named at random, not after the folder: whoever deletes the folder and starts again begins with an empty database.
  const home = join(SYSTEM_FOLDER, `cluster-${randomUUID()}`)
  await writeFile(join(folder, PLACE_FILE), `${home}\n`, { flag: 'wx' })
  return home
}

async function initialise(binaries: Binaries, dataFolder: string, owner: Owner | null, disposable: boolean) {
  const partial = `${dataFolder}.partial`
  await rm(partial, { recursive: true, force: true })
  const flags = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  if (disposable) flags.push('--no-sync')
  const initdb = spawnAs(owner, binaries.initdb, [
    '-D',
    partial,
    '-U',
    DATABASE_USER,
    '--auth=trust',
    ...flags,
  ])
  const output = lastWords(initdb)
  const code = await new Promise<number | null>((resolve, reject) =>
    initdb.on('close', resolve).on('error', reject),
  )
  if (code !== 0) throw new Error(`PostgreSQL could not be set up:\n${output()}`)
  await rename(partial, dataFolder)
}

interface Launch {
  readonly dataFolder: string
  readonly socketFolder: string
  readonly owner: Owner | null
  readonly options: ClusterOptions
}

async function launch(
  binaries: Binaries,
  { dataFolder, socketFolder, owner, options }: Launch,
): Promise<Cluster> {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${socketFolder}`,
    'unix_socket_permissions=0700',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(options.disposable ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ]
  // setpriv asks the kernel to interrupt PostgreSQL (a "fast shutdown") when this process dies, even by kill -9.
  const child = spawnAs(owner, 'setpriv', [
    '--pdeathsig',
    'INT',
    binaries.postgres,
    '-D',
    dataFolder,
    ...settings.flatMap((setting) => ['-c', setting]),
  ])
  const output = lastWords(child, options.onLog)
  const exited = new Promise<void>((resolve) =>
    child.on('close', () => resolve()).on('error', () => resolve()),
  )
  let hasExited = false
  void exited.then(() => (hasExited = true))

  const url = (database: string) =>
    `postgresql://${DATABASE_USER}@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(socketFolder)}`
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await answers(url('postgres')))) {
    if (hasExited || Date.now() > deadline) {
      child.kill('SIGQUIT')
      throw new Error(`PostgreSQL did not start:\n${output()}`)
    }
    await wait(POLL_MS)
  }
  return {
    pid: child.pid ?? 0,
    exited,
    url,
    ensureDatabase: (database) => ensureDatabase(url('postgres'), database),
    async stop() {
      child.kill('SIGINT')
      const impatient = setTimeout(() => child.kill('SIGQUIT'), STOP_TIMEOUT_MS)
      await exited
      clearTimeout(impatient)
    },
  }
}

async function ensureDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

/** A PostgreSQL whose starter was killed is still shutting down for a moment; starting beside it would be refused. */
async function untilFormerIsGone(dataFolder: string): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT_MS
  while (Date.now() < deadline) {
    const pidFile = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => null)
    if (pidFile === null || !(await isAlive(Number.parseInt(pidFile, 10)))) return
    await wait(POLL_MS)
  }
  throw new Error(`A PostgreSQL is already running on ${dataFolder}`)
}

function spawnAs(owner: Owner | null, command: string, parameters: readonly string[]): ChildProcess {
  return spawn(command, parameters, {
    ...owner,
    cwd: '/',
    // Its own group, so that Ctrl-C in a terminal reaches the supervisor alone, which stops things in order.
    detached: true,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function lastWords(child: ChildProcess, onLog?: (lines: string) => void): () => string {
  let tail = ''
  const keep = (part: Buffer) => {
    tail = (tail + part.toString()).slice(-4000)
    onLog?.(part.toString())
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => tail.trim()
}

/** A zombie, which has ended and only waits to be counted, is not alive. */
async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return state !== '' && !state.slice(state.lastIndexOf(')')).startsWith(') Z')
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}
