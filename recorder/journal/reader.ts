/** Reads journals, also while the writer still appends to them. */
import { readFile } from 'node:fs/promises'
import {
  type Damage,
  type JournalRecord,
  linkTo,
  NO_LINK,
  scanSegment,
  type SegmentHeader,
  segmentDigest,
} from './format.ts'
import { segmentNumbers, segmentPath } from './folder.ts'

export interface Segment {
  /** From the file's name. */
  readonly number: number
  readonly path: string
  readonly header: SegmentHeader | null
  readonly records: readonly JournalRecord[]
  readonly damage: readonly Damage[]
  /** Bytes behind the last whole record: being written just now, or torn by a crash. */
  readonly tailBytes: number
  readonly bytes: number
  /** Lower-case hexadecimal SHA-256 of the file as read. */
  readonly sha256: string
}

export interface LinkedSegment extends Segment {
  /** Whether the header carries the link of the segment before it, as read in the same run. */
  readonly isLinked: boolean
}

/** Reads one segment file whole (64 s of a sitting, some tens of megabytes at most). */
export async function readSegment(folder: string, number: number): Promise<Segment> {
  const path = segmentPath(folder, number)
  const bytes = await readFile(path)
  const { header, records, damage, goodEnd } = scanSegment(bytes)
  return {
    number,
    path,
    header,
    records,
    damage,
    tailBytes: bytes.length - goodEnd,
    bytes: bytes.length,
    sha256: segmentDigest(bytes).toString('hex'),
  }
}

/**
 * Reads the segments in a sitting's folder in order, one in memory at a time. Records lie in the order in which they
 * were written: retransmitted packets and adopted orphans come later than their neighbours by sequence number, and
 * a packet may occur twice after a crash.
 *
 * @param from number of the first segment wanted; its link is checked only when it is 1 or its predecessor was read
 */
export async function* readSegments(folder: string, from = 1): AsyncGenerator<LinkedSegment, void> {
  let expected = from === 1 ? NO_LINK : null
  for (const number of await segmentNumbers(folder)) {
    if (number < from) continue
    const segment = await readSegment(folder, number)
    const isLinked = expected === null || (segment.header?.link.equals(expected) ?? false)
    yield { ...segment, isLinked }
    expected = linkTo(Buffer.from(segment.sha256, 'hex'))
  }
}

/** Every record of a sitting in the order in which it was written. */
export async function* readRecords(folder: string, from = 1): AsyncGenerator<JournalRecord, void> {
  for await (const segment of readSegments(folder, from)) yield* segment.records
}
