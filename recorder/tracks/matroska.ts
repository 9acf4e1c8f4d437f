/**
 * Writes one track with copied codec data into a Matroska file (RFC 9559): timestamps exact to 1 ms, clusters of
 * at most 2 s, cues on keyframes, length and duration known. A small writer of our own because a general muxer
 * brought no less code here: it rounds to its own frame grid and keeps no cues while appending.
 */
import { open, type FileHandle } from 'node:fs/promises'
import {
  element,
  floatElement,
  idBytes,
  intElement,
  longSizeBytes,
  sizeBytes,
  textElement,
  uintElement,
} from './ebml.ts'

export interface MediaFrame {
  /** Milliseconds since the start of the file; never less than that of the frame before. */
  readonly ms: number
  readonly isKey: boolean
  readonly data: Buffer
}

export type MatroskaCodec =
  | { readonly kind: 'opus'; readonly channels: number }
  | { readonly kind: 'vp8'; readonly width: number; readonly height: number }

export interface MatroskaOptions {
  readonly codec: MatroskaCodec
  /** For people: who is seen or heard. */
  readonly title: string
  /** Wall clock at millisecond 0 of the file, in milliseconds since 1970. */
  readonly startMs: number
}

const ID = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  dateUtc: 0x4461,
  title: 0x7ba9,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  cluster: 0x1f43b675,
  clusterTimestamp: 0xe7,
  simpleBlock: 0xa3,
  cues: 0x1c53bb6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
  cueClusterPosition: 0xf1,
} as const

const CLUSTER_MS = 2000
/** Every frame of audio is a key; this many milliseconds apart is near enough for seeking. */
const AUDIO_CUE_MS = 10_000
const KEYFRAME_FLAG = 0x80
const NS_PER_MS = 1_000_000
const UNIX_MS_OF_2001 = 978_307_200_000
const APPLICATION = 'Tongting'
const OPUS_SEEK_PREROLL_NS = 80_000_000

function opusHead(channels: number): Buffer {
  const head = Buffer.alloc(19)
  head.write('OpusHead', 0, 'latin1')
  head[8] = 1
  head[9] = channels
  head.writeUInt32LE(48_000, 12)
  return head
}

function trackEntry({ codec, title }: MatroskaOptions): Buffer {
  const isOpus = codec.kind === 'opus'
  const common = [
    uintElement(0xd7, 1),
    uintElement(0x73c5, 1),
    uintElement(0x83, isOpus ? 2 : 1),
    uintElement(0x9c, 0),
    textElement(0x22b59c, 'und'),
    textElement(0x536e, title),
    textElement(0x86, isOpus ? 'A_OPUS' : 'V_VP8'),
  ]
  const special = isOpus
    ? [
        element(0x63a2, opusHead(codec.channels)),
        uintElement(0x56bb, OPUS_SEEK_PREROLL_NS),
        element(0xe1, floatElement(0xb5, 48_000), uintElement(0x9f, codec.channels)),
      ]
    : [element(0xe0, uintElement(0xb0, codec.width), uintElement(0xba, codec.height))]
  return element(ID.tracks, element(ID.trackEntry, ...common, ...special))
}

function seekHead(positions: readonly (readonly [id: number, position: number])[]): Buffer {
  const seeks = positions.map(([id, position]) =>
    element(ID.seek, element(ID.seekId, idBytes(id)), uintElement(ID.seekPosition, position)),
  )
  return element(ID.seekHead, ...seeks)
}

function info(options: MatroskaOptions, durationMs: number): Buffer {
  const sinceMillennium = BigInt(Math.round(options.startMs) - UNIX_MS_OF_2001) * BigInt(NS_PER_MS)
  return element(
    ID.info,
    uintElement(ID.timestampScale, NS_PER_MS),
    floatElement(ID.duration, durationMs),
    intElement(ID.dateUtc, sinceMillennium),
    textElement(ID.title, options.title),
    textElement(ID.muxingApp, APPLICATION),
    textElement(ID.writingApp, APPLICATION),
  )
}

const ebmlHeader = element(
  ID.ebml,
  uintElement(0x4286, 1),
  uintElement(0x42f7, 1),
  uintElement(0x42f2, 4),
  uintElement(0x42f3, 8),
  textElement(0x4282, 'matroska'),
  uintElement(0x4287, 4),
  uintElement(0x4285, 2),
)

/** One Matroska file being written. The file is usable once `finish` has resolved, and only then. */
export class MatroskaWriter {
  readonly #file: FileHandle
  readonly #options: MatroskaOptions
  readonly #segmentBodyAt: number
  #written = 0
  #pending: Buffer[] = []
  #pendingBytes = 0
  #clusterMs: number | null = null
  #blocks: Buffer[] = []
  #cues: { readonly ms: number; readonly position: number }[] = []
  #lastCueMs = -Infinity

  /** Creates the file, over an older one. */
  static async create(path: string, options: MatroskaOptions): Promise<MatroskaWriter> {
    return new MatroskaWriter(await open(path, 'w', 0o640), options)
  }

  private constructor(file: FileHandle, options: MatroskaOptions) {
    this.#file = file
    this.#options = options
    this.#append(ebmlHeader)
    this.#append(Buffer.concat([idBytes(ID.segment), longSizeBytes(0)]))
    this.#segmentBodyAt = this.#written + this.#pendingBytes
    this.#append(this.#front(0, 0))
  }

  /** Takes the next frame. Memory grows until `flush`. */
  add(frame: MediaFrame): void {
    const isVideo = this.#options.codec.kind === 'vp8'
    const isFull = this.#clusterMs !== null && frame.ms - this.#clusterMs >= CLUSTER_MS
    // A cluster begins at every picture one can seek to, so that a cue leads straight to it.
    if (this.#clusterMs === null || isFull || (isVideo && frame.isKey)) {
      this.#closeCluster()
      this.#clusterMs = frame.ms
      if (frame.isKey && (isVideo || frame.ms - this.#lastCueMs >= AUDIO_CUE_MS)) this.#cue(frame.ms)
    }
    const head = Buffer.alloc(4)
    head[0] = 0x81
    head.writeInt16BE(frame.ms - this.#clusterMs, 1)
    head[3] = frame.isKey ? KEYFRAME_FLAG : 0
    this.#blocks.push(element(ID.simpleBlock, head, frame.data))
  }

  /** Writes out all finished clusters. */
  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending)
    this.#pending = []
    this.#pendingBytes = 0
    await this.#file.writeFile(bytes)
    this.#written += bytes.length
  }

  /**
   * Writes cues, length and duration, makes the file durable and closes it.
   *
   * @param durationMs end of the last frame
   */
  async finish(durationMs: number): Promise<void> {
    this.#closeCluster()
    await this.flush()
    const cuesPosition = this.#written - this.#segmentBodyAt
    this.#append(element(ID.cues, ...this.#cues.map(cuePoint)))
    await this.flush()
    const segmentSize = longSizeBytes(this.#written - this.#segmentBodyAt)
    await this.#file.write(segmentSize, 0, segmentSize.length, this.#segmentBodyAt - segmentSize.length)
    const front = this.#front(durationMs, cuesPosition)
    await this.#file.write(front, 0, front.length, this.#segmentBodyAt)
    await this.#file.sync()
    await this.#file.close()
  }

  /** Gives up: closes the file as it is. */
  async abandon(): Promise<void> {
    await this.#file.close()
  }

  /** Seek head, info and tracks; always of the same length, so that it can be written over. */
  #front(durationMs: number, cuesPosition: number): Buffer {
    const parts = [info(this.#options, durationMs), trackEntry(this.#options)] as const
    const headLength = seekHead([
      [ID.info, 0],
      [ID.tracks, 0],
      [ID.cues, 0],
    ]).length
    return Buffer.concat([
      seekHead([
        [ID.info, headLength],
        [ID.tracks, headLength + parts[0].length],
        [ID.cues, cuesPosition],
      ]),
      ...parts,
    ])
  }

  #cue(ms: number): void {
    this.#lastCueMs = ms
    this.#cues.push({ ms, position: this.#written + this.#pendingBytes - this.#segmentBodyAt })
  }

  #closeCluster(): void {
    if (this.#clusterMs === null) return
    const body = [uintElement(ID.clusterTimestamp, this.#clusterMs), ...this.#blocks]
    const length = body.reduce((sum, part) => sum + part.length, 0)
    this.#append(Buffer.concat([idBytes(ID.cluster), sizeBytes(length), ...body]))
    this.#clusterMs = null
    this.#blocks = []
  }

  #append(bytes: Buffer): void {
    this.#pending.push(bytes)
    this.#pendingBytes += bytes.length
  }
}

function cuePoint({ ms, position }: { readonly ms: number; readonly position: number }): Buffer {
  return element(
    ID.cuePoint,
    uintElement(ID.cueTime, ms),
    element(ID.cueTrackPositions, uintElement(ID.cueTrack, 1), uintElement(ID.cueClusterPosition, position)),
  )
}
