/**
 * The recorder's row of the audience table for one sitting: which consumers it has, and the desire that tells it so.
 * A consumer stays paused until the recorder has accepted a desire that names it.
 */
import type { types } from 'mediasoup'
import type { Audience } from '#procedure/audience.ts'
import type { SittingLabel, TrackPlan } from '#protocol/recording/control.ts'
import type { Log } from '#platform/log.ts'
import { doneWithin, REVOKE_LIMIT_MS } from './limit.ts'
import { sourceKey, type SourceProducer } from './peer.ts'
import { Probe } from './probe.ts'
import type { Hello, RecorderLink } from './recorderLink.ts'
import { TrackMaker, type RecorderTrack, type TakenSource } from './recorderTracks.ts'
import type { RecorderRow } from './sittingMedia.ts'
import type { RoomRouter } from './workerPool.ts'

/** Outside the ports that the system hands out by itself, which browsers on the same machine take (32768 and up). */
const PORTS = { min: 20_200, max: 20_999 }
const SEND_BUFFER_BYTES = 4 * 1024 * 1024
/** Revisions rise over all lives of a sitting: the recorder ignores older ones. */
const REVISIONS_PER_LIFE = 1_000_000
const PROBE_KEY = 'probe'

export interface RecorderRowOptions {
  readonly link: RecorderLink
  readonly log: Log
  readonly label: SittingLabel
  readonly fence: number
  /** UDP address from which the recorder is reached: the loopback, unless it runs elsewhere. */
  readonly sourceIp: string
}

export class SittingRecorderRow implements RecorderRow {
  readonly #options: RecorderRowOptions
  readonly #tracks = new Map<string, RecorderTrack>()
  readonly #maker: TrackMaker
  #room: RoomRouter | null = null
  #table: Audience | null = null
  #producers: ReadonlyMap<string, SourceProducer> = new Map()
  #transport: types.PlainTransport | null = null
  #target: Hello | null = null
  #probe: Probe | null = null
  #revision: number
  /** Whether the recorder knows of this sitting, so that it must also hear of "nothing". */
  #hasDesired = false
  #isConverging = false
  #again = false
  #closed = false

  constructor(options: RecorderRowOptions) {
    this.#options = options
    this.#maker = new TrackMaker(options.fence)
    this.#revision = options.fence * REVISIONS_PER_LIFE
  }

  /** Tracks that the recorder should be writing now, with their consumers. */
  get tracks(): readonly RecorderTrack[] {
    return [...this.#tracks.values()]
  }

  useRouter(room: RoomRouter): void {
    this.#room = room
    this.#dropTransport()
    this.#probe = null
    this.#converge()
  }

  async revoke(table: Audience): Promise<void> {
    this.#table = table
    const wanted = this.#wanted()
    const unwanted = [...this.#tracks].filter(([key]) => !wanted.has(key))
    if (unwanted.length === 0) return this.#endProbe()
    const pauses = unwanted.map(async ([, { consumer }]) => {
      // Also when it looks paused: a `resume` may be on its way to the worker.
      if (!consumer.closed) await consumer.pause()
    })
    const inTime = await doneWithin(Promise.all(pauses), REVOKE_LIMIT_MS)
    for (const [key, track] of unwanted) this.#drop(key, track)
    if (!inTime) {
      this.#options.log.error('recorder could not be cut off in time, its transport is closed')
      this.#dropTransport()
    }
    this.#endProbe()
    this.#desire()
  }

  grant(table: Audience, producers: ReadonlyMap<string, SourceProducer>): void {
    this.#table = table
    this.#producers = producers
    this.#converge()
  }

  /** The recorder is (back) there. What it was told before may be lost, so it is told all. */
  handleHello(hello: Hello): void {
    const moved = this.#target?.rtpIp !== hello.rtpIp || this.#target.rtpPort !== hello.rtpPort
    if (this.#target && moved) this.#dropTransport()
    this.#target = hello
    if (this.#hasDesired) this.#desire()
    this.#converge()
  }

  /** The recorder has these tracks in its books: their media may flow. */
  handleAccepted(revision: number): void {
    if (revision !== this.#revision) return
    for (const [key, { consumer }] of this.#tracks) {
      if (!this.#wanted().has(key) || consumer.closed || !consumer.paused) continue
      consumer.resume().catch((error: unknown) => {
        if (!consumer.closed) this.#options.log.warn({ err: error }, 'recorder consumer not resumed')
      })
    }
  }

  /** Ends all its media. Idempotent. */
  close(): void {
    this.#closed = true
    this.#probe?.close()
    this.#probe = null
    this.#dropTransport()
  }

  #endProbe(): void {
    if (this.#table?.probe) return
    this.#probe?.close()
    this.#probe = null
  }

  #wanted(): Map<string, TakenSource> {
    const wanted = new Map<string, TakenSource>()
    for (const { seatId, source } of this.#table?.recorder ?? []) {
      const key = sourceKey(seatId, source)
      const taken = this.#producers.get(key)
      if (taken) wanted.set(key, taken)
    }
    if (this.#table?.probe && this.#probe) {
      wanted.set(PROBE_KEY, { seatId: null, source: 'probe', producer: this.#probe.producer })
    }
    return wanted
  }

  /** Makes consumers until there is one for each wanted source. One run at a time; a call meanwhile runs it again. */
  #converge(): void {
    this.#again = true
    if (this.#isConverging) return
    this.#isConverging = true
    void this.#run().finally(() => (this.#isConverging = false))
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false
      const room = this.#room
      const hello = this.#target
      if (!room || !hello || !this.#table || (!this.#hasDesired && !this.#table.probe)) return
      try {
        await this.#convergeOnce(room, hello)
      } catch (error) {
        // The worker died under it: the next router begins anew.
        if (!room.router.closed) this.#options.log.error({ err: error }, 'recorder tracks not made')
      }
    }
  }

  async #convergeOnce(room: RoomRouter, hello: Hello): Promise<void> {
    const transport = await this.#ensureTransport(room, hello)
    if (this.#table?.probe && !this.#probe) {
      const probe = await Probe.start(room.router)
      if (this.#table.probe && room === this.#room && !this.#closed) this.#probe = probe
      else probe.close()
    }
    const missing = [...this.#wanted()].filter(([key]) => !this.#tracks.has(key))
    const made = await Promise.all(missing.map(([key, taken]) => this.#make(transport, room, key, taken)))
    if (made.includes(true) || !this.#hasDesired) this.#desire()
  }

  async #make(
    transport: types.PlainTransport,
    room: RoomRouter,
    key: string,
    taken: TakenSource,
  ): Promise<boolean> {
    if (taken.producer.closed) return false
    const track = await this.#maker.make(transport, room, key, taken)
    // The table may have changed while the worker answered. Nothing has flowed: it was made paused.
    if (this.#wanted().get(key)?.producer !== taken.producer || track.consumer.closed) {
      track.consumer.close()
      return false
    }
    this.#tracks.set(key, track)
    track.consumer.once('producerclose', () => {
      this.#drop(key, track)
      this.#desire()
      this.#converge()
    })
    return true
  }

  async #ensureTransport(room: RoomRouter, hello: Hello): Promise<types.PlainTransport> {
    if (this.#transport && !this.#transport.closed) return this.#transport
    const transport = await room.router.createPlainTransport({
      rtcpMux: true,
      comedia: false,
      listenInfo: {
        protocol: 'udp',
        ip: this.#options.sourceIp,
        portRange: PORTS,
        sendBufferSize: SEND_BUFFER_BYTES,
      },
    })
    await transport.connect({ ip: hello.rtpIp, port: hello.rtpPort })
    if (this.#closed || room !== this.#room || hello !== this.#target) {
      transport.close()
      this.#again = !this.#closed
      throw new Error('The recorder moved while its transport was made')
    }
    this.#transport = transport
    return transport
  }

  #drop(key: string, track: RecorderTrack): void {
    track.consumer.close()
    if (this.#tracks.get(key) === track) this.#tracks.delete(key)
  }

  #dropTransport(): void {
    this.#tracks.clear()
    this.#transport?.close()
    this.#transport = null
  }

  /** Tells the recorder all that it should have. Without a line it is told at the next greeting. */
  #desire(): void {
    const transport = this.#transport
    if (!transport || this.#closed) return
    this.#hasDesired = true
    this.#revision += 1
    const { localAddress: sourceIp, localPort: sourcePort } = transport.tuple
    const tracks: TrackPlan[] = [...this.#tracks.values()].map(({ plan }) => plan)
    const { link, label } = this.#options
    link.send({ type: 'desire', revision: this.#revision, label, tracks, sourceIp, sourcePort })
  }
}
