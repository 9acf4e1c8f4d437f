/**
 * Brings the records of one sitting to disk: batches, rotation on the 64 s grid, syncs, and patience with a disk that
 * fails. Nothing here ever throws at the receiver; a stalled disk only makes the waiting batch grow.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { RecordBatch } from './batch.ts'
import { arrivalClock } from './clock.ts'
import { linkTo, NO_LINK, type RecorderLetter, SEGMENT_US } from './format.ts'
import { type SealedSegment, SegmentFile } from './segment-file.ts'

/** What may wait in memory for one sitting while its disk does not take it: about a minute of a full room. */
export const LARGEST_BACKLOG_BYTES = 64 * 1024 * 1024
export const DISK_RETRY_MS = 500

export interface PipelineOptions<Mark> {
  readonly sittingId: string
  readonly folder: string
  readonly recorder: RecorderLetter
  /** The counts of all records appended so far. */
  readonly mark: () => Mark
  /** All that `mark` counts is synced. */
  readonly synced: (mark: Mark) => void
  /**
   * A segment is finished; `mark` counts the records up to its end. The next one is made only when this resolves; after
   * an error it is called again.
   */
  readonly sealed: (segment: SealedSegment, mark: Mark) => Promise<void>
  /** The disk refuses; called at every try. */
  readonly failed: (error: unknown) => void
  /** The disk takes again what it refused. */
  readonly recovered: () => void
}

/** Where an earlier process stopped. */
export interface PipelineStart {
  /** The last segment, or null when a new one is to be made. */
  readonly segment: SegmentFile | null
  /** Number of the last segment, 0 when there is none. */
  readonly lastNumber: number
  /** Start of the last segment's cell, or null when there is none. */
  readonly lastStartUs: number | null
  /** Link of the next segment when `segment` is null. */
  readonly link: Buffer
}

export const FRESH_START: PipelineStart = { segment: null, lastNumber: 0, lastStartUs: null, link: NO_LINK }

interface Cell<Mark> {
  readonly startUs: number
  readonly batch: RecordBatch
  /** The counts when this cell began. */
  readonly before: Mark
}

class Abandoned extends Error {
  override readonly name = 'Abandoned'
}

function ignoreAbandoned(error: unknown): void {
  if (!(error instanceof Abandoned)) throw error
}

export class Pipeline<Mark> {
  readonly #options: PipelineOptions<Mark>
  readonly #cells: Cell<Mark>[] = []
  readonly #abandon = new AbortController()
  #segment: SegmentFile | null
  #lastNumber: number
  #lastStartUs: number | null
  #link: Buffer
  #waitingBytes = 0
  #running: Promise<void> | null = null
  #syncing: Promise<void> | null = null
  #isSyncWanted = false
  #isWrittenUnsynced: boolean
  #isFailing = false
  #isFinished = false

  constructor(options: PipelineOptions<Mark>, start: PipelineStart) {
    this.#options = options
    this.#segment = start.segment
    this.#lastNumber = start.lastNumber
    this.#lastStartUs = start.lastStartUs
    this.#link = start.link
    // What a killed process wrote is in the page cache, not yet safe from a power cut.
    this.#isWrittenUnsynced = start.segment !== null
  }

  /** Segments made so far. */
  get segments(): number {
    return this.#lastNumber
  }

  /**
   * To be called before a record is counted and appended, so that the counts at a segment's end are exact. False when
   * so much waits already that the record must be refused.
   */
  isReadyFor(arrivalUs: number): boolean {
    if (this.#isFinished || this.#waitingBytes > LARGEST_BACKLOG_BYTES) return false
    this.#openCell(arrivalUs)
    return true
  }

  /** Takes a record for which `isReadyFor` was just true. */
  append(packet: Buffer, arrivalUs: number): void {
    const batch = this.#cells.at(-1)?.batch
    if (!batch) throw new Error('append without isReadyFor')
    const before = batch.bytes
    batch.append(packet, arrivalUs)
    this.#waitingBytes += batch.bytes - before
  }

  /** Starts writing what waits, unless that is under way. */
  flush(): void {
    if (this.#running || this.#isFinished) return
    if (this.#waitingBytes === 0 && !this.#isSyncWanted) return
    this.#running = this.#drain()
      .catch(ignoreAbandoned)
      .finally(() => {
        this.#running = null
      })
  }

  /** As `flush`, and syncs; `synced` tells when that is done. */
  sync(): void {
    this.#isSyncWanted = true
    this.flush()
  }

  /** Writes and syncs all, and seals the last segment. Nothing may be appended afterwards. */
  async finish(): Promise<void> {
    while (this.#running || this.#waitingBytes > 0) {
      this.flush()
      await this.#running
      this.#abandon.signal.throwIfAborted()
    }
    this.#isFinished = true
    const mark = this.#options.mark()
    await this.#sealCurrent(mark)
    this.#options.synced(mark)
  }

  /** Writes and syncs what waits if the disk takes it at once, and closes. Idempotent. */
  async close(): Promise<void> {
    this.sync()
    if (this.#isFailing) this.#abandon.abort()
    await this.#running
    await this.#syncing
    this.#abandon.abort()
    await this.#segment?.close()
  }

  // The grid begins with the sitting's first record. Cells only move forward: adopted orphans and a clock that was
  // set back go into the present one.
  #openCell(arrivalUs: number): void {
    const last = this.#cells.at(-1)
    const gridUs = last?.startUs ?? this.#lastStartUs
    const startUs =
      gridUs === null
        ? arrivalUs
        : gridUs + Math.max(0, Math.floor((arrivalUs - gridUs) / SEGMENT_US)) * SEGMENT_US
    if (last?.startUs === startUs) return
    this.#cells.push({ startUs, batch: new RecordBatch(), before: this.#options.mark() })
  }

  async #drain(): Promise<void> {
    for (;;) {
      const cell = this.#cells[0]
      if (cell && cell.batch.bytes > 0) await this.#write(cell)
      else if (cell && this.#cells.length > 1) this.#cells.shift()
      else break
    }
    if (this.#isSyncWanted) this.#startSync(this.#options.mark())
  }

  async #write(cell: Cell<Mark>): Promise<void> {
    const segment = await this.#segmentFor(cell)
    const isLast = this.#cells.length === 1
    const { bytes } = cell.batch
    const parts = cell.batch.take()
    const mark = this.#options.mark()
    await this.#persist(() => segment.write(parts))
    RecordBatch.recycle(parts)
    this.#waitingBytes -= bytes
    this.#isWrittenUnsynced = true
    // A mark covers every record taken so far, so it holds only when none of them waits in a later cell.
    if (isLast && this.#isSyncWanted) this.#startSync(mark)
  }

  async #segmentFor({ startUs, before }: Cell<Mark>): Promise<SegmentFile> {
    if (this.#segment?.startUs === startUs) return this.#segment
    await this.#sealCurrent(before)
    const { sittingId, folder, recorder } = this.#options
    const number = this.#lastNumber + 1
    const link = this.#link
    const segment = await this.#persist(() =>
      SegmentFile.create(folder, {
        sittingId,
        recorder,
        number,
        startUs,
        monotonicUs: arrivalClock.monotonicUs(),
        link,
      }),
    )
    this.#segment = segment
    this.#lastNumber = number
    this.#lastStartUs = startUs
    return segment
  }

  async #sealCurrent(mark: Mark): Promise<void> {
    const segment = this.#segment
    if (!segment) return
    await this.#syncing
    const sealed = await this.#persist(() => segment.seal())
    await this.#persist(() => this.#options.sealed(sealed, mark))
    this.#link = linkTo(sealed.digest)
    this.#segment = null
    await segment.close()
  }

  // Syncs run beside further writes: a slow disk must not hold up the next batch.
  #startSync(mark: Mark): void {
    if (this.#syncing) return
    this.#isSyncWanted = false
    this.#syncing = this.#persist(() => this.#syncWritten())
      .then(() => this.#succeeded(mark))
      .catch(ignoreAbandoned)
      .finally(() => {
        this.#syncing = null
      })
  }

  async #syncWritten(): Promise<void> {
    if (!this.#isWrittenUnsynced) return
    this.#isWrittenUnsynced = false
    try {
      await this.#segment?.sync()
    } catch (error) {
      this.#isWrittenUnsynced = true
      throw error
    }
  }

  #succeeded(mark: Mark): void {
    if (this.#isFailing) {
      this.#isFailing = false
      this.#options.recovered()
    }
    this.#options.synced(mark)
  }

  #fail(error: unknown): void {
    this.#isFailing = true
    this.#options.failed(error)
  }

  /** Repeats a step until the disk takes it, or until this is closed. */
  async #persist<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await step()
      } catch (error) {
        this.#fail(error)
        if (this.#abandon.signal.aborted) throw new Abandoned()
        await sleep(DISK_RETRY_MS, undefined, { signal: this.#abandon.signal }).catch(() => {
          throw new Abandoned()
        })
      }
    }
  }
}
