/**
 * A person without a browser: an ordinary socket client with its own login and seat, whose transport alone differs.
 * It speaks its tone, and says whose tones it hears.
 */
import { randomInt } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import { v7 as uuidv7 } from 'uuid'
import { CatalogueError, type ErrorCode } from '#protocol/errors.ts'
import type { SeatId } from '#protocol/ids.ts'
import type { RtpCapabilities } from '#protocol/media.ts'
import type {
  NoticeName,
  NoticePayload,
  Reply,
  RequestInput,
  RequestName,
  RequestOutput,
} from '#protocol/signalling.ts'
import type { SeatCommand } from '#protocol/sitting/commands.ts'
import type { SittingView } from '#protocol/sitting/view.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { encodeTone, FRAME_MS, FRAME_SAMPLES, ToneEar } from './opusTone.ts'
import { PAYLOAD_TYPE, RtpLine, type RtpPacket } from './rtpLine.ts'

const HEARTBEAT_MS = 2_000
const ANSWER_LIMIT_MS = 5_000
/** Until the server knows where a bot is that has nothing to say. */
const HELLO_MS = 200
const HELLO_SSRC = 1
/** So many packets with a tone within the time asked about are no accident. */
const ENOUGH_PACKETS = 5

export const botCapabilities: RtpCapabilities = {
  codecs: [
    {
      kind: 'audio',
      mimeType: 'audio/opus',
      preferredPayloadType: PAYLOAD_TYPE,
      clockRate: 48_000,
      channels: 2,
      parameters: {},
      rtcpFeedback: [],
    },
  ],
  headerExtensions: [],
}

export interface BotOptions {
  /** Address of the server, such as http://127.0.0.1:3000. */
  readonly url: string
  /** A fresh ticket for each connection. */
  readonly ticket: () => Promise<string>
  /** Its own tone in Hz. */
  readonly tone: number
  /** All tones that it can tell apart. */
  readonly tones: readonly number[]
  readonly connectionId?: string
}

interface Sound {
  readonly at: number
  readonly tone: number | null
}

export class Bot {
  readonly tone: number
  readonly connectionId: string
  readonly notices: { [K in NoticeName]?: NoticePayload<K>[] } = {}
  readonly #options: BotOptions
  readonly #socket: Socket
  readonly #ears = new Map<number, ToneEar>()
  readonly #sounds: Sound[] = []
  readonly #heartbeat: NodeJS.Timeout
  readonly #waiting = new Set<() => void>()
  #mediaTimers: NodeJS.Timeout[] = []
  #line: RtpLine | null = null

  private constructor(options: BotOptions, ticket: string) {
    this.#options = options
    this.tone = options.tone
    this.connectionId = options.connectionId ?? uuidv7()
    const auth = { ticket, connectionId: this.connectionId, protocolVersion: PROTOCOL_VERSION }
    this.#socket = io(options.url, { auth, transports: ['websocket'], reconnection: false, forceNew: true })
    this.#socket.onAny((name: string, payload: unknown) =>
      this.#handleNotice(name as NoticeName, payload as never),
    )
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS)
  }

  /**
   * Takes its seat.
   *
   * @throws CatalogueError when it is not let in
   */
  static async join(options: BotOptions): Promise<Bot> {
    const bot = new Bot(options, await options.ticket())
    try {
      await new Promise<void>((resolve, reject) => {
        bot.#socket.once('welcome', () => resolve())
        bot.#socket.once('goodbye', ({ error }) => reject(new CatalogueError(error.code)))
        bot.#socket.once('connect_error', (error: Error & { data?: { code?: ErrorCode } }) =>
          reject(error.data?.code ? new CatalogueError(error.data.code) : error),
        )
      })
      await bot.until(() => bot.notices.view !== undefined)
      return bot
    } catch (error) {
      bot.close()
      throw error
    }
  }

  get isConnected(): boolean {
    return this.#socket.connected
  }

  get seatId(): SeatId {
    return this.view.you.seatId
  }

  /** What it sees now. */
  get view(): SittingView {
    const last = this.notices.view?.at(-1)
    if (!last) throw new Error('The bot has no view yet')
    return last.view
  }

  /** Waits until something is true; looks again after every notice and sound. */
  async until(isTrue: () => boolean, limitMs = ANSWER_LIMIT_MS): Promise<void> {
    const deadline = Date.now() + limitMs
    while (!isTrue()) {
      if (Date.now() > deadline) throw new Error(`Not true within ${limitMs} ms: ${isTrue.toString()}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50)
        this.#waiting.add(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  /** Asks the server. Throws the CatalogueError it answers with. */
  async request<K extends RequestName>(name: K, payload: RequestInput<K>): Promise<RequestOutput<K>> {
    const reply = (await this.#socket.timeout(ANSWER_LIMIT_MS).emitWithAck(name, payload)) as Reply<
      RequestOutput<K>
    >
    if (reply.ok) return reply.data
    throw new CatalogueError(reply.error.code, reply.error.parameters, reply.error.issues)
  }

  command(command: SeatCommand, commandId: string = uuidv7()): Promise<RequestOutput<'command'>> {
    return this.request('command', { commandId, command })
  }

  /** Begins to listen. */
  async startMedia(): Promise<void> {
    const address = await this.request('media.startPlain', { rtpCapabilities: botCapabilities })
    this.#closeMedia()
    const line = await RtpLine.open(address, (packet) => this.#handlePacket(packet))
    this.#line = line
    const hello = () => line.send({ ssrc: HELLO_SSRC, timestamp: 0, payload: Buffer.from([0]) })
    hello()
    this.#mediaTimers.push(setInterval(hello, HELLO_MS))
  }

  /** Begins to speak its tone. The server decides who hears it. */
  async speak(): Promise<RequestOutput<'media.produce'>> {
    const ssrc = randomInt(2, 2 ** 31)
    const produced = await this.request('media.produce', {
      source: 'mic',
      kind: 'audio',
      rtpParameters: {
        codecs: [
          {
            mimeType: 'audio/opus',
            payloadType: PAYLOAD_TYPE,
            clockRate: 48_000,
            channels: 2,
            parameters: {},
          },
        ],
        encodings: [{ ssrc }],
        rtcp: { cname: this.connectionId },
      },
    })
    this.#sendTone(ssrc)
    return produced
  }

  /** The tones heard since an instant (UTC ms), sorted. */
  tonesSince(since: number): number[] {
    const counts = new Map<number, number>()
    for (const { at, tone } of this.#sounds) {
      if (at >= since && tone !== null) counts.set(tone, (counts.get(tone) ?? 0) + 1)
    }
    return [...counts]
      .filter(([, count]) => count >= ENOUGH_PACKETS)
      .map(([tone]) => tone)
      .toSorted((a, b) => a - b)
  }

  /** Number of audio packets since an instant, whatever sounds in them. */
  packetsSince(since: number): number {
    return this.#sounds.filter(({ at }) => at >= since).length
  }

  /** Cuts the line to the server as a lost network does; media stay as they are. */
  cutSocket(): void {
    this.#socket.io.engine.close()
  }

  /** Stops everything. Idempotent. */
  close(): void {
    clearInterval(this.#heartbeat)
    this.#socket.disconnect()
    this.#closeMedia()
  }

  #closeMedia(): void {
    for (const timer of this.#mediaTimers) clearInterval(timer)
    this.#mediaTimers = []
    this.#line?.close()
    this.#line = null
  }

  #handleNotice<K extends NoticeName>(name: K, payload: NoticePayload<K>): void {
    const list = (this.notices[name] ??= [] as never) as NoticePayload<K>[]
    list.push(payload)
    if (name === 'media.consumer') this.#acceptConsumer(payload as NoticePayload<'media.consumer'>)
    this.#wake()
  }

  #acceptConsumer({ consumerId, rtpParameters }: NoticePayload<'media.consumer'>): void {
    const ssrc = rtpParameters.encodings?.[0]?.ssrc
    if (ssrc !== undefined) this.#ears.set(ssrc, new ToneEar())
    // It may be taken away again before the answer.
    this.request('media.consumerReady', { consumerId }).catch(() => undefined)
  }

  #handlePacket({ ssrc, payload }: RtpPacket): void {
    const tone = this.#ears.get(ssrc)?.hear(payload, this.#options.tones) ?? null
    this.#sounds.push({ at: Date.now(), tone })
    this.#wake()
  }

  #sendTone(ssrc: number): void {
    const frames = encodeTone(this.tone)
    const begun = performance.now()
    let sent = 0
    const timer = setInterval(() => {
      // Timers come late under load; the sound must not.
      for (; begun + sent * FRAME_MS <= performance.now(); sent += 1) {
        const payload = frames[sent % frames.length]
        if (payload) this.#line?.send({ ssrc, timestamp: sent * FRAME_SAMPLES, payload })
      }
    }, FRAME_MS)
    this.#mediaTimers.push(timer)
  }

  async #beat(): Promise<void> {
    if (!this.#socket.connected) return
    await this.request('heartbeat', {}).catch(() => undefined)
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}
