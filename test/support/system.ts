import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export type ServiceName = 'server' | 'recorder' | 'archivist' | 'postgres'

/** One running Tongting: its own database, ports and data folder, under the real supervisor. */
export interface System {
  readonly address: string
  readonly dataFolder: string
  /** The pid of a service now; it changes when the supervisor restarts one. */
  pid(service: ServiceName): number
  /** `kill -9`, then waits until the supervisor runs another in its place. */
  kill(service: ServiceName): Promise<void>
  close(): Promise<void>
}

interface SupervisorFile {
  readonly address: string
  readonly ready: boolean
  readonly pids: Readonly<Record<string, number>>
}

/** Of the two recorders the one that writes: it holds the port that media comes to. */
function writerAmong(pids: SupervisorFile['pids'], rtpPort: number): string {
  const port = rtpPort.toString(16).toUpperCase().padStart(4, '0')
  const sockets = readFileSync('/proc/net/udp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const inode = sockets.find((fields) => fields[1]?.endsWith(`:${port}`))?.[9]
  const holds = (pid: number) =>
    readdirSync(`/proc/${pid}/fd`).some(
      (file) => readlinkSync(`/proc/${pid}/fd/${file}`) === `socket:[${inode}]`,
    )
  const writer = ['recorder', 'recorder-standby'].find(
    (name) => pids[name] !== undefined && holds(pids[name]),
  )
  if (!writer) throw new Error('No recorder writes')
  return writer
}

/** Starts everything as `npm start` does, in a data folder of its own. Rejects when it is not ready in 120 s. */
export async function startSystem(dataFolder: string): Promise<System> {
  const root = join(import.meta.dirname, '..', '..')
  const [http = 0, control = 0, rtp = 0, media = 0] = await freePorts(4)
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATABASE_URL: '',
      TONGTING_DATA: dataFolder,
      HTTP_PORT: String(http),
      RECORDER_CONTROL_PORT: String(control),
      RECORDER_CONTROL_URL: `ws://127.0.0.1:${control}`,
      RECORDER_RTP_PORT: String(rtp),
      MEDIA_PORT: String(media),
    },
  })
  const output: string[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  const file = join(dataFolder, 'supervisor.json')
  const read = () => JSON.parse(readFileSync(file, 'utf8')) as SupervisorFile
  await until(
    () => existsSync(file) && read().ready,
    120_000,
    () => {
      if (child.exitCode !== null) throw new Error(`npm start ended:\n${output.join('')}`)
      return `not ready:\n${output.join('')}`
    },
  )
  const pidOf = (service: ServiceName) => {
    const pid = read().pids[service]
    if (pid === undefined) throw new Error(`${service} does not run`)
    return pid
  }
  return {
    address: read().address,
    dataFolder,
    pid: pidOf,
    async kill(service) {
      const name = service === 'recorder' ? writerAmong(read().pids, rtp) : service
      const pid = read().pids[name]
      if (pid === undefined) throw new Error(`${name} does not run`)
      process.kill(pid, 'SIGKILL')
      await until(() => read().pids[name] !== undefined && read().pids[name] !== pid, 15_000)
    },
    close: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Waits for a condition by looking again; rejects with what `explain` says when it never holds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  explain: () => string = () => 'condition never held',
): Promise<void> {
  const end = Date.now() + timeoutMs
  for (;;) {
    if (await condition()) return
    const reason = explain()
    if (Date.now() > end) throw new Error(`${reason} (within ${timeoutMs} ms)`)
    await sleep(100)
  }
}

// Below the ephemeral range: Chromium's own sockets take ports from 32768 upwards.
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    if (!ports.includes(port) && !ports.includes(port - 1) && (await isFree(port))) ports.push(port)
  }
  return ports
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  try {
    probe.listen(port, '127.0.0.1')
    await once(probe, 'listening')
    return true
  } catch {
    return false
  } finally {
    probe.close()
  }
}
