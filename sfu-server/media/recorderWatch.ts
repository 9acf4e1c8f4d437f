/**
 * Whether a sitting is really being recorded: what the recorder says is on disk, against what the media server sent.
 * It trusts no intention. It reports to the sitting, and tells judge and clerk.
 */
import type { Instant } from '#protocol/ids.ts'
import type { NoticePayload } from '#protocol/signalling.ts'
import type { SystemCommand } from '#protocol/sitting/commands.ts'
import type { RecordingState } from '#protocol/sitting/view.ts'
import { assertUnreachable } from '#procedure/unreachable.ts'
import { RECORDER_SILENCE_MS, type SittingState } from '#procedure/sitting/state.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { SittingNotice } from './recorderLink.ts'
import type { RecorderTrack } from './recorderTracks.ts'
import { TrackAudit } from './trackAudit.ts'

const TICK_MS = 1_000
/** Each comparison asks the media server for every track; every other second is enough. */
const TICKS_PER_AUDIT = 2
/** Reports come every second; this much later something is wrong, though nothing need be lost yet. */
const LATE_MS = 3_000
/** How often judge and clerk hear the time of the last write while nothing changes. */
const REFRESH_MS = 5_000

type Report = Extract<SittingNotice, { type: 'report' }>

export interface RecorderWatchOptions {
  readonly clock: Clock
  readonly log: Log
  readonly state: () => SittingState
  readonly tracks: () => readonly RecorderTrack[]
  readonly linkIsUp: () => boolean
  /** Takes what follows from it to the sitting. Never rejects. */
  readonly report: (command: SystemCommand) => void
  /** Tells judge and clerk. */
  readonly tell: (status: NoticePayload<'recorder'>) => void
}

export class RecorderWatch {
  readonly #options: RecorderWatchOptions
  readonly #timer: NodeJS.Timeout
  readonly #audit: TrackAudit
  /** Bytes of each track at the last report that showed growth. */
  readonly #written = new Map<string, number>()
  /** When audio was last seen to grow on disk, or the watch began to expect it. */
  #provenAt: Instant
  /** Whether the recorder has shown new audio since the line last came up. */
  #isProven = false
  #lastFsyncAt: Instant | null = null
  #failure: string | null = null
  #isSealed = false
  #ticks = 0
  #told: { state: RecordingState; at: Instant } | null = null

  constructor(options: RecorderWatchOptions) {
    this.#options = options
    this.#provenAt = options.clock.now().getTime()
    this.#audit = new TrackAudit(options.log)
    this.#timer = setInterval(() => void this.#tick(), TICK_MS)
  }

  /** What judge and clerk should know now. */
  get status(): NoticePayload<'recorder'> {
    return { state: this.#stateNow(), lastFsyncAt: this.#lastFsyncAt }
  }

  handleReport(report: Report): void {
    this.#lastFsyncAt = Math.max(this.#lastFsyncAt ?? 0, report.fsyncedAt)
    const plans = new Map(this.#options.tracks().map(({ plan }) => [plan.trackId, plan]))
    const grown = report.tracks.filter(({ trackId, bytes }) => bytes > (this.#written.get(trackId) ?? 0))
    for (const { trackId, bytes } of grown) this.#written.set(trackId, bytes)
    this.#audit.handleReport(report.tracks)
    // Only tracks of now count: what an earlier stretch left on disk proves nothing about this one.
    if (grown.some(({ trackId }) => plans.get(trackId)?.kind === 'audio')) {
      this.#provenAt = this.#options.clock.now().getTime()
      this.#isProven = true
      this.#failure = null
      if (this.#options.state().phase.name === 'opening') this.#options.report({ type: 'recorderWriting' })
    }
    this.#tellIfChanged()
  }

  handleFailure(reason: string): void {
    this.#options.log.error({ reason }, 'recorder failed')
    this.#failure = reason
    this.#tellIfChanged()
  }

  handleSealed(): void {
    this.#isSealed = true
    this.#tellIfChanged()
  }

  /** The line is gone; what is on disk has to be shown anew when it is back. */
  handleLinkLost(): void {
    this.#isProven = false
    this.#tellIfChanged()
  }

  /** The sitting changed, or the line is there. */
  follow(before: SittingState | null): void {
    const { phase } = this.#options.state()
    if (before?.phase.name !== phase.name && (phase.name === 'opening' || phase.name === 'inSession')) {
      this.#provenAt = this.#options.clock.now().getTime()
      this.#failure = null
    }
    this.#tellIfChanged()
  }

  /** Idempotent. */
  close(): void {
    clearInterval(this.#timer)
  }

  async #tick(): Promise<void> {
    const state = this.#options.state()
    if (state.phase.name === 'inSession') {
      this.#ticks += 1
      if (this.#ticks % TICKS_PER_AUDIT === 0) await this.#audit.compare(this.#options.tracks())
      if (this.#silentFor() > RECORDER_SILENCE_MS) this.#options.report({ type: 'recorderSilent' })
    }
    this.#tellIfChanged()
  }

  #silentFor(): number {
    return this.#options.clock.now().getTime() - this.#provenAt
  }

  #stateNow(): RecordingState {
    const { phase, recorded, intervals } = this.#options.state()
    if (!recorded) return 'off'
    switch (phase.name) {
      case 'opening':
        return this.#failure === null ? 'starting' : 'failed'
      case 'inSession':
        if (this.#failure !== null || this.#silentFor() > RECORDER_SILENCE_MS) return 'failed'
        return this.#isWritten() ? 'writing' : 'degraded'
      case 'closed':
        if (intervals.length === 0) return 'off'
        if (this.#isSealed) return 'sealed'
        return this.#options.linkIsUp() ? 'offRecord' : 'failed'
      case 'cancelled':
        return 'off'
      case 'paused':
      case 'suspended':
        return this.#options.linkIsUp() ? 'offRecord' : 'failed'
      case 'scheduled':
      case 'lobby':
        // Told before the judge tries to open.
        return this.#options.linkIsUp() ? 'off' : 'failed'
      default:
        return assertUnreachable(phase)
    }
  }

  #isWritten(): boolean {
    const isOnTime = this.#options.linkIsUp() && this.#silentFor() <= LATE_MS
    return isOnTime && this.#isProven && !this.#audit.hasGap
  }

  #tellIfChanged(): void {
    const now = this.#options.clock.now().getTime()
    const { status } = this
    const changed = this.#told?.state !== status.state
    if (!changed && now - (this.#told?.at ?? 0) < REFRESH_MS) return
    if (changed) this.#options.log.info({ recorder: status.state }, 'recorder state')
    this.#told = { state: status.state, at: now }
    this.#options.tell(status)
  }
}
