/**
 * The journal writer: one socket, all sittings. It receives before it knows anything, takes up every unsealed sitting
 * from disk, and only then listens to what the server wants.
 */
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecorderNotice } from '#protocol/recording/control.ts'
import type { Log } from '#platform/log.ts'
import { arrivalClock, clockDriftMs } from './clock.ts'
import { readFacts, isSealed } from './facts.ts'
import { journalRoot, openSittingIds, openSittingsFolder, sittingFolder, syncFolder } from './folder.ts'
import type { RecorderLetter } from './format.ts'
import { Orphans } from './orphans.ts'
import { Receiver } from './receiver.ts'
import { resumeSitting } from './resume.ts'
import { type Desire, SittingJournal, type SittingContext, type Source } from './sitting.ts'
import { SourceTable } from './sources.ts'

const TICK_MS = 10
const SYNC_MS = 1000
const WATCH_MS = 10_000
/** About two days of ten courtrooms; below it somebody has to act. */
export const LOW_SPACE_BYTES = 20 * 1024 ** 3
const CLOCK_ALARM_MS = 100
const REFUSING_AFTER_SEAL_MS = 60_000

export interface WriterOptions {
  readonly dataFolder: string
  readonly recorder: RecorderLetter
  readonly rtpIp: string
  /** 0 for any free port. */
  readonly rtpPort: number
  readonly log: Log
  /** Ends the wait for the RTP port. */
  readonly signal: AbortSignal
  /** Called with every report, failure and seal; whom to tell is the caller's business. */
  readonly notify: (notice: SittingNotice) => void
}

/** Notices about one sitting. */
export type SittingNotice = Extract<RecorderNotice, { sittingId: string }>

interface Early {
  readonly packet: Buffer
  readonly source: Source
  readonly arrivalUs: number
}

export class JournalWriter {
  readonly #options: WriterOptions
  readonly #log: Log
  readonly #context: SittingContext
  readonly #orphans: Orphans
  readonly #sittings = new Map<string, SittingJournal>()
  readonly #opening = new Map<string, Promise<SittingJournal | null>>()
  readonly #failures = new Map<string, string>()
  readonly #sources = new SourceTable<SittingJournal>()
  readonly #timers: NodeJS.Timeout[] = []
  #receiver: Receiver | null = null
  /** What came before all sittings were taken up; null afterwards. */
  #early: Early[] | null = []
  #closing: Promise<void> | null = null

  private constructor(options: WriterOptions) {
    this.#options = options
    this.#log = options.log
    this.#orphans = new Orphans(options.dataFolder, options.log)
    this.#context = {
      dataFolder: options.dataFolder,
      recorder: options.recorder,
      clock: arrivalClock,
      log: options.log,
      send: (datagram, to) => this.#receiver?.send(datagram, to),
      synced: (sitting) => this.#synced(sitting),
      failed: (sitting, reason) => this.#failed(sitting, reason),
    }
  }

  /**
   * Waits until the RTP port is free, starts receiving, then resumes.
   *
   * @throws when the address or the data folder cannot be used at all; AbortError when the wait is ended
   */
  static async start(options: WriterOptions): Promise<JournalWriter> {
    const writer = new JournalWriter(options)
    await writer.#start()
    return writer
  }

  async #start(): Promise<void> {
    const { rtpIp: ip, rtpPort: port, signal } = this.#options
    this.#receiver = await Receiver.open({
      ip,
      port,
      log: this.#log,
      signal,
      received: (packet, source) => this.#receive(packet, source),
    })
    await mkdir(openSittingsFolder(this.#options.dataFolder), { recursive: true })
    await this.#orphans.load()
    await Promise.all(
      (await openSittingIds(this.#options.dataFolder)).map((sittingId) => this.#resume(sittingId)),
    )
    const early = this.#early ?? []
    this.#early = null
    for (const { packet, source, arrivalUs } of early) this.#dispatch(packet, source, arrivalUs)
    this.#timers.push(
      setInterval(() => this.#tick(), TICK_MS),
      setInterval(() => this.#sync(), SYNC_MS),
      setInterval(() => void this.#watch(), WATCH_MS),
    )
    await this.#watch()
    this.#log.info({ rtpPort: this.rtpPort, sittings: this.#sittings.size }, 'receiving')
  }

  /** The UDP port that media is to be sent to. */
  get rtpPort(): number {
    return this.#receiver?.port ?? 0
  }

  async #resume(sittingId: string): Promise<void> {
    try {
      const sitting = await resumeSitting(sittingId, this.#context)
      if (sitting) this.#adopt(sitting)
      else await this.#unmark(sittingId)
    } catch (error) {
      this.#log.error({ err: error, sittingId }, 'the journal cannot be resumed')
    }
  }

  #adopt(sitting: SittingJournal): void {
    this.#sittings.set(sitting.sittingId, sitting)
    if (sitting.source) this.#sources.move(sitting.source, sitting)
  }

  #receive(packet: Buffer, source: Source): void {
    const arrivalUs = arrivalClock.nowUs()
    if (this.#early) this.#early.push({ packet, source, arrivalUs })
    else this.#dispatch(packet, source, arrivalUs)
  }

  #dispatch(packet: Buffer, source: Source, arrivalUs: number): void {
    for (const sitting of this.#sources.ownersOf(source)) {
      if (sitting.receive(packet, arrivalUs) !== 'unknown') return
    }
    this.#orphans.keep(source, packet, arrivalUs)
  }

  /**
   * Converges a sitting to what the server wants. Resolves with whether it did: false for an outdated desire.
   *
   * @throws when the journal cannot be begun or resumed, or is sealed
   */
  async desire(desire: Desire): Promise<boolean> {
    const { sittingId } = desire.label
    const sitting = await this.#open(desire)
    if (!sitting || sitting.isSealing) throw new Error(`the journal of ${sittingId} is sealed`)
    return sitting.desire(desire, () => this.#routed(sitting, desire))
  }

  // Orphans are older than anything the new tracks have received, so they go in before the next packet can.
  #routed(sitting: SittingJournal, { sourceIp, sourcePort, tracks }: Desire): void {
    const source = { ip: sourceIp, port: sourcePort }
    this.#sources.move(source, sitting)
    const ssrcs = new Set(tracks.map(({ ssrc }) => ssrc))
    for (const { packet, arrivalUs } of this.#orphans.claim(source, ssrcs)) {
      sitting.receive(packet, arrivalUs)
    }
  }

  #open(desire: Desire): Promise<SittingJournal | null> {
    const { sittingId } = desire.label
    const known = this.#sittings.get(sittingId)
    if (known) return Promise.resolve(known)
    const opening = this.#opening.get(sittingId) ?? this.#openNew(desire)
    this.#opening.set(sittingId, opening)
    return opening.finally(() => this.#opening.delete(sittingId))
  }

  async #openNew({ label }: Desire): Promise<SittingJournal | null> {
    const { dataFolder } = this.#options
    const { sittingId } = label
    const folder = sittingFolder(dataFolder, sittingId)
    const isKnown = (await readFacts(folder)).length > 0
    if (!isKnown) await this.#mark(sittingId)
    const sitting = isKnown
      ? await resumeSitting(sittingId, this.#context)
      : await SittingJournal.begin(folder, label, this.#context)
    if (!sitting) return null
    if (!isKnown) await syncFolder(journalRoot(dataFolder))
    this.#adopt(sitting)
    this.#log.info(
      { sittingId, caseNumber: label.caseNumber },
      isKnown ? 'journal taken up' : 'journal begun',
    )
    return sitting
  }

  /**
   * Finishes and seals a sitting's journal. Sealing what is sealed is no error.
   *
   * @throws when there is no journal of this sitting
   */
  async seal(sittingId: string): Promise<void> {
    const sitting = this.#sittings.get(sittingId)
    if (!sitting) {
      const facts = await readFacts(sittingFolder(this.#options.dataFolder, sittingId))
      if (!isSealed(facts)) throw new Error(`no journal of ${sittingId}`)
      return
    }
    await sitting.seal()
    await this.#unmark(sittingId)
    this.#sittings.delete(sittingId)
    this.#failures.delete(sittingId)
    // For a while it still refuses what is late; otherwise its last RTCP would be kept as orphans.
    this.#timers.push(setTimeout(() => this.#sources.remove(sitting), REFUSING_AFTER_SEAL_MS))
  }

  async #mark(sittingId: string): Promise<void> {
    const folder = openSittingsFolder(this.#options.dataFolder)
    await writeFile(join(folder, sittingId), '')
    await syncFolder(folder)
  }

  async #unmark(sittingId: string): Promise<void> {
    await rm(join(openSittingsFolder(this.#options.dataFolder), sittingId), { force: true })
  }

  #tick(): void {
    const now = Date.now()
    for (const sitting of this.#sittings.values()) sitting.tick(now)
  }

  #sync(): void {
    for (const sitting of this.#sittings.values()) {
      sitting.sync()
      const reason = this.#failures.get(sitting.sittingId)
      if (reason !== undefined) {
        this.#options.notify({ type: 'failed', sittingId: sitting.sittingId, reason })
      }
    }
    void this.#orphans.flush()
  }

  #synced(sitting: SittingJournal): void {
    const { sittingId, revision, fsyncedAt } = sitting
    this.#failures.delete(sittingId)
    this.#options.notify({ type: 'report', sittingId, revision, fsyncedAt, tracks: sitting.reports() })
  }

  #failed({ sittingId }: SittingJournal, reason: string): void {
    if (!this.#failures.has(sittingId)) this.#options.notify({ type: 'failed', sittingId, reason })
    this.#failures.set(sittingId, reason)
  }

  async #watch(): Promise<void> {
    await this.#receiver?.checkDrops()
    try {
      const { bavail, bsize } = await statfs(journalRoot(this.#options.dataFolder))
      const freeBytes = bavail * bsize
      if (freeBytes < LOW_SPACE_BYTES) this.#log.warn({ freeBytes }, 'little space is left for journals')
    } catch (error) {
      this.#log.warn({ err: error }, 'the space left for journals is unknown')
    }
    const driftMs = Math.round(clockDriftMs())
    if (Math.abs(driftMs) > CLOCK_ALARM_MS) this.#log.warn({ driftMs }, 'the machine clock was moved')
  }

  /** Stops receiving, brings everything to disk, leaves the sittings unsealed. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#receiver?.close()
    await Promise.all([...this.#sittings.values()].map((sitting) => sitting.close()))
    await this.#orphans.flush()
    this.#log.info('closed')
  }
}
