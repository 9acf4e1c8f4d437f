/** Second pass over one track: packets in, frames at their wall time out into files. */
import { join } from 'node:path'
import type { TrackClock } from './clock.ts'
import { MatroskaWriter, type MatroskaCodec, type MediaFrame } from './matroska.ts'
import { opusPacketMs } from './opus.ts'
import { PictureLog } from './pictureLog.ts'
import type { OpenedTrack } from './plans.ts'
import { parseRtp } from './rtp.ts'
import { type Hole, Sequencer } from './sequencer.ts'
import type { Pictures } from './trackSet.ts'
import { Unwrapper } from './unwrap.ts'
import { Vp8Assembler } from './vp8.ts'

interface TrackPacket {
  readonly sequence: number
  readonly arrivalUs: number
  readonly timestamp: number
  readonly marker: boolean
  readonly payload: Buffer
}

export interface FinishedTrack {
  readonly startMs: number
  readonly endMs: number
  readonly frames: number
  readonly droppedFrames: number
  readonly pictures: Pictures | null
}

export interface TrackBuilderOptions {
  readonly track: OpenedTrack
  readonly clock: TrackClock
  readonly folder: string
  readonly file: string
  readonly title: string
  /** How many packets will be pushed. */
  readonly packets: number
  /** Told every sound frame with its wall time in milliseconds, for the room's lanes. */
  readonly onSound: (atMs: number, data: Buffer) => void
  readonly onHole: (hole: Hole) => void
}

const LAST_PICTURE_MS = 40
const STEREO = 2

/** Builds the file of one track. `push` collects, `flush` writes; memory holds what came between the two. */
export class TrackBuilder {
  readonly #options: TrackBuilderOptions
  readonly #sequences = new Unwrapper(16)
  readonly #timestamps = new Unwrapper(32)
  readonly #sequencer: Sequencer<TrackPacket>
  readonly #assembler: Vp8Assembler | null
  readonly #pictures: PictureLog | null
  #writer: MatroskaWriter | null = null
  #queued: MediaFrame[] = []
  #codec: MatroskaCodec | null = null
  #startMs: number | null = null
  #lastMs = 0
  #lastFrameMs = 0
  #frames = 0
  #pushed = 0

  constructor(options: TrackBuilderOptions) {
    this.#options = options
    const isVideo = options.track.plan.kind === 'video'
    this.#pictures = isVideo ? new PictureLog(options.track.source) : null
    this.#assembler = isVideo
      ? new Vp8Assembler((frame) => {
          if (frame.size) this.#codec ??= { kind: 'vp8', ...frame.size }
          this.#frame(frame.timestamp, frame.isKey, frame.data, LAST_PICTURE_MS, frame.size)
        })
      : null
    this.#sequencer = new Sequencer<TrackPacket>({
      onPacket: (packet, afterHole) => this.#ordered(packet, afterHole),
      onHole: options.onHole,
    })
  }

  /** Takes one RTP packet of the track, in the order of the journal. */
  push(packet: Buffer, arrivalUs: number): void {
    const rtp = parseRtp(packet)
    this.#sequencer.push({
      ...rtp,
      sequence: this.#sequences.unwrap(rtp.sequence),
      timestamp: this.#timestamps.unwrap(rtp.timestamp),
      arrivalUs,
    })
    this.#pushed += 1
    // Nothing comes any more that could fill a hole, and what waits behind it is due before the tracks that follow.
    if (this.#pushed === this.#options.packets) this.#sequencer.flush()
  }

  /** Writes what has been collected. */
  async flush(): Promise<void> {
    if (this.#queued.length === 0 || this.#codec === null) return
    const { folder, file, title } = this.#options
    this.#writer ??= await MatroskaWriter.create(join(folder, file), {
      codec: this.#codec,
      title,
      startMs: this.#startMs ?? 0,
    })
    for (const frame of this.#queued) this.#writer.add(frame)
    this.#queued = []
    await this.#writer.flush()
  }

  /** Closes the file; null when the track holds nothing that can be played. */
  async finish(): Promise<FinishedTrack | null> {
    this.#sequencer.flush()
    await this.flush()
    if (!this.#writer || this.#startMs === null) return null
    const durationMs = this.#lastMs + this.#lastFrameMs
    await this.#writer.finish(durationMs)
    this.#writer = null
    return {
      startMs: this.#startMs,
      endMs: this.#startMs + durationMs,
      frames: this.#frames,
      droppedFrames: this.#assembler?.dropped ?? 0,
      pictures: this.#pictures?.result() ?? null,
    }
  }

  /** Gives the file up. Idempotent. */
  async abandon(): Promise<void> {
    await this.#writer?.abandon()
    this.#writer = null
  }

  #ordered(packet: TrackPacket, afterHole: boolean): void {
    if (this.#assembler) return this.#assembler.push(packet, afterHole)
    if (packet.payload.length === 0) return
    this.#codec ??= { kind: 'opus', channels: STEREO }
    this.#frame(packet.timestamp, true, packet.payload, opusPacketMs(packet.payload), null)
  }

  #frame(
    timestamp: number,
    isKey: boolean,
    data: Buffer,
    lengthMs: number,
    size: { width: number; height: number } | null,
  ): void {
    const atMs = Math.round(this.#options.clock.wallUs(timestamp) / 1000)
    this.#startMs ??= atMs
    // A clock that is placed anew after a silence may step back by some milliseconds; players need order.
    const ms = Math.max(atMs - this.#startMs, this.#lastMs)
    this.#lastMs = ms
    this.#lastFrameMs = lengthMs
    this.#frames += 1
    this.#queued.push({ ms, isKey, data })
    if (this.#pictures) this.#pictures.frame(this.#startMs + ms, ms, size)
    else this.#options.onSound(this.#startMs + ms, data)
  }
}
