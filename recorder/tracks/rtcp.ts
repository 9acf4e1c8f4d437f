/** What a Sender Report says: this RTP timestamp was captured at this time of the sender's clock. */
export interface SenderReport {
  readonly ssrc: number
  /** Microseconds since 1970 on the clock of the SFU. */
  readonly ntpUs: number
  /** 32 bits. */
  readonly timestamp: number
}

const SENDER_REPORT = 200
const SENDER_REPORT_BYTES = 28
const SECONDS_FROM_1900_TO_1970 = 2_208_988_800
const NTP_FRACTIONS_PER_US = 2 ** 32 / 1e6

/**
 * All Sender Reports of one RTCP datagram. mediasoup puts the reports of every consumer of a transport into one
 * compound packet, so each block is looked at, not the first only (RFC 3550 §6.1).
 */
export function senderReports(datagram: Buffer): SenderReport[] {
  const reports: SenderReport[] = []
  for (let at = 0; at + 4 <= datagram.length;) {
    const bytes = 4 * (datagram.readUInt16BE(at + 2) + 1)
    if (at + bytes > datagram.length) break
    if (datagram[at + 1] === SENDER_REPORT && bytes >= SENDER_REPORT_BYTES) {
      const seconds = datagram.readUInt32BE(at + 8) - SECONDS_FROM_1900_TO_1970
      reports.push({
        ssrc: datagram.readUInt32BE(at + 4),
        ntpUs: seconds * 1e6 + datagram.readUInt32BE(at + 12) / NTP_FRACTIONS_PER_US,
        timestamp: datagram.readUInt32BE(at + 16),
      })
    }
    at += bytes
  }
  return reports
}
