import type { SystemCommand } from '#protocol/sitting/commands.ts'
import { deadlines } from '#procedure/sitting/deadlines.ts'
import type { SittingState } from '#procedure/sitting/state.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'

/** How long to wait before reporting again what could not be stored. */
const RETRY_MS = 1_000
/** Longest delay that setTimeout takes; a later deadline is looked at again then. */
const LONGEST_DELAY_MS = 2_147_483_647

/** Turns what falls due in a sitting into commands. Follows the newest state; knows no rule itself. */
export class DeadlineTimer {
  readonly #clock: Clock
  readonly #log: Log
  readonly #report: (command: SystemCommand) => Promise<void>
  #timeout: NodeJS.Timeout | undefined
  #state: SittingState | undefined
  #closed = false

  constructor(clock: Clock, log: Log, report: (command: SystemCommand) => Promise<void>) {
    this.#clock = clock
    this.#log = log
    this.#report = report
  }

  /** Sets the alarm for the earliest deadline of this state and forgets that of the one before. */
  follow(state: SittingState): void {
    this.#state = state
    clearTimeout(this.#timeout)
    const [next] = deadlines(state)
    if (!next || this.#closed) return
    this.#schedule(next.at - this.#clock.now().getTime())
  }

  /** No more alarms. Idempotent. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timeout)
  }

  #schedule(delay: number): void {
    this.#timeout = setTimeout(() => void this.#ring(), Math.min(Math.max(delay, 0), LONGEST_DELAY_MS))
  }

  async #ring(): Promise<void> {
    if (!this.#state || this.#closed) return
    const now = this.#clock.now().getTime()
    const due = deadlines(this.#state).filter(({ at }) => at <= now)
    try {
      for (const { command } of due) await this.#report(command)
      // Woken early, as happens when a clock was set back: the state is still the same.
      if (due.length === 0) this.follow(this.#state)
    } catch (error) {
      if (this.#closed) return
      this.#log.warn({ err: error }, 'deadline not stored, trying again')
      this.#schedule(RETRY_MS)
    }
  }
}
