/** RTCP feedback to the SFU (RFC 4585): which packets to send again, and when a key frame is wanted. */

const TRANSPORT_FEEDBACK = 205
const PAYLOAD_FEEDBACK = 206
const GENERIC_NACK = 1
const PICTURE_LOSS = 1
const VERSION_BITS = 0x80
const FEEDBACK_HEAD_BYTES = 12
const NACK_ITEM_BYTES = 4
const NACK_MASK_PACKETS = 16
/** Keeps a datagram below every usual MTU. */
const NACK_ITEMS_PER_DATAGRAM = 250
/** The writer sends no media; its own SSRC only has to be constant. */
const OWN_SSRC = 0x54_54_4a_57

/**
 * NACK datagrams for the given packets.
 *
 * @param sequences extended or plain sequence numbers, ascending
 */
export function encodeNacks(ssrc: number, sequences: readonly number[]): Buffer[] {
  const items: { first: number; mask: number }[] = []
  for (const sequence of sequences) {
    const last = items.at(-1)
    const distance = last ? sequence - last.first : Infinity
    if (last && distance <= NACK_MASK_PACKETS) last.mask |= 1 << (distance - 1)
    else items.push({ first: sequence, mask: 0 })
  }
  const datagrams: Buffer[] = []
  for (let from = 0; from < items.length; from += NACK_ITEMS_PER_DATAGRAM) {
    const part = items.slice(from, from + NACK_ITEMS_PER_DATAGRAM)
    const bytes = feedbackHead(TRANSPORT_FEEDBACK, GENERIC_NACK, ssrc, part.length * NACK_ITEM_BYTES)
    for (const [index, { first, mask }] of part.entries()) {
      bytes.writeUInt16BE(first & 0xffff, FEEDBACK_HEAD_BYTES + index * NACK_ITEM_BYTES)
      bytes.writeUInt16BE(mask, FEEDBACK_HEAD_BYTES + index * NACK_ITEM_BYTES + 2)
    }
    datagrams.push(bytes)
  }
  return datagrams
}

/** A Picture Loss Indication: asks for a key frame. */
export function encodePli(ssrc: number): Buffer {
  return feedbackHead(PAYLOAD_FEEDBACK, PICTURE_LOSS, ssrc, 0)
}

function feedbackHead(packetType: number, format: number, ssrc: number, extraBytes: number): Buffer {
  const bytes = Buffer.alloc(FEEDBACK_HEAD_BYTES + extraBytes)
  bytes[0] = VERSION_BITS | format
  bytes[1] = packetType
  bytes.writeUInt16BE(bytes.length / 4 - 1, 2)
  bytes.writeUInt32BE(OWN_SSRC, 4)
  bytes.writeUInt32BE(ssrc, 8)
  return bytes
}

export const KEY_FRAME_OPENING_MS = 500
export const KEY_FRAME_EVERY_MS = 60_000
export const KEY_FRAME_ASK_PAUSE_MS = 1000
const FLOWING_MS = 1000

/**
 * When to ask for a key frame: browsers send one only on request, and a record without one cannot be decoded or
 * cut. Pure: time is passed in.
 */
export class KeyFrameWatch {
  #firstPacketMs: number | null = null
  #lastPacketMs = Number.NEGATIVE_INFINITY
  #lastKeyMs: number | null = null
  #lastAskedMs = Number.NEGATIVE_INFINITY
  #isBroken = false

  /** @param isKey null for a codec whose key frames cannot be told; then one is only asked for every minute */
  packet(nowMs: number, isKey: boolean | null): void {
    this.#firstPacketMs ??= nowMs
    this.#lastPacketMs = nowMs
    if (isKey === false) return
    if (isKey === true || this.#lastKeyMs === null) this.#lastKeyMs = nowMs
    if (isKey === true) this.#isBroken = false
  }

  /** A packet is lost for good: nothing decodes until the next key frame. */
  broken(): void {
    this.#isBroken = true
  }

  /** Whether to ask now; a `true` counts as asked. Nothing is asked of a source that sends nothing. */
  wants(nowMs: number): boolean {
    if (this.#firstPacketMs === null || nowMs - this.#lastPacketMs > FLOWING_MS) return false
    if (nowMs - this.#lastAskedMs < KEY_FRAME_ASK_PAUSE_MS) return false
    const isDue =
      this.#lastKeyMs === null
        ? nowMs - this.#firstPacketMs >= KEY_FRAME_OPENING_MS
        : this.#isBroken || nowMs - Math.max(this.#lastKeyMs, this.#lastAskedMs) >= KEY_FRAME_EVERY_MS
    if (isDue) this.#lastAskedMs = nowMs
    return isDue
  }
}
