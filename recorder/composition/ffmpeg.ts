/** Runs ffmpeg: awaited, polite to the rest of the machine, ended with its owner. */
import { spawn } from 'node:child_process'

/** ffmpeg ended without success. The message carries the end of what it said. */
export class FfmpegError extends Error {
  override readonly name = 'FfmpegError'
}

export interface FfmpegOptions {
  /** Path of the program. */
  readonly program: string
  readonly args: readonly string[]
  /** Kills the process when aborted; the run then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  readonly folder?: string
}

/** Recording and the live hearing come first. */
const NICENESS = '10'
const KEPT_STDERR_CHARACTERS = 4000
const COMMON = ['-hide_banner', '-nostdin', '-loglevel', 'warning', '-y']
/** Written as POSIX has it, so that no time zone data need be installed: eight hours ahead of UTC, no summer time. */
const CHINA_TIME = 'CST-8'

/**
 * Runs ffmpeg to its end.
 *
 * @returns what it wrote to stderr
 * @throws FfmpegError, or the reason of the signal
 */
export async function runFfmpeg({ program, args, signal, folder }: FfmpegOptions): Promise<string> {
  signal?.throwIfAborted()
  // Both replace themselves with what they start, so the process killed below is ffmpeg itself; and the kernel kills
  // it when this process is killed, so that none goes on writing into the work of the next one.
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'nice', '-n', NICENESS, program, ...COMMON, ...args],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TZ: CHINA_TIME },
      ...(folder === undefined ? {} : { cwd: folder }),
    },
  )
  let said = ''
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (part: string) => {
    said = (said + part).slice(-KEPT_STDERR_CHARACTERS)
  })
  const kill = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', kill, { once: true })
  try {
    const end = await new Promise<string>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, killedBy) => resolve(code === 0 ? 'done' : `ended with ${code ?? killedBy}`))
    })
    signal?.throwIfAborted()
    if (end !== 'done') throw new FfmpegError(`${program} ${end}: ${said.trim()}`)
    return said
  } finally {
    signal?.removeEventListener('abort', kill)
  }
}
