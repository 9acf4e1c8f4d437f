import { CatalogueError } from '#protocol/errors.ts'
import type { Instant, SeatId, SittingId } from '#protocol/ids.ts'
import type { CommandRequest, SeatCommand, SystemCommand } from '#protocol/sitting/commands.ts'
import type { SittingEvent } from '#protocol/sitting/events.ts'
import { audience, type Audience } from '#procedure/audience.ts'
import { decide, type SittingActor } from '#procedure/sitting/decide.ts'
import { evolve } from '#procedure/sitting/evolve.ts'
import type { SittingState } from '#procedure/sitting/state.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { PrismaClient } from '../../prisma/generated/client.ts'
import { commitStep } from './commit.ts'
import { StreamMovedError, type StreamHead } from './eventStore.ts'
import { FencedError } from './lease.ts'
import type { Rebuilt } from './rebuild.ts'
import { findReceipt, hashCommand, type CommandReply, type ReceiptKey } from './receipts.ts'
import { SeatViews, type NumberedView } from './seatViews.ts'
import { SerialQueue } from './serialQueue.ts'
import { sittingStream } from './schedule.ts'
import { DeadlineTimer } from './timer.ts'

/** One step of a sitting after it became true. */
export interface Step {
  readonly before: SittingState
  readonly after: SittingState
  readonly table: Audience
  readonly events: readonly SittingEvent[]
  /** The views that changed, by seat. */
  readonly views: ReadonlyMap<SeatId, NumberedView>
}

/** What a sitting does to the world. Called in this order for every step; see docs/closures.md. */
export interface SittingEffects {
  /** Ends the media that the new table takes away. Resolves once nothing of it flows; never rejects. */
  revoke(step: Step): Promise<void>
  /** Sends views and ends connections. */
  announce(step: Step): void
  /** Starts the media that the new table adds; goes on by itself. */
  grant(step: Step): void
  /** Whether the recorder could take a recorded sitting now. */
  recorderReady(): boolean
  /** The sitting is not this process's any more; it must be dropped and found anew. */
  lost(error: Error): void
}

export interface SittingEngineOptions {
  readonly prisma: PrismaClient
  readonly clock: Clock
  /** Bound to the sitting. */
  readonly log: Log
  readonly fence: number
  readonly rebuilt: Rebuilt
  readonly effects: SittingEffects
}

/** A live sitting: the one writer of its stream, and the owner of its state. All steps go through one queue. */
export class SittingEngine {
  readonly sittingId: SittingId
  readonly fence: number
  readonly #prisma: PrismaClient
  readonly #clock: Clock
  readonly #log: Log
  readonly #effects: SittingEffects
  readonly #queue = new SerialQueue()
  readonly #views: SeatViews
  readonly #timer: DeadlineTimer
  #state: SittingState
  #table: Audience
  #head: StreamHead
  #closed = false

  constructor({ prisma, clock, log, fence, rebuilt, effects }: SittingEngineOptions) {
    this.sittingId = rebuilt.state.sittingId
    this.fence = fence
    this.#prisma = prisma
    this.#clock = clock
    this.#log = log
    this.#effects = effects
    this.#state = rebuilt.state
    this.#head = rebuilt.head
    this.#table = audience(rebuilt.state)
    this.#views = new SeatViews(this.#now())
    this.#views.apply(this.#views.compare(this.#state, this.#table, this.#now()))
    this.#timer = new DeadlineTimer(clock, log, (command) => this.report(command))
    this.#timer.follow(this.#state)
  }

  get state(): SittingState {
    return this.#state
  }

  get table(): Audience {
    return this.#table
  }

  get closed(): boolean {
    return this.#closed
  }

  /** What the seat may see now. Throws SEAT_UNKNOWN when it is not of this sitting. */
  viewOf(seatId: SeatId): NumberedView {
    const current = this.#views.current(seatId)
    if (!current) throw new CatalogueError('SEAT_UNKNOWN')
    return current
  }

  /**
   * Carries out what somebody in a seat asks; the same commandId is carried out once.
   *
   * @throws CatalogueError with the reason why not, COMMAND_REUSED, or UNAVAILABLE when nothing could be stored
   */
  execute(seatId: SeatId, { commandId, command }: CommandRequest): Promise<CommandReply> {
    return this.#queue.run(async () => {
      const key: ReceiptKey = { stream: sittingStream(this.sittingId), actor: `seat:${seatId}`, commandId }
      const payloadHash = hashCommand(command)
      const earlier = await this.#stored(() => findReceipt(this.#prisma, key, payloadHash))
      if (earlier) return earlier
      return this.#step(command, { kind: 'seat', seatId }, { key, payloadHash, seatId })
    })
  }

  /**
   * Takes in what a connection, a clock or the recorder reports.
   *
   * @throws CatalogueError when the report cannot be true, such as a removed seat that connects
   */
  async report(command: SystemCommand): Promise<void> {
    await this.#queue.run(() => this.#step(command, { kind: 'system' }, null))
  }

  /** Stops timers and takes nothing more on; what is queued is finished first. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    this.#timer.close()
    await this.#queue.idle()
  }

  #now(): Instant {
    return Math.max(this.#clock.now().getTime(), this.#head.at)
  }

  async #step(
    command: SeatCommand | SystemCommand,
    actor: SittingActor,
    request: { key: ReceiptKey; payloadHash: string; seatId: SeatId } | null,
  ): Promise<CommandReply> {
    if (this.#closed) throw new CatalogueError('SITTING_ELSEWHERE')
    const now = this.#now()
    const before = this.#state
    const decision = decide(before, command, actor, now)
    if (!decision.ok) throw new CatalogueError(decision.code, decision.parameters)
    const { events } = decision
    // Known to be down: say so at once instead of letting the opening run into its ten seconds.
    if (events.some((event) => event.type === 'openingBegan') && !this.#effects.recorderReady()) {
      throw new CatalogueError('RECORDER_NOT_READY')
    }
    const after = events.reduce<SittingState>((state, event) => evolve(state, event, now), before)
    const table = audience(after)
    const views = events.length > 0 ? this.#views.compare(after, table, now) : new Map<SeatId, NumberedView>()
    const reply = { viewVersion: request ? this.#versionOf(request.seatId, views) : 0 }
    if (events.length === 0 && !request) return reply
    this.#head = await this.#stored(() =>
      commitStep(this.#prisma, {
        before,
        after,
        expected: this.#head,
        fence: this.fence,
        at: now,
        actor,
        events,
        receipt: request ? { key: request.key, payloadHash: request.payloadHash, reply } : null,
      }),
    )
    if (events.length === 0) return reply
    this.#state = after
    this.#table = table
    this.#views.apply(views)
    this.#timer.follow(after)
    this.#logStep(before, after)
    const step: Step = { before, after, table, events, views }
    await this.#effects.revoke(step)
    this.#effects.announce(step)
    this.#effects.grant(step)
    return reply
  }

  #versionOf(seatId: SeatId, views: ReadonlyMap<SeatId, NumberedView>): number {
    return (views.get(seatId) ?? this.#views.current(seatId))?.version ?? 0
  }

  /** Runs what needs the database; what is thrown is a catalogued error. */
  async #stored<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof CatalogueError) throw error
      if (error instanceof FencedError || error instanceof StreamMovedError) {
        this.#log.error({ err: error }, 'sitting lost to another writer')
        this.#closed = true
        this.#timer.close()
        this.#effects.lost(error)
        throw new CatalogueError('SITTING_ELSEWHERE')
      }
      this.#log.error({ err: error }, 'sitting could not be stored')
      throw new CatalogueError('UNAVAILABLE')
    }
  }

  #logStep(before: SittingState, after: SittingState): void {
    if (before.phase.name === after.phase.name) return
    this.#log.info({ from: before.phase.name, to: after.phase.name }, 'sitting changed phase')
  }
}
