/** One thing that is kept running: started again after a crash, until it is told to stop. */
import { setTimeout as wait } from 'node:timers/promises'
import { RestartDelays } from './restartDelays.ts'

export interface Running {
  readonly pid: number
  /** Resolves when it has ended, with how. */
  readonly exited: Promise<string>
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>
}

export interface ServiceOptions {
  readonly name: string
  readonly launch: () => Promise<Running>
  /** Told after every start and end. */
  readonly onChange: () => void
  /** Told once per crash, before the wait. */
  readonly onCrash: (reason: string, delayMs: number) => void
}

export class Service {
  readonly name: string
  readonly #options: ServiceOptions
  readonly #delays = new RestartDelays()
  readonly #stopping = new AbortController()
  #running: Running | null = null
  #isRestarting = false
  #loop: Promise<void> = Promise.resolve()

  constructor(options: ServiceOptions) {
    this.#options = options
    this.name = options.name
  }

  /** Null while it is between a crash and the next start. */
  get pid(): number | null {
    return this.#running?.pid ?? null
  }

  /** Crashes in a row without a steady time in between. */
  get crashes(): number {
    return this.#delays.crashes
  }

  /** Starts it and keeps it running. Rejects when the first start fails; then nothing is kept. */
  async start(): Promise<void> {
    const running = await this.#options.launch()
    // Told to stop while it was starting: `stop` did not see it.
    if (this.#stopping.signal.aborted) return running.stop()
    this.#set(running)
    this.#loop = this.#keep()
  }

  /** Ends it for good. May be called twice, and before `start`. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running?.stop()
    await this.#loop
  }

  /** Ends it and starts it again, without counting that as a crash. */
  async restart(): Promise<void> {
    this.#isRestarting = true
    await this.#running?.stop()
  }

  async #keep(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const begun = Date.now()
      const reason = (await this.#running?.exited) ?? 'it could not be started'
      this.#set(null)
      if (this.#stopping.signal.aborted) return
      if (!this.#isRestarting) await this.#pause(reason, Date.now() - begun)
      this.#isRestarting = false
      if (!this.#stopping.signal.aborted) await this.#launchAgain()
    }
  }

  async #pause(reason: string, ranForMs: number): Promise<void> {
    const delayMs = this.#delays.next(ranForMs)
    this.#options.onCrash(reason, delayMs)
    if (delayMs > 0) await wait(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
  }

  async #launchAgain(): Promise<void> {
    try {
      const running = await this.#options.launch()
      if (this.#stopping.signal.aborted) await running.stop()
      else this.#set(running)
    } catch (error) {
      await this.#pause(error instanceof Error ? error.message : String(error), 0)
      if (!this.#stopping.signal.aborted) await this.#launchAgain()
    }
  }

  #set(running: Running | null): void {
    this.#running = running
    this.#options.onChange()
  }
}
