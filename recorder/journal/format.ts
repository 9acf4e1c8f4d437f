/**
 * The binary form of a journal segment (`*.rtpj`): a header of 64 bytes, then records. Every record is one RTP or
 * RTCP datagram exactly as it arrived. All numbers are big-endian.
 *
 *     header  0 "RTPJ1\0" · 6 u16 version · 8 sitting UUID · 24 recorder letter · 25 three zero bytes
 *             28 u32 segment number · 32 u64 start of the 64 s cell µs · 40 u64 monotonic µs · 48 link
 *     record  0 u16 0x524A · 2 u16 length · 4 u64 arrival µs · 12 u32 CRC-32 · 16 datagram
 *
 * The link is the first half of the SHA-256 of the whole previous segment file, zero in the first segment. The
 * CRC covers the twelve bytes before it as well as the datagram: a flipped bit in an arrival time would
 * otherwise move a word in time without anybody noticing.
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { isRtcp } from './rtp.ts'

export const SEGMENT_HEADER_BYTES = 64
export const RECORD_HEAD_BYTES = 16
export const LINK_BYTES = 16
/** Length of one segment. 64 s are 3000 AAC frames at 48 kHz and 1600 frames at 25 fps: borders never drift. */
export const SEGMENT_US = 64_000_000

const SEGMENT_MAGIC = Buffer.from('RTPJ1\0', 'latin1')
const FORMAT_VERSION = 1
const RECORD_MAGIC = 0x524a
const RECORD_MAGIC_BYTES = Buffer.from([0x52, 0x4a])
const CRC_OFFSET = 12
const LARGEST_DATAGRAM = 0xffff
const TWO_POW_32 = 0x1_0000_0000

/** One of two recorders that write the same sitting on different machines. */
export type RecorderLetter = 'A' | 'B'

export interface SegmentHeader {
  readonly sittingId: string
  readonly recorder: RecorderLetter
  /** Counts the segments of a sitting from 1, without holes. */
  readonly number: number
  /** Wall clock µs at which the segment's 64 s cell begins; of the first segment, when its first record arrived. */
  readonly startUs: number
  /** The recorder machine's monotonic clock in µs when the file was made. */
  readonly monotonicUs: number
  /** First 16 bytes of the SHA-256 of the previous segment; zero in the first. */
  readonly link: Buffer
}

export interface JournalRecord {
  /** Where the record begins in its segment file. */
  readonly offset: number
  /** Wall clock µs at which the datagram was read from the socket. */
  readonly arrivalUs: number
  readonly kind: 'rtp' | 'rtcp'
  /** The datagram; a view into the segment's bytes. */
  readonly packet: Buffer
}

/** Bytes `from` up to but not including `to` that are not part of any whole record. */
export interface Damage {
  readonly from: number
  readonly to: number
}

export interface SegmentScan {
  /** `null` when the header itself is torn or damaged; the records are still read. */
  readonly header: SegmentHeader | null
  readonly records: readonly JournalRecord[]
  /** Damaged stretches with good records after them. */
  readonly damage: readonly Damage[]
  /** End of the last good record; what lies behind it is a torn tail. */
  readonly goodEnd: number
}

/** Bytes that a datagram of the given length takes in a segment. */
export function recordBytes(packetBytes: number): number {
  return RECORD_HEAD_BYTES + packetBytes
}

/**
 * Writes one record into `target` at `offset` and returns the offset behind it.
 *
 * @throws RangeError when `target` has no room or the datagram is empty or longer than 65 535 bytes
 */
export function writeRecord(target: Buffer, offset: number, packet: Buffer, arrivalUs: number): number {
  if (packet.length === 0 || packet.length > LARGEST_DATAGRAM) {
    throw new RangeError(`a datagram of ${packet.length} bytes`)
  }
  const end = offset + RECORD_HEAD_BYTES + packet.length
  if (end > target.length) throw new RangeError('no room for the record')
  target.writeUInt16BE(RECORD_MAGIC, offset)
  target.writeUInt16BE(packet.length, offset + 2)
  writeUs(target, offset + 4, arrivalUs)
  target.writeUInt32BE(
    crc32(packet, crc32(target.subarray(offset, offset + CRC_OFFSET))),
    offset + CRC_OFFSET,
  )
  packet.copy(target, offset + RECORD_HEAD_BYTES)
  return end
}

/** One record as a buffer of its own. */
export function encodeRecord(packet: Buffer, arrivalUs: number): Buffer {
  const record = Buffer.allocUnsafe(recordBytes(packet.length))
  writeRecord(record, 0, packet, arrivalUs)
  return record
}

/** The record that begins exactly at `offset`, or null when none does or its CRC is wrong. */
export function recordAt(segment: Buffer, offset: number): JournalRecord | null {
  const start = offset + RECORD_HEAD_BYTES
  if (start > segment.length || segment.readUInt16BE(offset) !== RECORD_MAGIC) return null
  const length = segment.readUInt16BE(offset + 2)
  if (length === 0 || start + length > segment.length) return null
  const packet = segment.subarray(start, start + length)
  const crc = crc32(packet, crc32(segment.subarray(offset, offset + CRC_OFFSET)))
  if (crc !== segment.readUInt32BE(offset + CRC_OFFSET)) return null
  return { offset, arrivalUs: readUs(segment, offset + 4), kind: isRtcp(packet) ? 'rtcp' : 'rtp', packet }
}

/** Every whole record of a segment from `from` on, skipping over damage. */
export function* recordsOf(segment: Buffer, from = SEGMENT_HEADER_BYTES): Generator<JournalRecord, void> {
  let offset = from
  while (offset < segment.length) {
    const record = recordAt(segment, offset) ?? nextRecordAfter(segment, offset)
    if (!record) return
    yield record
    offset = record.offset + recordBytes(record.packet.length)
  }
}

function nextRecordAfter(segment: Buffer, offset: number): JournalRecord | null {
  let candidate = segment.indexOf(RECORD_MAGIC_BYTES, offset + 1)
  while (candidate >= 0) {
    const record = recordAt(segment, candidate)
    if (record) return record
    candidate = segment.indexOf(RECORD_MAGIC_BYTES, candidate + 1)
  }
  return null
}

/**
 * Reads a whole segment, also one that was torn by a crash. Only what lies behind the last good record counts as
 * torn; damage in the middle is reported and never a reason to drop the good records after it.
 */
export function scanSegment(segment: Buffer): SegmentScan {
  const records: JournalRecord[] = []
  const damage: Damage[] = []
  let goodEnd = SEGMENT_HEADER_BYTES
  for (const record of recordsOf(segment)) {
    if (record.offset > goodEnd) damage.push({ from: goodEnd, to: record.offset })
    records.push(record)
    goodEnd = record.offset + recordBytes(record.packet.length)
  }
  return { header: decodeHeader(segment), records, damage, goodEnd: Math.min(goodEnd, segment.length) }
}

/** The 64 bytes at the front of a segment. */
export function encodeHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES)
  SEGMENT_MAGIC.copy(bytes, 0)
  bytes.writeUInt16BE(FORMAT_VERSION, 6)
  Buffer.from(header.sittingId.replaceAll('-', ''), 'hex').copy(bytes, 8)
  bytes.write(header.recorder, 24, 'latin1')
  bytes.writeUInt32BE(header.number, 28)
  writeUs(bytes, 32, header.startUs)
  writeUs(bytes, 40, header.monotonicUs)
  header.link.copy(bytes, 48, 0, LINK_BYTES)
  return bytes
}

/** The header of a segment, or null when it is short, damaged or of another version. */
export function decodeHeader(segment: Buffer): SegmentHeader | null {
  if (segment.length < SEGMENT_HEADER_BYTES) return null
  if (!segment.subarray(0, SEGMENT_MAGIC.length).equals(SEGMENT_MAGIC)) return null
  if (segment.readUInt16BE(6) !== FORMAT_VERSION) return null
  const recorder = segment.toString('latin1', 24, 25)
  if (recorder !== 'A' && recorder !== 'B') return null
  return {
    sittingId: segment.toString('hex', 8, 24).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    recorder,
    number: segment.readUInt32BE(28),
    startUs: readUs(segment, 32),
    monotonicUs: readUs(segment, 40),
    link: Buffer.from(segment.subarray(48, 48 + LINK_BYTES)),
  }
}

/** What the next segment's header must hold, given the SHA-256 of this one. */
export function linkTo(sha256: Buffer): Buffer {
  return Buffer.from(sha256.subarray(0, LINK_BYTES))
}

/** The link of a first segment. */
export const NO_LINK: Buffer = Buffer.alloc(LINK_BYTES)

/** SHA-256 of a whole segment file. */
export function segmentDigest(segment: Buffer): Buffer {
  return createHash('sha256').update(segment).digest()
}

// Microseconds since 1970 stay below 2^53 until the year 2255, so a plain number holds them.
function writeUs(target: Buffer, offset: number, us: number): void {
  const high = Math.floor(us / TWO_POW_32)
  target.writeUInt32BE(high, offset)
  target.writeUInt32BE(us - high * TWO_POW_32, offset + 4)
}

function readUs(source: Buffer, offset: number): number {
  return source.readUInt32BE(offset) * TWO_POW_32 + source.readUInt32BE(offset + 4)
}
