/** One segment file being written. */
import { createHash, type Hash } from 'node:crypto'
import { constants, type FileHandle, open, unlink } from 'node:fs/promises'
import { encodeHeader, type SegmentHeader } from './format.ts'
import { segmentPath, syncFolder } from './folder.ts'

const HASH_CHUNK_BYTES = 1024 * 1024

export interface SealedSegment {
  readonly number: number
  readonly bytes: number
  /** SHA-256 of the whole file. */
  readonly digest: Buffer
}

export class SegmentFile {
  readonly number: number
  /** Wall clock µs at which the segment's cell begins. */
  readonly startUs: number
  readonly #file: FileHandle
  /** Of all bytes so far; null when an earlier process wrote some of them. */
  readonly #hash: Hash | null
  #bytes: number
  #closing: Promise<void> | null = null

  private constructor(file: FileHandle, number: number, startUs: number, hash: Hash | null, bytes: number) {
    this.#file = file
    this.number = number
    this.startUs = startUs
    this.#hash = hash
    this.#bytes = bytes
  }

  /**
   * Makes a new segment with its header; its name is durable when this resolves.
   *
   * @throws the file system's error, EEXIST included; then no half-made file is left
   */
  static async create(folder: string, header: SegmentHeader): Promise<SegmentFile> {
    const path = segmentPath(folder, header.number)
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o640)
    const segment = new SegmentFile(file, header.number, header.startUs, createHash('sha256'), 0)
    try {
      await segment.write([encodeHeader(header)])
      await syncFolder(folder)
      return segment
    } catch (error) {
      await file.close()
      await unlink(path)
      throw error
    }
  }

  /**
   * Goes on with a segment that an earlier process left, without reading it: packets are waiting.
   *
   * @param goodEnd what lies behind is cut off
   */
  static async reopen(folder: string, header: SegmentHeader, goodEnd: number): Promise<SegmentFile> {
    const file = await open(segmentPath(folder, header.number), constants.O_RDWR)
    await file.truncate(goodEnd)
    return new SegmentFile(file, header.number, header.startUs, null, goodEnd)
  }

  /** Appends parts. After an error the same call may be repeated: it writes to the same place. */
  async write(parts: readonly Buffer[]): Promise<void> {
    let position = this.#bytes
    for (const part of parts) {
      for (let written = 0; written < part.length;) {
        const { bytesWritten } = await this.#file.write(part, written, part.length - written, position)
        written += bytesWritten
        position += bytesWritten
      }
    }
    for (const part of parts) this.#hash?.update(part)
    this.#bytes = position
  }

  /** Makes all that was written survive a power cut. */
  sync(): Promise<void> {
    return this.#file.datasync()
  }

  /** Syncs, and says what the finished file is. May be repeated after an error. */
  async seal(): Promise<SealedSegment> {
    await this.sync()
    const hash = this.#hash?.copy() ?? (await this.#hashFile())
    return { number: this.number, bytes: this.#bytes, digest: hash.digest() }
  }

  async #hashFile(): Promise<Hash> {
    const hash = createHash('sha256')
    const chunk = Buffer.allocUnsafe(HASH_CHUNK_BYTES)
    for (let position = 0; position < this.#bytes;) {
      const { bytesRead } = await this.#file.read(chunk, 0, chunk.length, position)
      if (bytesRead === 0) throw new Error(`segment ${this.number} is shorter than what was written`)
      hash.update(chunk.subarray(0, bytesRead))
      position += bytesRead
    }
    return hash
  }

  /** Closes the file. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#file.close()
    return this.#closing
  }
}
