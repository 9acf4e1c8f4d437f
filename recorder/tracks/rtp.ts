/** One RTP packet as it stands in the journal (RFC 3550 §5.1). */
import { payloadOf, sequenceOf, ssrcOf } from '../journal/rtp.ts'

export interface RtpPacket {
  readonly ssrc: number
  readonly payloadType: number
  /** 16 bits. */
  readonly sequence: number
  /** 32 bits, in ticks of the codec's clock. */
  readonly timestamp: number
  readonly marker: boolean
  /** Without header extension and padding; empty for a packet that is padding only. Shares memory. */
  readonly payload: Buffer
}

/** Parses an RTP packet that the journal has accepted as one. */
export function parseRtp(packet: Buffer): RtpPacket {
  const second = packet[1] ?? 0
  return {
    ssrc: ssrcOf(packet),
    payloadType: second & 0x7f,
    sequence: sequenceOf(packet),
    timestamp: packet.readUInt32BE(4),
    marker: (second & 0x80) !== 0,
    payload: payloadOf(packet),
  }
}
