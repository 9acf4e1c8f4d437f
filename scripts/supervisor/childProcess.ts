/** Starting one of our own programs as a child that cannot outlive the supervisor. */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Running } from './service.ts'

/** After this long a child that was asked to end is ended. */
const STOP_TIMEOUT_MS = 10_000
const LARGEST_LOG_BYTES = 50_000_000

export interface ChildOptions {
  readonly parameters: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Where its output goes. A large file is set aside as `.1` first. */
  readonly logFile: string
}

/** Starts `node` with the parameters. Rejects when it cannot be started at all. */
export async function startChild(options: ChildOptions): Promise<Running> {
  const log = openLog(options.logFile)
  // setpriv asks the kernel to kill the child when this process dies, even by kill -9, and then becomes the child.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, ...options.parameters], {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', log, log],
    // Its own group, so that Ctrl-C in a terminal reaches the supervisor alone, which stops things in order.
    detached: true,
  })
  closeSync(log)
  const exited = new Promise<string>((resolve) =>
    child.on('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`)),
  )
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  return {
    pid: child.pid ?? 0,
    exited,
    async stop() {
      child.kill('SIGTERM')
      const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await exited
      clearTimeout(impatient)
    },
  }
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o750 })
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > LARGEST_LOG_BYTES) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o640)
}

/** The last lines of a log, to show beside a crash. */
export async function lastLines(file: string, count: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
