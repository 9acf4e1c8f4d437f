/** Records waiting to be written. Buffers are used again, so that a busy room makes no garbage. */
import { recordBytes, writeRecord } from './format.ts'

const BUFFER_BYTES = 64 * 1024
const SPARE_BUFFERS = 64
/** The longest UDP datagram and its record head fit into any buffer. */
const LARGEST_BUFFER_BYTES = 2 * BUFFER_BYTES

interface Slab {
  readonly memory: Buffer
  used: number
}

/** Spare buffers shared by all batches of the process. */
const spare: Buffer[] = []

export class RecordBatch {
  #slabs: Slab[] = []
  #bytes = 0

  /** Bytes waiting. */
  get bytes(): number {
    return this.#bytes
  }

  /** Adds one datagram; its bytes are copied. */
  append(packet: Buffer, arrivalUs: number): void {
    const size = recordBytes(packet.length)
    let slab = this.#slabs.at(-1)
    if (!slab || slab.used + size > slab.memory.length) {
      slab = { memory: takeBuffer(size), used: 0 }
      this.#slabs.push(slab)
    }
    slab.used = writeRecord(slab.memory, slab.used, packet, arrivalUs)
    this.#bytes += size
  }

  /** Hands over all that waits and starts afresh. Give the parts back to `recycle` when they are written. */
  take(): Buffer[] {
    const parts = this.#slabs.map(({ memory, used }) => memory.subarray(0, used))
    this.#slabs = []
    this.#bytes = 0
    return parts
  }

  /** Gives written parts back for further use; their bytes must not be read afterwards. */
  static recycle(parts: readonly Buffer[]): void {
    for (const { buffer } of parts) {
      if (spare.length < SPARE_BUFFERS && buffer.byteLength === BUFFER_BYTES) spare.push(Buffer.from(buffer))
    }
  }
}

function takeBuffer(size: number): Buffer {
  if (size > BUFFER_BYTES) return Buffer.allocUnsafeSlow(LARGEST_BUFFER_BYTES)
  return spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES)
}
