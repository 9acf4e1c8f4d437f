import { describe, expect, it } from 'vitest'
import { makeRtp, makeSenderReport } from '../testing/packets.ts'
import {
  decodeHeader,
  encodeHeader,
  encodeRecord,
  linkTo,
  NO_LINK,
  recordAt,
  RECORD_HEAD_BYTES,
  scanSegment,
  SEGMENT_HEADER_BYTES,
  segmentDigest,
  type SegmentHeader,
  writeRecord,
} from './format.ts'

const header: SegmentHeader = {
  sittingId: '0199f3a2-7c4e-7b1a-9d33-5a1e6f0c2b11',
  recorder: 'A',
  number: 7,
  startUs: 1_790_000_000_123_456,
  monotonicUs: 98_765_432_101,
  link: linkTo(segmentDigest(Buffer.from('the previous segment'))),
}
const packets = [
  makeRtp(1, 10),
  makeSenderReport(1),
  makeRtp(2, 65_535, Buffer.alloc(1200, 7)),
  makeRtp(1, 11),
]
const arrivals = packets.map((_, index) => header.startUs + index * 20_000)

function makeSegment(): Buffer {
  const records = packets.map((packet, index) => encodeRecord(packet, arrivals[index] ?? 0))
  return Buffer.concat([encodeHeader(header), ...records])
}

/** Where record `index` begins. */
function offsetOf(index: number): number {
  const before = packets.slice(0, index).map(({ length }) => RECORD_HEAD_BYTES + length)
  return before.reduce((sum, bytes) => sum + bytes, SEGMENT_HEADER_BYTES)
}

describe('a segment', () => {
  it('gives back what was put in', () => {
    const { header: read, records, damage, goodEnd } = scanSegment(makeSegment())
    expect(read).toEqual(header)
    expect(records.map(({ packet }) => packet)).toEqual(packets)
    expect(records.map(({ arrivalUs }) => arrivalUs)).toEqual(arrivals)
    expect(records.map(({ kind }) => kind)).toEqual(['rtp', 'rtcp', 'rtp', 'rtp'])
    expect(damage).toEqual([])
    expect(goodEnd).toBe(makeSegment().length)
  })

  it('[JRN-4] ends at the last whole record, wherever it was torn', () => {
    const segment = makeSegment()
    for (let cut = offsetOf(3) + 1; cut < segment.length; cut++) {
      const { records, damage, goodEnd } = scanSegment(segment.subarray(0, cut))
      expect(records).toHaveLength(3)
      expect(damage).toEqual([])
      expect(goodEnd).toBe(offsetOf(3))
    }
  })

  it('ends at the last whole record when the file system left zeros behind it', () => {
    const { records, goodEnd } = scanSegment(Buffer.concat([makeSegment(), Buffer.alloc(4096)]))
    expect(records).toHaveLength(4)
    expect(goodEnd).toBe(makeSegment().length)
  })

  it('[REC-5] loses only the record in which a byte was flipped', () => {
    const [from, to] = [offsetOf(1), offsetOf(2)]
    for (let at = from; at < to; at++) {
      const segment = makeSegment()
      segment[at] = (segment[at] ?? 0) ^ 0x10
      const { records, damage } = scanSegment(segment)
      expect(
        records.map(({ packet }) => packet),
        `byte ${at - from}`,
      ).toEqual([packets[0], packets[2], packets[3]])
      expect(damage).toEqual([{ from, to }])
    }
  })

  it('[REC-5] reads its records even when its header is damaged', () => {
    const segment = makeSegment()
    segment[0] = 0
    expect(scanSegment(segment)).toMatchObject({ header: null, records: { length: 4 } })
    expect(scanSegment(Buffer.from('RTPJ1'))).toEqual({ header: null, records: [], damage: [], goodEnd: 5 })
  })

  it.each([
    ['magic', 0, 0x00],
    ['version', 7, 2],
    ['recorder', 24, 0x43],
  ])('has no header with another %s', (_, at, value) => {
    const bytes = encodeHeader(header)
    bytes[at] = value
    expect(decodeHeader(bytes)).toBeNull()
  })

  it('marks the first segment with an empty link', () => {
    expect(decodeHeader(encodeHeader({ ...header, link: NO_LINK }))?.link).toEqual(Buffer.alloc(16))
  })
})

describe('a record', () => {
  it('is refused when it cannot be written', () => {
    expect(() => writeRecord(Buffer.alloc(20), 0, makeRtp(1, 1), 0)).toThrow(RangeError)
    expect(() => encodeRecord(Buffer.alloc(0), 0)).toThrow(RangeError)
    expect(() => encodeRecord(Buffer.alloc(65_536), 0)).toThrow(RangeError)
  })

  it('is not found where none begins', () => {
    expect(recordAt(makeSegment(), SEGMENT_HEADER_BYTES + 1)).toBeNull()
    expect(recordAt(makeSegment(), makeSegment().length)).toBeNull()
  })
})
