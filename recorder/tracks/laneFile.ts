import { join } from 'node:path'
import { sha256Of } from './fileDigest.ts'
import { MatroskaWriter } from './matroska.ts'
import { opusPacketMs } from './opus.ts'
import type { SoundLane } from './trackSet.ts'

/** One file with the sound of all tracks of a lane, counted from the start of the room. */
export class LaneFile {
  readonly #folder: string
  readonly #file: string
  readonly #startMs: number
  readonly #writer: MatroskaWriter
  #lastMs = 0
  #lastFrameMs = 0

  private constructor(folder: string, file: string, startMs: number, writer: MatroskaWriter) {
    this.#folder = folder
    this.#file = file
    this.#startMs = startMs
    this.#writer = writer
  }

  static async create(folder: string, index: number, startMs: number): Promise<LaneFile> {
    const file = `lane-${index}.mka`
    const options = { codec: { kind: 'opus', channels: 2 }, title: file, startMs } as const
    return new LaneFile(folder, file, startMs, await MatroskaWriter.create(join(folder, file), options))
  }

  add(atMs: number, data: Buffer): void {
    this.#lastMs = Math.max(atMs - this.#startMs, this.#lastMs)
    this.#lastFrameMs = opusPacketMs(data)
    this.#writer.add({ ms: this.#lastMs, isKey: true, data })
  }

  flush(): Promise<void> {
    return this.#writer.flush()
  }

  async finish(): Promise<SoundLane> {
    await this.#writer.finish(this.#lastMs + this.#lastFrameMs)
    return { file: this.#file, sha256: await sha256Of(join(this.#folder, this.#file)) }
  }

  abandon(): Promise<void> {
    return this.#writer.abandon()
  }
}
