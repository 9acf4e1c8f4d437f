import type { WireError } from '#protocol/errors.ts'
import type { Reply, RequestOutput } from '#protocol/signalling.ts'
import type { CommandRequest, SeatCommand } from '#protocol/sitting/commands.ts'
import { v7 as uuidv7 } from 'uuid'
import type { Outcome } from './requests.ts'

type CommandReply = Reply<RequestOutput<'command'>>

interface Entry {
  readonly request: CommandRequest
  readonly submittedAt: number
  readonly resolve: (reply: CommandReply) => void
  asking: boolean
}

/** A press that opens something must not take effect long after, when the person no longer expects it. */
export const OPENING_EXPIRES_MS = 5_000

/**
 * Commands on their way. Each keeps its id until it is answered, over as many connections as that takes; the
 * server answers a repeated id with its first answer, so none is done twice.
 */
export class Outbox {
  readonly #ask: (request: CommandRequest) => Promise<Outcome<RequestOutput<'command'>>>
  readonly #entries = new Set<Entry>()
  #ended: WireError | null = null
  #live = false

  /** @param ask sends over the present connection; answers `lost` when there is none. */
  constructor(ask: (request: CommandRequest) => Promise<Outcome<RequestOutput<'command'>>>) {
    this.#ask = ask
  }

  /** Sends a command, now or when the line is back. Never rejects. */
  submit(command: SeatCommand): Promise<CommandReply> {
    if (this.#ended) return Promise.resolve({ ok: false, error: this.#ended })
    return new Promise((resolve) => {
      const request = { commandId: uuidv7(), command }
      const entry: Entry = { request, submittedAt: Date.now(), resolve, asking: false }
      this.#entries.add(entry)
      if (this.#live) void this.#send(entry)
    })
  }

  /** The line is live: sends what is unanswered, in the order in which it was submitted. */
  handleLive(): void {
    this.#live = true
    for (const entry of this.#entries) {
      if (opens(entry.request.command) && Date.now() - entry.submittedAt > OPENING_EXPIRES_MS) {
        this.#answer(entry, { ok: false, error: { code: 'TIMEOUT', retry: true, parameters: {} } })
      } else if (!entry.asking) void this.#send(entry)
    }
  }

  handleLost(): void {
    this.#live = false
  }

  /** The line ended for good: everything unanswered is answered with why. */
  handleEnded(error: WireError): void {
    this.#live = false
    this.#ended = error
    for (const entry of this.#entries) this.#answer(entry, { ok: false, error })
  }

  async #send(entry: Entry): Promise<void> {
    entry.asking = true
    const outcome = await this.#ask(entry.request)
    entry.asking = false
    if (!this.#entries.has(entry)) return
    if (outcome.answered) this.#answer(entry, outcome.reply)
    // A slow server gets the same id again; after a loss that waits until the line is back.
    else if (this.#live) void this.#send(entry)
  }

  #answer(entry: Entry, reply: CommandReply): void {
    this.#entries.delete(entry)
    entry.resolve(reply)
  }
}

function opens(command: SeatCommand): boolean {
  return command.type === 'startShare' || (isSwitch(command) && command.on)
}

function isSwitch(command: SeatCommand): command is Extract<SeatCommand, { on: boolean }> {
  return command.type === 'setMic' || command.type === 'setCamera'
}
