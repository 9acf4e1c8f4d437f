import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const RECORDER = join(import.meta.dirname, '../../recorder/main.ts')

/** A real recorder beside a test's server. */
export class RecorderProcess {
  readonly #child: ChildProcess

  constructor(environment: NodeJS.ProcessEnv) {
    this.#child = spawn(process.execPath, [RECORDER], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Asks it to stop. Idempotent. */
  async close(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exited
  }
}
