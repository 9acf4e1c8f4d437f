/** `supervisor.json` in the data folder: who runs here. Also what keeps a second supervisor out of the same folder. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Status {
  readonly supervisor: number
  /** True once everything answers; false again while it is being stopped. */
  readonly ready: boolean
  /** Where a browser on this computer finds it. */
  readonly address: string
  /** Where a browser on the local network finds it; null without `--host`. */
  readonly lanAddress: string | null
  /** Running processes by service; one that is being restarted is absent. */
  readonly pids: Readonly<Record<string, number>>
}

export class StatusFile {
  readonly #file: string
  readonly #lock: string

  /** @throws Error when a supervisor runs on this data folder already */
  constructor(dataFolder: string) {
    this.#file = join(dataFolder, 'supervisor.json')
    this.#lock = join(dataFolder, 'supervisor.pid')
    while (!this.#take()) {
      const holder = Number(readText(this.#lock))
      if (isSupervisor(holder))
        throw new Error(`It is already running (process ${holder}) ${this.#whereItRuns()}`)
      rmSync(this.#lock, { force: true })
    }
    rmSync(this.#file, { force: true })
  }

  /** Replaces the file at once, so that a reader never sees half of it. */
  write(status: Status): void {
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(status, null, 2)}\n`)
    renameSync(`${this.#file}.new`, this.#file)
  }

  remove(): void {
    rmSync(this.#file, { force: true })
    rmSync(this.#lock, { force: true })
  }

  #take(): boolean {
    try {
      writeFileSync(this.#lock, String(process.pid), { flag: 'wx' })
      return true
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw error
    }
  }

  #whereItRuns(): string {
    try {
      return `at ${(JSON.parse(readText(this.#file)) as Status).address}`
    } catch {
      return 'and is still starting'
    }
  }
}

// A pid may have been given to another program since; ours show this folder's name in their command line.
function isSupervisor(pid: number): boolean {
  return pid > 0 && pid !== process.pid && readText(`/proc/${pid}/cmdline`).includes('supervisor')
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
