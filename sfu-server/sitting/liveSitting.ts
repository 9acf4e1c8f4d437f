/**
 * A sitting that lives on this node: its engine, its media, its connections and its recorder row, joined. The rules
 * are in procedure/, the order of effects in the engine; here is only who is told what.
 */
import type { Audience } from '#procedure/audience.ts'
import { isOfficer, roleRights } from '#procedure/sitting/roles.ts'
import { isOver, seatOf, type SittingState } from '#procedure/sitting/state.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { SeatId, SittingId } from '#protocol/ids.ts'
import type { TrackPlan } from '#protocol/recording/control.ts'
import type { SystemCommand } from '#protocol/sitting/commands.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { RecorderLink } from '../media/recorderLink.ts'
import { SittingRecorder } from '../media/sittingRecorder.ts'
import { SittingMedia } from '../media/sittingMedia.ts'
import type { WorkerPool } from '../media/workerPool.ts'
import { SeatConnections, type SeatLink } from '../signalling/seatConnections.ts'
import { SittingEngine, type SittingEffects, type Step } from './engine.ts'
import { LEASE_RENEWAL_MS, releaseLease, renewLease } from './lease.ts'
import type { Rebuilt } from './rebuild.ts'

export interface LiveSittingDependencies {
  readonly prisma: PrismaClient
  readonly clock: Clock
  readonly log: Log
  readonly pool: WorkerPool
  readonly recorder: RecorderLink
}

interface Birth {
  readonly fence: number
  readonly rebuilt: Rebuilt
  /** The sitting ended here and is to be forgotten. */
  readonly onLost: () => void
}

export class LiveSitting {
  readonly sittingId: SittingId
  readonly engine: SittingEngine
  readonly media: SittingMedia
  readonly connections: SeatConnections
  readonly #dependencies: LiveSittingDependencies
  readonly #log: Log
  readonly #recorder: SittingRecorder | null
  readonly #renewal: NodeJS.Timeout
  readonly #onLost: () => void
  #closing: Promise<void> | undefined

  private constructor(
    dependencies: LiveSittingDependencies,
    { fence, rebuilt, onLost }: Birth,
    build: { media: SittingMedia; connections: SeatConnections; recorder: SittingRecorder | null },
  ) {
    const { prisma, clock } = dependencies
    this.sittingId = rebuilt.state.sittingId
    this.#dependencies = dependencies
    this.#log = dependencies.log.child({ sittingId: this.sittingId })
    this.#onLost = onLost
    this.media = build.media
    this.connections = build.connections
    this.#recorder = build.recorder
    const effects = this.#effects()
    this.engine = new SittingEngine({ prisma, clock, log: this.#log, fence, rebuilt, effects })
    this.#renewal = setInterval(() => void this.#renew(), LEASE_RENEWAL_MS)
  }

  /** Brings a sitting to life under a lease that the caller holds; whoever was connected before is not any more. */
  static async open(
    dependencies: LiveSittingDependencies,
    birth: Birth,
    table: Audience,
  ): Promise<LiveSitting> {
    const { clock, log, pool, recorder: link } = dependencies
    const { rebuilt, fence } = birth
    // The parts report to a sitting that exists only when they do.
    const born: { sitting?: LiveSitting } = {}
    const connections = new SeatConnections({
      onLost: (seatId) => born.sitting?.report({ type: 'disconnect', seatId }),
      onForgotten: (seatId) => born.sitting?.media.leave(seatId),
    })
    const state = () => born.sitting?.engine.state ?? rebuilt.state
    const recorder = rebuilt.state.recorded
      ? new SittingRecorder({
          link,
          clock,
          log,
          fence,
          state,
          report: (command) => born.sitting?.report(command),
          tell: (status) => {
            for (const { seatId, role } of state().seats) {
              if (isOfficer(role)) connections.notify(seatId, 'recorder', status)
            }
          },
        })
      : null
    const media = await SittingMedia.create({
      pool,
      log: log.child({ sittingId: rebuilt.state.sittingId }),
      notify: (seatId, name, payload) => connections.notify(seatId, name, payload),
      table,
      maySend: (seatId) => {
        const seat = seatOf(rebuilt.state, seatId)
        return seat !== undefined && roleRights[seat.role].sends
      },
      recorder: recorder?.row ?? null,
    })
    const sitting = new LiveSitting(dependencies, birth, { media, connections, recorder })
    born.sitting = sitting
    recorder?.start()
    media.grant()
    try {
      await sitting.engine.report({ type: 'restarted' })
      return sitting
    } catch (error) {
      await sitting.close()
      throw error
    }
  }

  /** What the recorder is being sent now; empty off record. */
  get recordedTracks(): readonly TrackPlan[] {
    return this.#recorder?.row.tracks.map(({ plan }) => plan) ?? []
  }

  /** Whether nobody is here and nothing is going on, so that it may be forgotten until somebody comes. */
  get isIdle(): boolean {
    const { state } = this.engine
    return (
      this.connections.size === 0 &&
      (isOver(state) || state.seats.every(({ presence }) => presence.status === 'away')) &&
      state.phase.name !== 'inSession' &&
      state.phase.name !== 'opening'
    )
  }

  /**
   * Lets a socket take a seat.
   *
   * @throws CatalogueError when the seat may not connect
   */
  async join(
    seatId: SeatId,
    { connectionId, loginId, link }: { connectionId: string; loginId: string; link: SeatLink },
  ): Promise<void> {
    await this.engine.report({ type: 'connect', seatId })
    const continues = this.connections.attach(seatId, connectionId, loginId, link)
    // The loss of the connection before may have been reported in between; this one counts.
    this.report({ type: 'connect', seatId })
    const standing = this.media.standing(seatId)
    const serverTime = this.#dependencies.clock.now().getTime()
    link.send('welcome', {
      protocolVersion: PROTOCOL_VERSION,
      seatId,
      sittingId: this.sittingId,
      resumed: continues && standing !== null,
      standing: standing ?? { sources: [], consumerIds: [] },
      routerRtpCapabilities: this.media.routerCapabilities,
      serverTime,
    })
    link.send('view', { ...this.engine.viewOf(seatId), serverTime })
    const role = seatOf(this.engine.state, seatId)?.role
    if (role && isOfficer(role) && this.#recorder) link.send('recorder', this.#recorder.status)
    this.media.offerAgain(seatId)
    this.#log.info({ seatId, resumed: continues }, 'seat connected')
  }

  /** A socket is gone. */
  leave(seatId: SeatId, link: SeatLink): void {
    this.connections.detach(seatId, link)
  }

  /** A login ended: whoever used it is out at once. */
  endLogin(loginId: string): void {
    for (const seatId of this.connections.seatsOf(loginId)) {
      this.connections.end(seatId, 'NOT_SIGNED_IN')
      this.report({ type: 'disconnect', seatId })
    }
  }

  /** Takes in a report without waiting; one that came too late is not an error. */
  report(command: SystemCommand): void {
    this.engine.report(command).catch((error: unknown) => {
      if (!(error instanceof CatalogueError))
        this.#log.error({ err: error, command: command.type }, 'report failed')
    })
  }

  /** Ends connections, media and timers, and gives the lease back. Idempotent. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    clearInterval(this.#renewal)
    await this.engine.close()
    this.connections.close('SITTING_ELSEWHERE')
    this.media.close()
    this.#recorder?.close()
    await releaseLease(this.#dependencies.prisma, this.sittingId, this.engine.fence).catch(
      (error: unknown) => {
        // It runs out by itself.
        this.#log.warn({ err: error }, 'lease not released')
      },
    )
  }

  #effects(): SittingEffects {
    return {
      revoke: async ({ table, before, after }) => {
        await this.media.revoke(table)
        for (const seatId of departed(before, after)) this.media.leave(seatId)
      },
      announce: (step) => this.#announce(step),
      grant: ({ after }) => {
        if (!isOver(after)) this.media.grant()
      },
      recorderReady: () => this.#recorder?.isReady ?? true,
      lost: () => this.#onLost(),
    }
  }

  #announce({ before, after, views }: Step): void {
    const serverTime = this.#dependencies.clock.now().getTime()
    for (const [seatId, view] of views) this.connections.notify(seatId, 'view', { ...view, serverTime })
    for (const seatId of departed(before, after)) {
      if (seatOf(after, seatId)?.admission === 'removed') this.connections.end(seatId, 'REMOVED')
      else this.connections.release(seatId)
    }
    this.#recorder?.follow(before)
    if (isOver(after) && !isOver(before)) {
      for (const { seatId } of after.seats) this.media.leave(seatId)
      if (after.phase.name === 'closed') this.#recorder?.seal()
    }
  }

  async #renew(): Promise<void> {
    try {
      if (await renewLease(this.#dependencies.prisma, this.sittingId, this.engine.fence)) return
      this.#log.error('sitting taken over by another node')
      this.#onLost()
    } catch (error) {
      this.#log.warn({ err: error }, 'lease not renewed, trying again')
    }
  }
}

/** Seats that are not here any more, by leaving, by being removed or because their time ran out. */
function departed(before: SittingState, after: SittingState): SeatId[] {
  return after.seats
    .filter(
      ({ seatId, presence }) =>
        presence.status === 'away' && seatOf(before, seatId)?.presence.status !== 'away',
    )
    .map(({ seatId }) => seatId)
}
