/**
 * The facts of a sitting's journal: one JSON line per thing that happened, each chained to the one before. Segments
 * say what arrived; facts say what it was, what is known to be missing, and where the journal was interrupted.
 *
 *     {"seq":1,"at":1790000000000,"type":"journalOpened","data":{…},"prev":"00…","hash":"9f…"}
 *
 * `hash` is SHA-256(prev ‖ JCS({seq, at, type, data})) in hex; `prev` of the first line is 64 zeros.
 */
import { createHash } from 'node:crypto'
import { constants, type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { SittingLabel, TrackPlan } from '#protocol/recording/control.ts'
import { Instant, Uuid } from '#protocol/ids.ts'
import { canonical, CHAIN_START } from '#verify/chain.ts'
import * as z from 'zod/mini'
import { factsPath, isErrorCode, syncFolder } from './folder.ts'

/** Wall clock µs on the same scale as a record's arrival. */
const Microseconds = z.int().check(z.nonnegative())
const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/))

const Count = z.int().check(z.nonnegative())

/** Counts of one track. With them a restarted writer has to read the last segment only. */
const TrackTotals = z.object({
  trackId: Uuid,
  packets: Count,
  bytes: Count,
  repaired: Count,
  lost: Count,
  /** Highest RTP sequence number, extended beyond 16 bits; null when no packet came yet. */
  highest: z.nullable(Count),
})
export type TrackTotals = z.infer<typeof TrackTotals>

export const Fact = z.discriminatedUnion('type', [
  /** First in every journal. */
  z.object({
    type: z.literal('journalOpened'),
    data: z.object({ label: SittingLabel, recorder: z.enum(['A', 'B']) }),
  }),
  /** The label as it stands from here on: a seat was added or renamed. */
  z.object({ type: z.literal('labelChanged'), data: z.object({ label: SittingLabel }) }),
  /** Where the sitting's packets come from and feedback goes to, from here on and for all its open tracks. */
  z.object({ type: z.literal('sourceSet'), data: z.object({ ip: z.string(), port: z.int() }) }),
  z.object({ type: z.literal('trackOpened'), data: z.object({ track: TrackPlan, atUs: Microseconds }) }),
  z.object({ type: z.literal('trackClosed'), data: z.object({ trackId: Uuid, atUs: Microseconds }) }),
  /**
   * The writer was away. `downFromUs` is the arrival of the last record before (null when there was none), `tornBytes`
   * what was cut off the last segment because no whole record was in it.
   */
  z.object({
    type: z.literal('writerRestarted'),
    data: z.object({
      downFromUs: z.nullable(Microseconds),
      backUs: Microseconds,
      tornBytes: z.int().check(z.nonnegative()),
    }),
  }),
  /** `count` packets from RTP sequence number `fromSeq` on did not come, however often they were asked for. */
  z.object({
    type: z.literal('gapGivenUp'),
    data: z.object({
      trackId: Uuid,
      fromSeq: z.int().check(z.gte(0), z.lte(0xffff)),
      count: z.int().check(z.gte(1)),
      atUs: Microseconds,
    }),
  }),
  /** A finished segment file, and the counts of the open tracks since they were opened up to its end. */
  z.object({
    type: z.literal('segmentSealed'),
    data: z.object({
      number: z.int().check(z.gte(1)),
      bytes: z.int(),
      sha256: Sha256,
      tracks: z.array(TrackTotals),
    }),
  }),
  /** Last in every finished journal. */
  z.object({
    type: z.literal('sittingSealed'),
    data: z.object({ segments: z.int().check(z.nonnegative()) }),
  }),
])
export type Fact = z.infer<typeof Fact>

const Line = z.object({
  seq: z.int().check(z.gte(1)),
  at: Instant,
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  prev: Sha256,
  hash: Sha256,
})

/** A fact with its place in the chain. */
export type ChainedFact = Fact & {
  readonly seq: number
  /** Wall clock, UTC milliseconds. */
  readonly at: number
  readonly prev: string
  readonly hash: string
}

/** A facts file that was changed, reordered or cut short in the middle. */
export class FactsError extends Error {
  override readonly name = 'FactsError'
  /** Line of the file, from 1. */
  readonly line: number

  constructor(line: number, problem: string) {
    super(`facts line ${line}: ${problem}`)
    this.line = line
  }
}

/**
 * Reads and checks the facts in a sitting's folder; empty when there are none. A last line without its line end was
 * torn by a crash before it was acknowledged, and is left out.
 *
 * @throws FactsError when a line is malformed or the chain is broken
 */
export async function readFacts(folder: string): Promise<ChainedFact[]> {
  return parseFacts(await readOrEmpty(factsPath(folder))).facts
}

/** Whether the facts say that the sitting is finished. */
export function isSealed(facts: readonly Fact[]): boolean {
  return facts.at(-1)?.type === 'sittingSealed'
}

/** Appends facts to one sitting's file. Appends are serial, and durable when their promise resolves. */
export class FactsLog {
  readonly #file: FileHandle
  #size: number
  #seq: number
  #head: string
  #queue: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | null = null

  private constructor(file: FileHandle, size: number, seq: number, head: string) {
    this.#file = file
    this.#size = size
    this.#seq = seq
    this.#head = head
  }

  /**
   * Opens the file, making it and its folder when needed, and cuts a torn last line.
   *
   * @throws FactsError as `readFacts` does
   */
  static async open(folder: string): Promise<{ log: FactsLog; facts: ChainedFact[] }> {
    await mkdir(folder, { recursive: true })
    const bytes = await readOrEmpty(factsPath(folder))
    const { facts, wholeBytes } = parseFacts(bytes)
    const file = await open(factsPath(folder), constants.O_RDWR | constants.O_CREAT, 0o640)
    if (wholeBytes < bytes.length) await file.truncate(wholeBytes)
    if (bytes.length === 0) await syncFolder(folder)
    const last = facts.at(-1)
    return { log: new FactsLog(file, wholeBytes, last?.seq ?? 0, last?.hash ?? CHAIN_START), facts }
  }

  /**
   * Appends facts in the given order with one fsync.
   *
   * @param at wall clock, UTC milliseconds
   * @throws the file system's error; then none of the facts stands in the chain and the call may be repeated
   */
  append(facts: readonly Fact[], at: number): Promise<void> {
    const done = this.#queue.then(() => this.#append(facts, at))
    this.#queue = done.catch(() => undefined)
    return done
  }

  async #append(facts: readonly Fact[], at: number): Promise<void> {
    if (facts.length === 0) return
    let { seq, head } = { seq: this.#seq, head: this.#head }
    let text = ''
    for (const { type, data } of facts) {
      seq += 1
      const hash = factHash(head, { seq, at, type, data })
      text += `${JSON.stringify({ seq, at, type, data, prev: head, hash })}\n`
      head = hash
    }
    // Written at a fixed place, so that a repeat after a full disk overwrites the half line it left behind.
    const bytes = Buffer.from(text)
    for (let written = 0; written < bytes.length;) {
      const part = await this.#file.write(bytes, written, bytes.length - written, this.#size + written)
      written += part.bytesWritten
    }
    await this.#file.datasync()
    this.#size += bytes.length
    this.#seq = seq
    this.#head = head
  }

  /** Closes the file after the appends under way. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#queue.then(() => this.#file.close())
    return this.#closing
  }
}

function factHash(prev: string, fact: { seq: number; at: number; type: string; data: unknown }): string {
  return createHash('sha256')
    .update(prev + canonical(fact), 'utf8')
    .digest('hex')
}

function parseFacts(bytes: Buffer): { facts: ChainedFact[]; wholeBytes: number } {
  const wholeBytes = bytes.lastIndexOf('\n') + 1
  const facts: ChainedFact[] = []
  let prev = CHAIN_START
  const lines = bytes.toString('utf8', 0, wholeBytes).split('\n').slice(0, -1)
  for (const [index, text] of lines.entries()) {
    const fact = parseLine(text, index + 1, prev)
    facts.push(fact)
    prev = fact.hash
  }
  return { facts, wholeBytes }
}

function parseLine(text: string, line: number, prev: string): ChainedFact {
  const parsed = Line.safeParse(parseJson(text, line))
  if (!parsed.success) throw new FactsError(line, 'not a fact')
  const { seq, at, type, data, hash } = parsed.data
  if (seq !== line) throw new FactsError(line, `has number ${seq}`)
  if (parsed.data.prev !== prev || factHash(prev, { seq, at, type, data }) !== hash) {
    throw new FactsError(line, 'breaks the chain')
  }
  const fact = Fact.safeParse({ type, data })
  if (!fact.success) throw new FactsError(line, `is not a known ${type}`)
  return { ...fact.data, seq, at, prev, hash }
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FactsError(line, 'is not JSON')
  }
}

async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return Buffer.alloc(0)
    throw error
  }
}
