/** mediasoup's workers: one per core, each with one port for all its clients, replaced when one dies. */
import { createWorker, setLogEventListeners } from 'mediasoup'
import type { types } from 'mediasoup'
import type { Config } from '#platform/config.ts'
import type { Log } from '#platform/log.ts'
import { roomCodecs } from './codecs.ts'

/** One socket serves everybody on a worker; the kernel's default held only some 70 packets (bench, 30 ms stall). */
const SOCKET_BUFFER_BYTES = 1024 * 1024
const REPLACE_RETRY_MS = 500

/** A router together with what its transports listen on. */
export interface RoomRouter {
  readonly router: types.Router
  readonly webRtcServer: types.WebRtcServer
  readonly workerPid: number
}

interface Slot {
  readonly index: number
  live: { worker: types.Worker; webRtcServer: types.WebRtcServer } | null
  rooms: number
}

export class WorkerPool {
  readonly #config: Config['media']
  readonly #log: Log
  readonly #slots: Slot[]
  readonly #waiting = new Set<() => void>()
  #closed = false

  private constructor(config: Config['media'], log: Log) {
    this.#config = config
    this.#log = log
    this.#slots = Array.from({ length: config.workers }, (_, index) => ({ index, live: null, rooms: 0 }))
  }

  /**
   * Starts all workers and lets each make a router and a transport once, so that a worker that cannot work stops
   * the start and not a hearing.
   *
   * @throws when a worker does not start or its port is taken
   */
  static async start(config: Config['media'], log: Log): Promise<WorkerPool> {
    const pool = new WorkerPool(config, log)
    setLogEventListeners({
      onwarn: (part, message) => log.debug({ part }, message),
      onerror: (part, message, error) => log.warn({ part, err: error }, message),
    })
    try {
      await Promise.all(pool.#slots.map((slot) => pool.#launch(slot)))
      await Promise.all(pool.#slots.map((slot) => pool.#tryOut(slot)))
    } catch (error) {
      pool.close()
      throw error
    }
    return pool
  }

  /** Process ids of the live workers. */
  get workerPids(): number[] {
    return this.#slots.flatMap((slot) => (slot.live ? [slot.live.worker.pid] : []))
  }

  /** A new router on the worker with the fewest rooms. Waits while no worker lives. */
  async createRouter(): Promise<RoomRouter> {
    const slot = await this.#leastLoaded()
    const { live } = slot
    if (!live) return this.createRouter()
    slot.rooms += 1
    try {
      const router = await live.worker.createRouter({ mediaCodecs: roomCodecs })
      router.observer.once('close', () => (slot.rooms -= 1))
      return { router, webRtcServer: live.webRtcServer, workerPid: live.worker.pid }
    } catch (error) {
      slot.rooms -= 1
      throw error
    }
  }

  /** Ends all workers and everything on them. Idempotent. */
  close(): void {
    this.#closed = true
    for (const slot of this.#slots) {
      slot.live?.worker.close()
      slot.live = null
    }
  }

  async #leastLoaded(): Promise<Slot> {
    if (this.#closed) throw new Error('The media workers are closed')
    const live = this.#slots.filter((slot) => slot.live !== null).toSorted((a, b) => a.rooms - b.rooms)
    if (live[0]) return live[0]
    await new Promise<void>((resolve) => this.#waiting.add(resolve))
    return this.#leastLoaded()
  }

  async #launch(slot: Slot): Promise<void> {
    const { listenIp: ip, announcedAddress, port, workerBinary } = this.#config
    const worker = await createWorker({
      logLevel: 'warn',
      ...(workerBinary ? { workerBin: workerBinary } : {}),
    })
    try {
      const listen = {
        ip,
        port: port + slot.index,
        sendBufferSize: SOCKET_BUFFER_BYTES,
        recvBufferSize: SOCKET_BUFFER_BYTES,
        ...(announcedAddress ? { announcedAddress } : {}),
      }
      const webRtcServer = await worker.createWebRtcServer({
        listenInfos: [
          { protocol: 'udp', ...listen },
          { protocol: 'tcp', ...listen },
        ],
      })
      worker.once('died', () => void this.#replace(slot, worker.pid))
      slot.live = { worker, webRtcServer }
    } catch (error) {
      worker.close()
      throw error
    }
    this.#log.info({ workerPid: worker.pid, port: port + slot.index }, 'media worker started')
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  async #replace(slot: Slot, workerPid: number): Promise<void> {
    slot.live = null
    while (!this.#closed) {
      this.#log.warn({ workerPid }, 'media worker died, starting another')
      try {
        await this.#launch(slot)
        if (this.#closed) this.close()
        return
      } catch (error) {
        this.#log.error({ err: error }, 'media worker did not start')
        await new Promise((resolve) => setTimeout(resolve, REPLACE_RETRY_MS))
      }
    }
  }

  async #tryOut(slot: Slot): Promise<void> {
    if (!slot.live) return
    const router = await slot.live.worker.createRouter({ mediaCodecs: roomCodecs })
    await router.createWebRtcTransport({ webRtcServer: slot.live.webRtcServer })
    router.close()
  }
}
