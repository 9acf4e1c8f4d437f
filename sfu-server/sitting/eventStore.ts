/**
 * The event store: streams of facts that are only ever added to, each chained to the one before it
 * (verify/chain.ts). It knows nothing of sittings; documents and cases will keep their streams here too.
 */
import { randomBytes } from 'node:crypto'
import type { Actor } from '#protocol/sitting/events.ts'
import { CHAIN_START, chainHash, payloadDigest, verifyChain } from '#verify/chain.ts'
import type { EventRecord, Prisma, PrismaClient } from '../../prisma/generated/client.ts'

const SALT_BYTES = 16

/** A transaction of the caller's, or the client itself for reading. */
export type Transaction = Prisma.TransactionClient
export type Reader = PrismaClient | Transaction

/** Where a stream ends. `seq` 0 means that it has no event yet. */
export interface StreamHead {
  readonly seq: number
  readonly hash: string
  /** UTC ms of the last event; 0 for an empty stream. */
  readonly at: number
}

export const EMPTY_STREAM: StreamHead = { seq: 0, hash: CHAIN_START, at: 0 }

export interface NewEvent {
  readonly type: string
  /** Version of the payload's shape. */
  readonly version: number
  /** The whole event, its `type` included. */
  readonly payload: object
}

export interface StoredEvent extends NewEvent {
  readonly seq: number
  readonly at: number
  readonly hash: string
}

/** Somebody else appended to the stream in the meantime: what was decided here was decided on an old state. */
export class StreamMovedError extends Error {
  override readonly name = 'StreamMovedError'

  constructor(stream: string, expected: number) {
    super(`${stream} does not end at ${expected}`)
  }
}

/** Somebody changed what was stored. Nothing is decided on such a stream. */
export class DamagedStreamError extends Error {
  override readonly name = 'DamagedStreamError'

  constructor(stream: string, seq: number) {
    super(`${stream} does not match its hashes at ${seq}`)
  }
}

export interface Append {
  readonly stream: string
  /** Where the writer believes the stream to end. */
  readonly expected: StreamHead
  /** UTC ms; never before the last event's. */
  readonly at: number
  readonly actor: Actor
  readonly events: readonly NewEvent[]
}

/**
 * Adds events within the caller's transaction and answers where the stream ends then.
 *
 * @throws StreamMovedError when the stream does not end where the writer believes
 */
export async function appendEvents(transaction: Transaction, append: Append): Promise<StreamHead> {
  const { stream, expected, at, actor, events } = append
  const head = await readHead(transaction, stream)
  if (head.seq !== expected.seq || head.hash !== expected.hash)
    throw new StreamMovedError(stream, expected.seq)
  let { seq, hash } = head
  const rows = events.map(({ type, version, payload }) => {
    seq += 1
    const salt = randomBytes(SALT_BYTES).toString('hex')
    const digest = payloadDigest(salt, { actor, payload })
    const time = new Date(at)
    hash = chainHash(hash, { stream, seq, at: time.toISOString(), type, version, payloadDigest: digest })
    return { stream, seq, at: time, type, version, actor, payload, salt, payloadDigest: digest, hash }
  })
  if (rows.length === 0) return head
  // The primary key (stream, seq) decides between two writers that read the same head.
  await transaction.eventRecord.createMany({ data: rows }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? new StreamMovedError(stream, expected.seq) : error
  })
  return { seq, hash, at }
}

/**
 * All events of a stream, oldest first; empty when there is no such stream.
 *
 * @throws DamagedStreamError when the chain or a payload does not match its hash
 */
export async function readStream(reader: Reader, stream: string): Promise<StoredEvent[]> {
  const rows = await reader.eventRecord.findMany({
    where: { stream },
    orderBy: { seq: 'asc' },
  })
  checkChain(stream, rows)
  return rows.map(({ seq, at, type, version, payload, hash }) => ({
    ...{ seq, type, version, hash },
    at: at.getTime(),
    payload: payload as object,
  }))
}

function checkChain(stream: string, rows: readonly EventRecord[]): void {
  const verdict = verifyChain(rows.map((row) => ({ ...row, at: row.at.toISOString() })))
  if (!verdict.ok) throw new DamagedStreamError(stream, verdict.seq)
  const forged = rows.find((row) => payloadDigest(row.salt, row) !== row.payloadDigest)
  if (forged) throw new DamagedStreamError(stream, forged.seq)
}

/** Where a stream ends now. */
export async function readHead(reader: Reader, stream: string): Promise<StreamHead> {
  const last = await reader.eventRecord.findFirst({
    where: { stream },
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true, at: true },
  })
  return last ? { ...last, at: last.at.getTime() } : EMPTY_STREAM
}

/** Whether the database refused a row because its key is taken (Prisma's P2002). */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002'
}
