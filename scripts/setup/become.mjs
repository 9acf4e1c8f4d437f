/** Set-up first, then a script under Node 24 in this process's place. */
import { spawn } from 'node:child_process'
import { root } from './places.mjs'
import { setUp } from './setUp.mjs'
import { SetupError } from './steps.mjs'

/**
 * Runs the script with this process's terminal and ends as it ends. Signals are passed on; the script sees by its
 * closed channel when this process is killed.
 *
 * @param {{script: string, parameters: readonly string[], purpose?: Parameters<typeof setUp>[0]}} what
 */
export async function becomeNode24({ script, parameters, purpose }) {
  const env = await setUpOrStop(purpose)
  const child = spawn('node', [script, ...parameters], {
    cwd: root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('close', (code, signal) => process.exit(signal ? 1 : code))
}

/**
 * The set-up; a problem that the reader can solve ends the process with a plain sentence.
 *
 * @param {Parameters<typeof setUp>[0]} [purpose]
 */
export async function setUpOrStop(purpose) {
  try {
    return await setUp(purpose)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(`\n${error.message}`)
    return process.exit(1)
  }
}
