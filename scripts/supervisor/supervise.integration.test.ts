import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { removeCluster } from '../../platform/postgres/cluster.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/testing/postgres.ts'
import type { Status } from './status.ts'

const QUICK_RESTART_MS = 1000
/** Making a PostgreSQL cluster waits for the disk, which other tests may keep busy. */
const START_TIMEOUT_MS = 60_000
let folder: string
let database: TestDatabase
let ports: number[]
let started: ChildProcess[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervise-'))
  database = await createTestDatabase('empty')
  ports = await freePorts(4)
  started = []
})
afterEach(async () => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL')
  await removeCluster(join(folder, 'postgres'))
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const found = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return found
}

function launch(extra: NodeJS.ProcessEnv = {}) {
  const [http, control, rtp, media] = ports.map(String)
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/main.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      TONGTING_DATA: folder,
      DATABASE_URL: database.url,
      HTTP_PORT: http,
      RECORDER_CONTROL_PORT: control,
      RECORDER_RTP_PORT: rtp,
      MEDIA_PORT: media,
      MEDIA_WORKERS: '1',
      ...extra,
    },
  })
  started.push(child)
  let output = ''
  child.stdout.on('data', (part) => (output += String(part)))
  child.stderr.on('data', (part) => (output += String(part)))
  return { child, said: () => output, ended: once(child, 'exit').then(([code]) => code as number | null) }
}

const statusFile = () => join(folder, 'supervisor.json')
const status = () => JSON.parse(readFileSync(statusFile(), 'utf8')) as Status

async function untilReady(): Promise<Status> {
  await vi.waitFor(() => expect(status().ready).toBe(true), { timeout: START_TIMEOUT_MS, interval: 20 })
  return status()
}

/** A zombie, which waits only for its new parent to count it, has ended. */
function isAlive(pid: number | undefined): boolean {
  const file = `/proc/${pid}/stat`
  return existsSync(file) && !/\) Z/.test(readFileSync(file, 'utf8'))
}

describe('the supervisor', { timeout: 3 * START_TIMEOUT_MS }, () => {
  it('[RUN-1] starts a killed program again at once and leaves the others alone', async () => {
    launch()
    const before = await untilReady()
    expect(Object.keys(before.pids).toSorted()).toEqual(['archivist', 'recorder', 'server'])
    const killed = Date.now()
    process.kill(before.pids.server ?? 0, 'SIGKILL')
    await vi.waitFor(() => expect(status().pids.server ?? before.pids.server).not.toBe(before.pids.server), {
      timeout: 5000,
      interval: 10,
    })
    expect(Date.now() - killed).toBeLessThan(QUICK_RESTART_MS)
    expect(status().pids).toMatchObject({ recorder: before.pids.recorder, archivist: before.pids.archivist })
    expect(isAlive(status().pids.server)).toBe(true)
  })

  it('[RUN-2] ends everything in order when it is told to, and leaves nothing behind', async () => {
    const { child, ended } = launch({ DATABASE_URL: '' })
    const { pids } = await untilReady()
    expect(Object.keys(pids)).toContain('postgres')
    // The archivist answers on no port, so being ready does not mean that it already listens to signals.
    await vi.waitFor(() => expect(readFileSync(join(folder, 'started'), 'utf8')).toContain('archivist'))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(await readFile(join(folder, 'stopped'), 'utf8')).toBe('server\nrecorder\narchivist\n')
    expect(Object.values(pids).filter(isAlive)).toEqual([])
    expect(existsSync(statusFile())).toBe(false)
  })

  it('[RUN-2] takes everything with it when it is killed', async () => {
    const { child } = launch({ DATABASE_URL: '' })
    const { pids } = await untilReady()
    child.kill('SIGKILL')
    await vi.waitFor(() => expect(Object.values(pids).filter(isAlive)).toEqual([]), { timeout: 5000 })
    launch({ DATABASE_URL: '' })
    await vi.waitFor(() => expect(status().pids.server).not.toBe(pids.server), { timeout: START_TIMEOUT_MS })
    await untilReady()
  })

  it('starts a killed PostgreSQL again, with what was written', async () => {
    launch({ DATABASE_URL: '' })
    const before = await untilReady()
    const serverEnvironment = readFileSync(`/proc/${before.pids.server}/environ`, 'utf8')
    const url = /DATABASE_URL=([^\0]+)/.exec(serverEnvironment)?.[1] ?? ''
    const query = async (sql: string) => {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {})
      await client.connect()
      const answer = await client.query(sql)
      await client.end()
      return answer
    }
    await query('CREATE TABLE kept AS SELECT 7 AS value')
    process.kill(before.pids.postgres ?? 0, 'SIGKILL')
    await vi.waitFor(async () => expect((await query('SELECT * FROM kept')).rows).toEqual([{ value: 7 }]), {
      timeout: START_TIMEOUT_MS,
    })
    expect(status().pids.server).toBe(before.pids.server)
  })

  it('[RUN-3] refuses a second one on the same data folder', async () => {
    launch()
    const { address } = await untilReady()
    ports = await freePorts(4)
    const second = launch()
    expect(await second.ended).toBe(1)
    expect(second.said()).toContain(`already running`)
    expect(second.said()).toContain(address)
    expect(status().ready).toBe(true)
  })

  it('[RUN-3] names the variable of a port that is taken', async () => {
    const server = createServer().listen(ports[0], '127.0.0.1')
    await once(server, 'listening')
    const { ended, said } = launch()
    expect(await ended).toBe(1)
    expect(said()).toContain(`TCP port ${ports[0]} is in use by another program; set HTTP_PORT to a free one`)
    server.close()
  })

  it('[RUN-3] names a bad setting and what it should be', async () => {
    const { ended, said } = launch({ MODE: 'demo' })
    expect(await ended).toBe(1)
    expect(said()).toContain('MODE is "demo"; it should be trial or production')
  })

  it('gives up with the last words of a program that never comes up', async () => {
    const { ended, said } = launch({ STAND_IN_THAT_CRASHES: 'server' })
    expect(await ended).toBe(1)
    expect(said()).toContain('The server does not come up')
    expect(said()).toContain('the stand-in cannot go on')
  })
})
