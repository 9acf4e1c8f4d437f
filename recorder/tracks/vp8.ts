/** A whole VP8 frame, ready to be copied into a container. */
export interface Vp8Frame {
  /** Unwrapped RTP timestamp, 90 kHz. */
  readonly timestamp: number
  readonly isKey: boolean
  /** Only on keyframes: the size in pixels. */
  readonly size: { readonly width: number; readonly height: number } | null
  readonly data: Buffer
}

export interface Vp8Descriptor {
  /** The packet is the first of a partition. */
  readonly startsPartition: boolean
  readonly partition: number
  readonly pictureId: number | null
  /** 7 or 15 bits; 0 when there is no picture id. */
  readonly pictureIdBits: 0 | 7 | 15
  /** Where the VP8 bytes begin. */
  readonly length: number
}

/** Reads the payload descriptor in front of the VP8 bytes (RFC 7741 §4.2); null when it is cut short. */
export function parseVp8Descriptor(payload: Buffer): Vp8Descriptor | null {
  const first = payload[0]
  if (first === undefined) return null
  let at = 1
  let pictureId: number | null = null
  let pictureIdBits: 0 | 7 | 15 = 0
  if ((first & 0x80) !== 0) {
    const extension = payload[at++] ?? 0
    if ((extension & 0x80) !== 0) {
      const high = payload[at++] ?? 0
      pictureIdBits = (high & 0x80) === 0 ? 7 : 15
      pictureId = pictureIdBits === 7 ? high : ((high & 0x7f) << 8) | (payload[at++] ?? 0)
    }
    if ((extension & 0x40) !== 0) at += 1
    if ((extension & 0x30) !== 0) at += 1
  }
  if (at >= payload.length) return null
  return {
    startsPartition: (first & 0x10) !== 0,
    partition: first & 0x07,
    pictureId,
    pictureIdBits,
    length: at,
  }
}

/** Size of a keyframe from its uncompressed header (RFC 6386 §9.1); null for other frames or a damaged header. */
export function keyframeSize(frame: Buffer): { width: number; height: number } | null {
  const isKey = frame.length >= 10 && ((frame[0] ?? 1) & 1) === 0
  if (!isKey || frame.readUIntBE(3, 3) !== 0x9d012a) return null
  return { width: frame.readUInt16LE(6) & 0x3fff, height: frame.readUInt16LE(8) & 0x3fff }
}

export interface Vp8Packet {
  readonly timestamp: number
  readonly marker: boolean
  readonly payload: Buffer
}

/**
 * Puts frames together from packets in order. After a hole, frames are dropped until the next keyframe: the
 * decoder would show them, but as rubble over an old picture, and a record must not show what was not there.
 */
export class Vp8Assembler {
  readonly #onFrame: (frame: Vp8Frame) => void
  #parts: Buffer[] | null = null
  #timestamp = 0
  #isBroken = true
  #lastPicture: { readonly id: number; readonly bits: 7 | 15 } | null = null
  #dropped = 0

  constructor(onFrame: (frame: Vp8Frame) => void) {
    this.#onFrame = onFrame
  }

  /** Frames that could not be used so far. */
  get dropped(): number {
    return this.#dropped
  }

  push(packet: Vp8Packet, afterHole: boolean): void {
    // Padding keeps the sequence going but carries no picture.
    if (packet.payload.length === 0) {
      if (afterHole) this.#breakChain()
      return
    }
    const descriptor = parseVp8Descriptor(packet.payload)
    if (!descriptor) return this.#breakChain()
    const startsFrame = descriptor.startsPartition && descriptor.partition === 0
    if (afterHole && !(startsFrame && this.#followsLastPicture(descriptor))) this.#breakChain()
    if (startsFrame) {
      if (this.#parts) this.#breakChain()
      this.#parts = []
      this.#timestamp = packet.timestamp
    } else if (!this.#parts || packet.timestamp !== this.#timestamp) {
      return this.#breakChain()
    }
    this.#parts?.push(packet.payload.subarray(descriptor.length))
    if (packet.marker) this.#finish(descriptor)
  }

  /** True when a hole swallowed padding only: the frame before it was whole and this is the very next one. */
  #followsLastPicture(descriptor: Vp8Descriptor): boolean {
    if (this.#parts || !this.#lastPicture || descriptor.pictureId === null) return false
    return ((this.#lastPicture.id + 1) & (2 ** this.#lastPicture.bits - 1)) === descriptor.pictureId
  }

  #breakChain(): void {
    if (this.#parts) this.#dropped += 1
    this.#parts = null
    this.#isBroken = true
  }

  #finish({ pictureId, pictureIdBits }: Vp8Descriptor): void {
    const data = Buffer.concat(this.#parts ?? [])
    this.#parts = null
    this.#lastPicture =
      pictureId === null || pictureIdBits === 0 ? null : { id: pictureId, bits: pictureIdBits }
    const size = keyframeSize(data)
    if (size) this.#isBroken = false
    if (this.#isBroken) this.#dropped += 1
    else this.#onFrame({ timestamp: this.#timestamp, isKey: size !== null, size, data })
  }
}
