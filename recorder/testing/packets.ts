/** RTP and RTCP made by hand, for tests without an SFU. */

/** An RTP packet with a payload that names its sequence number. */
export function makeRtp(
  ssrc: number,
  sequence: number,
  payload: Buffer = Buffer.from(`packet ${sequence}`),
): Buffer {
  const head = Buffer.alloc(12)
  head[0] = 0x80
  head[1] = 100
  head.writeUInt16BE(sequence & 0xffff, 2)
  head.writeUInt32BE((sequence * 960) >>> 0, 4)
  head.writeUInt32BE(ssrc, 8)
  return Buffer.concat([head, payload])
}

/** A Sender Report of one stream without report blocks. */
export function makeSenderReport(ssrc: number): Buffer {
  const report = Buffer.alloc(28)
  report[0] = 0x80
  report[1] = 200
  report.writeUInt16BE(6, 2)
  report.writeUInt32BE(ssrc, 4)
  return report
}
