/** Reads what an earlier process wrote of the segment that is gone on with: its end at once, the rest in the background. */
import { type FileHandle, open } from 'node:fs/promises'
import {
  decodeHeader,
  type JournalRecord,
  RECORD_HEAD_BYTES,
  recordBytes,
  recordsOf,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
} from './format.ts'

const CHUNK_BYTES = 1024 * 1024

/** A stretch of a segment, from its header on, whose records are not counted yet. */
export interface Uncounted {
  readonly path: string
  readonly goodEnd: number
}

export interface SegmentEnd {
  readonly header: SegmentHeader | null
  /** The last whole records; offsets count from where reading began. */
  readonly records: readonly JournalRecord[]
  /** End of the last whole record in the file. */
  readonly goodEnd: number
  /** Length of the file. */
  readonly bytes: number
}

/** Reads a segment's header and the records in its last `wantedBytes`; more when no whole record is in them. */
export async function readEnd(path: string, wantedBytes: number): Promise<SegmentEnd> {
  const file = await open(path, 'r')
  try {
    const { size: bytes } = await file.stat()
    const header = decodeHeader(await readPart(file, 0, Math.min(bytes, SEGMENT_HEADER_BYTES)))
    if (wantedBytes === 0) return { header, records: [], goodEnd: bytes, bytes }
    for (let wanted = wantedBytes; ; wanted *= 8) {
      const from = Math.max(SEGMENT_HEADER_BYTES, bytes - wanted)
      const records = [...recordsOf(await readPart(file, from, Math.max(0, bytes - from)), 0)]
      const last = records.at(-1)
      if (!last && from > SEGMENT_HEADER_BYTES) continue
      const goodEnd = last ? from + last.offset + recordBytes(last.packet.length) : from
      return { header, records, goodEnd: Math.min(goodEnd, bytes), bytes }
    }
  } finally {
    await file.close()
  }
}

/** Walks over all records of a stretch, a megabyte at a time, so that packets can be taken in between. */
export async function forEachEarlier(
  { path, goodEnd }: Uncounted,
  visit: (record: JournalRecord) => void,
): Promise<void> {
  const file = await open(path, 'r')
  try {
    for (let position = SEGMENT_HEADER_BYTES; position < goodEnd;) {
      const part = await readPart(file, position, Math.min(CHUNK_BYTES, goodEnd - position))
      let whole = 0
      for (const record of recordsOf(part, 0)) {
        visit(record)
        whole = record.offset + recordBytes(record.packet.length)
      }
      // A stretch without any whole record is damage; the longest record may begin in its last bytes.
      position += whole > 0 ? whole : Math.max(1, part.length - RECORD_HEAD_BYTES - 0xffff)
    }
  } finally {
    await file.close()
  }
}

async function readPart(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const part = Buffer.allocUnsafe(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await file.read(part, read, length - read, position + read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  return part.subarray(0, read)
}
