/** The journal of one sitting while it is written: its tracks, its facts, its segments. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RecorderRequest, SittingLabel, TrackPlan, TrackReport } from '#protocol/recording/control.ts'
import type { Log } from '#platform/log.ts'
import { canonical } from '#verify/chain.ts'
import { type ArrivalClock, toInstant } from './clock.ts'
import { type Fact, FactsLog } from './facts.ts'
import { forEachEarlier, type Uncounted } from './earlier.ts'
import { encodeNacks, encodePli } from './feedback.ts'
import type { RecorderLetter } from './format.ts'
import { DISK_RETRY_MS, FRESH_START, Pipeline, type PipelineStart } from './pipeline.ts'
import { isRtcp, rtcpSendersOf, ssrcOf } from './rtp.ts'
import type { Gap } from './sequence.ts'
import { type Tally, Track } from './track.ts'

/**
 * How long packets of a track that left the desired set are still taken. The SFU has stopped sending them before it
 * says so; this only covers what waits in the socket's queue.
 */
export const LINGER_MS = 200

/** An address media comes from and feedback goes to. */
export interface Source {
  readonly ip: string
  readonly port: number
}

export type Desire = Extract<RecorderRequest, { type: 'desire' }>

export interface SittingContext {
  readonly dataFolder: string
  readonly recorder: RecorderLetter
  readonly clock: ArrivalClock
  readonly log: Log
  readonly send: (datagram: Buffer, to: Source) => void
  /** A sync is done: once a second, and at once after the first packets of a track. */
  readonly synced: (sitting: SittingJournal) => void
  readonly failed: (sitting: SittingJournal, reason: string) => void
}

/** What a sitting begins with: empty for a new one, rebuilt from disk for a resumed one. */
export interface SittingState {
  readonly folder: string
  readonly label: SittingLabel
  readonly source: Source | null
  readonly tracks: readonly Track[]
  readonly closedSsrcs: Iterable<number>
  readonly pipeline: PipelineStart
  /** What an earlier process wrote and the tracks do not count yet. */
  readonly uncounted: Uncounted | null
}

interface Mark {
  readonly at: number
  readonly tallies: ReadonlyMap<Track, Tally>
}

export type Reception = 'taken' | 'refused' | 'unknown'

export class SittingJournal {
  readonly sittingId: string
  readonly #context: SittingContext
  readonly #log: Log
  readonly #facts: FactsLog
  readonly #pipeline: Pipeline<Mark>
  readonly #tracks = new Map<string, Track>()
  readonly #bySsrc = new Map<number, Track>()
  readonly #closedSsrcs: Set<number>
  readonly #lingering = new Map<Track, NodeJS.Timeout>()
  readonly #counting: Promise<void>
  #isCounted = false
  #label: SittingLabel
  #source: Source | null
  #revision = -1
  #fsyncedAt = 0
  #notes: Fact[] = []
  #noting: Promise<void> | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #sealing: Promise<void> | null = null
  #closing: Promise<void> | null = null

  constructor(state: SittingState, facts: FactsLog, context: SittingContext) {
    this.sittingId = state.label.sittingId
    this.#context = context
    this.#log = context.log.child({ sittingId: this.sittingId })
    this.#facts = facts
    this.#label = state.label
    this.#source = state.source
    this.#closedSsrcs = new Set(state.closedSsrcs)
    for (const track of state.tracks) this.#route(track)
    this.#pipeline = new Pipeline<Mark>(
      {
        sittingId: this.sittingId,
        folder: state.folder,
        recorder: context.recorder,
        mark: () => this.#mark(),
        synced: (mark) => this.#synced(mark),
        sealed: async ({ number, bytes, digest }, mark) => {
          await this.#counting
          const tracks = [...mark.tallies].map(([track, tally]) => track.totalsAt(tally))
          const data = { number, bytes, sha256: digest.toString('hex'), tracks }
          await this.#append([{ type: 'segmentSealed', data }])
          this.#log.debug({ segment: number, bytes }, 'segment sealed')
        },
        failed: (error) => this.#failed(error),
        recovered: () => this.#log.info('the disk takes the journal again'),
      },
      state.pipeline,
    )
    this.#counting = this.#countEarlier(state.uncounted)
  }

  async #countEarlier(uncounted: Uncounted | null): Promise<void> {
    const tracks = new Map(this.#bySsrc)
    try {
      if (!uncounted) return
      await forEachEarlier(uncounted, ({ kind, packet }) => {
        if (kind === 'rtp') tracks.get(ssrcOf(packet))?.countEarlier(packet)
      })
    } catch (error) {
      this.#log.warn({ err: error }, 'earlier packets could not be counted; the counts are too low')
    } finally {
      this.#isCounted = true
    }
  }

  /**
   * Begins the journal of a new sitting.
   *
   * @throws the file system's error
   */
  static async begin(folder: string, label: SittingLabel, context: SittingContext): Promise<SittingJournal> {
    const { log } = await FactsLog.open(folder)
    const fact: Fact = { type: 'journalOpened', data: { label, recorder: context.recorder } }
    try {
      await log.append([fact], toInstant(context.clock.nowUs()))
    } catch (error) {
      await log.close()
      throw error
    }
    const state = {
      folder,
      label,
      source: null,
      tracks: [],
      closedSsrcs: [],
      pipeline: FRESH_START,
      uncounted: null,
    }
    return new SittingJournal(state, log, context)
  }

  get source(): Source | null {
    return this.#source
  }

  get revision(): number {
    return this.#revision
  }

  get fsyncedAt(): number {
    return this.#fsyncedAt
  }

  /** Whether sealing has begun; then no desire is taken any more. */
  get isSealing(): boolean {
    return this.#sealing !== null
  }

  /**
   * Converges to a desire. Resolves when its facts are fsynced, however long the disk refuses them; false when a
   * newer desire is known already.
   *
   * @param routed called once the new tracks are known and before their facts are written
   */
  desire(desire: Desire, routed: () => void): Promise<boolean> {
    const done = this.#queue.then(() => this.#converge(desire, routed))
    this.#queue = done.catch(() => undefined)
    return done
  }

  async #converge({ revision, label, tracks, sourceIp, sourcePort }: Desire, routed: () => void) {
    if (revision < this.#revision || this.isSealing) return false
    const atUs = this.#context.clock.nowUs()
    const facts: Fact[] = []
    if (canonical(label) !== canonical(this.#label)) facts.push({ type: 'labelChanged', data: { label } })
    if (sourceIp !== this.#source?.ip || sourcePort !== this.#source.port) {
      facts.push({ type: 'sourceSet', data: { ip: sourceIp, port: sourcePort } })
    }
    const wanted = new Set(tracks.map(({ trackId }) => trackId))
    const leaving = [...this.#tracks.values()].filter(({ plan }) => !wanted.has(plan.trackId))
    const entering = tracks.filter(({ trackId }) => !this.#tracks.has(trackId))
    for (const { plan } of leaving) facts.push({ type: 'trackClosed', data: { trackId: plan.trackId, atUs } })
    for (const track of entering) facts.push({ type: 'trackOpened', data: { track, atUs } })

    this.#revision = revision
    this.#label = label
    this.#source = { ip: sourceIp, port: sourcePort }
    for (const track of leaving) this.#release(track)
    for (const plan of entering) this.#route(new Track(plan))
    routed()
    await this.#persist(facts)
    this.#logChange(leaving, entering)
    return true
  }

  #logChange(leaving: readonly Track[], entering: readonly TrackPlan[]): void {
    for (const { plan } of leaving) this.#log.info({ trackId: plan.trackId }, 'track closed')
    for (const { trackId, seatId, source, ssrc } of entering) {
      this.#log.info({ trackId, seatId, source, ssrc }, 'track opened')
    }
  }

  #route(track: Track): void {
    this.#tracks.set(track.plan.trackId, track)
    this.#bySsrc.set(track.plan.ssrc, track)
    this.#closedSsrcs.delete(track.plan.ssrc)
  }

  #release(track: Track): void {
    this.#tracks.delete(track.plan.trackId)
    this.#lingering.set(
      track,
      setTimeout(() => this.#drop(track), LINGER_MS),
    )
  }

  #drop(track: Track): void {
    clearTimeout(this.#lingering.get(track))
    this.#lingering.delete(track)
    this.#noteGaps(track, track.sequence.giveUpAll())
    if (this.#bySsrc.get(track.plan.ssrc) !== track) return
    this.#bySsrc.delete(track.plan.ssrc)
    this.#closedSsrcs.add(track.plan.ssrc)
  }

  /** Takes a datagram that came from this sitting's source; `unknown` when no desire has named its SSRC yet. */
  receive(packet: Buffer, arrivalUs: number): Reception {
    if (isRtcp(packet)) return this.#receiveRtcp(packet, arrivalUs)
    const ssrc = ssrcOf(packet)
    const track = this.#bySsrc.get(ssrc)
    // What is off the record must not get into the journal, not even as an orphan.
    if (!track) return this.#closedSsrcs.has(ssrc) ? 'refused' : 'unknown'
    if (!this.#pipeline.isReadyFor(arrivalUs)) return 'refused'
    if (!track.take(packet, arrivalUs)) return 'refused'
    this.#pipeline.append(packet, arrivalUs)
    if (track.isAwaitingFirstSync) this.#pipeline.sync()
    return 'taken'
  }

  // One datagram reports on several streams; it is kept whole when any of them is ours.
  #receiveRtcp(packet: Buffer, arrivalUs: number): Reception {
    const senders = rtcpSendersOf(packet)
    if (senders.some((ssrc) => this.#bySsrc.has(ssrc))) {
      if (!this.#pipeline.isReadyFor(arrivalUs)) return 'refused'
      this.#pipeline.append(packet, arrivalUs)
      return 'taken'
    }
    return senders.some((ssrc) => this.#closedSsrcs.has(ssrc)) ? 'refused' : 'unknown'
  }

  /** Every few milliseconds: writes what waits, asks for what is missing. */
  tick(nowMs: number): void {
    this.#pipeline.flush()
    this.#writeNotes()
    for (const track of this.#bySsrc.values()) {
      const { ask, givenUp } = track.sequence.due(nowMs)
      if (ask.length > 0) for (const nack of encodeNacks(track.plan.ssrc, ask)) this.#send(nack)
      if (givenUp.length > 0) {
        this.#noteGaps(track, givenUp)
        track.keyFrames?.broken()
      }
      if (track.keyFrames?.wants(nowMs)) this.#send(encodePli(track.plan.ssrc))
    }
  }

  /** Every second: syncs and then tells so. */
  sync(): void {
    this.#pipeline.sync()
  }

  /** Counts of the open tracks; packets and bytes as fsynced. */
  reports(): TrackReport[] {
    return [...this.#tracks.values()].map((track) => track.report())
  }

  /** Finishes the journal: everything on disk, sealed, closed. Idempotent. */
  seal(): Promise<void> {
    this.#sealing ??= this.#seal()
    return this.#sealing
  }

  async #seal(): Promise<void> {
    await this.#queue
    const atUs = this.#context.clock.nowUs()
    const open = [...this.#tracks.values()]
    await sleep(LINGER_MS)
    for (const track of [...open, ...this.#lingering.keys()]) this.#drop(track)
    await this.#noting
    const closed: Fact[] = open.map(({ plan }) => ({
      type: 'trackClosed',
      data: { trackId: plan.trackId, atUs },
    }))
    await this.#persist([...this.#takeNotes(), ...closed])
    await this.#pipeline.finish()
    this.#tracks.clear()
    await this.#persist([{ type: 'sittingSealed', data: { segments: this.#pipeline.segments } }])
    await this.close()
    this.#log.info({ segments: this.#pipeline.segments }, 'journal sealed')
  }

  /** Writes, syncs and closes without sealing; a later process resumes here. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    for (const timer of this.#lingering.values()) clearTimeout(timer)
    await this.#pipeline.close()
    await Promise.all([this.#counting, this.#noting])
    await this.#append(this.#takeNotes()).catch((error: unknown) => this.#failed(error))
    await this.#facts.close()
  }

  #mark(): Mark {
    const tracks = [...this.#tracks.values()]
    return {
      at: toInstant(this.#context.clock.nowUs()),
      tallies: new Map(tracks.map((track) => [track, track.tally])),
    }
  }

  #synced({ at, tallies }: Mark): void {
    this.#fsyncedAt = at
    for (const [track, tally] of tallies) track.settle(tally)
    // A count that seems to fall would look like a loss to the server.
    if (this.#isCounted) this.#context.synced(this)
  }

  #failed(error: unknown): void {
    this.#log.warn({ err: error }, 'the disk refuses the journal; trying again')
    this.#context.failed(this, error instanceof Error ? error.message : String(error))
  }

  #send(datagram: Buffer): void {
    if (this.#source) this.#context.send(datagram, this.#source)
  }

  #noteGaps(track: Track, gaps: readonly Gap[]): void {
    const { trackId } = track.plan
    const atUs = this.#context.clock.nowUs()
    for (const { from, count } of gaps) {
      this.#log.warn({ trackId, fromSeq: from & 0xffff, count }, 'packets given up')
      this.#notes.push({ type: 'gapGivenUp', data: { trackId, fromSeq: from & 0xffff, count, atUs } })
    }
  }

  #takeNotes(): Fact[] {
    const notes = this.#notes
    this.#notes = []
    return notes
  }

  #writeNotes(): void {
    if (this.#noting || this.#notes.length === 0) return
    this.#noting = this.#persist(this.#takeNotes())
      .catch((error: unknown) => this.#log.error({ err: error }, 'facts could not be written'))
      .finally(() => {
        this.#noting = null
      })
  }

  async #persist(facts: readonly Fact[]): Promise<void> {
    for (;;) {
      try {
        await this.#append(facts)
        return
      } catch (error) {
        if (this.#closing) throw error
        this.#failed(error)
        await sleep(DISK_RETRY_MS)
      }
    }
  }

  async #append(facts: readonly Fact[]): Promise<void> {
    await this.#facts.append(facts, toInstant(this.#context.clock.nowUs()))
  }
}
