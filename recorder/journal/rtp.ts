/** The few fields of RTP and RTCP (RFC 3550, RFC 5761) that the journal looks at; bytes are never changed. */

const RTP_HEAD_BYTES = 12
const RTCP_HEAD_BYTES = 8
const VERSION_2 = 2
const FIRST_RTCP_TYPE = 192
const LAST_RTCP_TYPE = 223

/** True for RTCP, false for RTP, by the packet type as RFC 5761 §4 lays down. */
export function isRtcp(packet: Buffer): boolean {
  const type = packet[1] ?? 0
  return type >= FIRST_RTCP_TYPE && type <= LAST_RTCP_TYPE
}

/** Whether a datagram can be RTP or RTCP at all: long enough and version 2. */
export function isMedia(packet: Buffer): boolean {
  if ((packet[0] ?? 0) >> 6 !== VERSION_2) return false
  return packet.length >= (isRtcp(packet) ? RTCP_HEAD_BYTES : RTP_HEAD_BYTES)
}

/** SSRC of an RTP packet. */
export function ssrcOf(packet: Buffer): number {
  return packet.readUInt32BE(8)
}

/** The sender's SSRC of every block of an RTCP datagram. */
export function rtcpSendersOf(packet: Buffer): number[] {
  const senders: number[] = []
  for (let offset = 0; offset + RTCP_HEAD_BYTES <= packet.length;) {
    senders.push(packet.readUInt32BE(offset + 4))
    offset += 4 * (packet.readUInt16BE(offset + 2) + 1)
  }
  return senders
}

/** Sequence number of an RTP packet. */
export function sequenceOf(packet: Buffer): number {
  return packet.readUInt16BE(2)
}

/** The payload of an RTP packet without head, extensions and padding; empty when the packet is malformed. */
export function payloadOf(packet: Buffer): Buffer {
  const first = packet[0] ?? 0
  let start = RTP_HEAD_BYTES + 4 * (first & 0x0f)
  if ((first & 0x10) !== 0) {
    if (start + 4 > packet.length) return packet.subarray(packet.length)
    start += 4 + 4 * packet.readUInt16BE(start + 2)
  }
  const padding = (first & 0x20) === 0 ? 0 : (packet[packet.length - 1] ?? 0)
  return packet.subarray(Math.min(start, packet.length), Math.max(start, packet.length - padding))
}

/** Whether this packet begins a key frame; null for a codec whose key frames cannot be told here. */
export function beginsKeyFrame(mimeType: string, packet: Buffer): boolean | null {
  switch (mimeType.toLowerCase()) {
    case 'video/vp8':
      return beginsVp8KeyFrame(payloadOf(packet))
    case 'video/h264':
      return beginsH264KeyFrame(payloadOf(packet))
    default:
      return null
  }
}

// RFC 7741 §4.2: descriptor, then the frame, whose first bit is 0 in a key frame.
function beginsVp8KeyFrame(payload: Buffer): boolean {
  const descriptor = payload[0] ?? 0
  const startsPartition = (descriptor & 0x10) !== 0 && (descriptor & 0x07) === 0
  if (!startsPartition) return false
  let offset = 1
  if ((descriptor & 0x80) !== 0) {
    const extension = payload[offset++] ?? 0
    if ((extension & 0x80) !== 0) offset += ((payload[offset] ?? 0) & 0x80) === 0 ? 1 : 2
    if ((extension & 0x40) !== 0) offset += 1
    if ((extension & 0x30) !== 0) offset += 1
  }
  const frame = payload[offset]
  return frame !== undefined && (frame & 0x01) === 0
}

const H264_IDR = 5
const H264_SPS = 7
const H264_STAP_A = 24
const H264_FU_A = 28

// RFC 6184 §5: a single unit, the first unit of an aggregate, or the first fragment.
function beginsH264KeyFrame(payload: Buffer): boolean {
  const type = (payload[0] ?? 0) & 0x1f
  if (type === H264_STAP_A) return isH264Key((payload[3] ?? 0) & 0x1f)
  if (type === H264_FU_A) return ((payload[1] ?? 0) & 0x80) !== 0 && isH264Key((payload[1] ?? 0) & 0x1f)
  return isH264Key(type)
}

function isH264Key(type: number): boolean {
  return type === H264_IDR || type === H264_SPS
}
