/** Running other programs: quietly when they succeed, with their last words when they do not. */
import { spawn } from 'node:child_process'
import { SetupError } from './steps.mjs'

/** Of a long output the beginning says what is wrong and the end where it stopped. */
const SHOWN_LINES = { first: 12, last: 25 }

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, onLine?: (line: string) => void}} [options]
 * @returns {Promise<{code: number | null, output: string}>} code is null when it could not be started or was ended
 */
export function tryRun(command, parameters, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const timer = options.timeoutMs && setTimeout(() => child.kill('SIGKILL'), options.timeoutMs)
    let output = ''
    const take = (part) => {
      output = (output + part).slice(-100_000)
      const line = String(part).trim().split('\n').pop()
      if (line) options.onLine?.(line)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', (error) => resolve({ code: null, output: String(error) }))
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output })
    })
  })
}

/**
 * As `tryRun`, but anything except success is an error.
 *
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {Parameters<typeof tryRun>[2]} [options]
 * @returns {Promise<string>} what it printed
 */
export async function run(command, parameters, options) {
  const { code, output } = await tryRun(command, parameters, options)
  if (code === 0) return output
  const shown = [command, ...parameters].join(' ')
  throw new SetupError(`This failed: ${shown}\n\n${shortened(output)}`)
}

function shortened(output) {
  const lines = output.trim().split('\n')
  if (lines.length <= SHOWN_LINES.first + SHOWN_LINES.last) return lines.join('\n')
  return [...lines.slice(0, SHOWN_LINES.first), '...', ...lines.slice(-SHOWN_LINES.last)].join('\n')
}

/** @param {string} command */
export async function isInstalled(command) {
  return (await tryRun('sh', ['-c', `command -v "$1"`, 'sh', command])).code === 0
}
