/** The one UDP socket that all media comes to, RTP and RTCP alike, from every sitting. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#platform/log.ts'
import { isErrorCode } from './folder.ts'
import { isMedia } from './rtp.ts'
import type { Source } from './sitting.ts'

/** Holds about half a second of 58 full courtrooms while the process is busy. */
export const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
/** What a spare process waits at most before it takes over; asking costs next to nothing. */
const BIND_PAUSE_MS = 10

export interface ReceiverOptions {
  readonly ip: string
  /** 0 for any free port. */
  readonly port: number
  readonly log: Log
  /** Ends the wait for the port. */
  readonly signal: AbortSignal
  readonly received: (packet: Buffer, source: Source) => void
}

export class Receiver {
  readonly #socket: Socket
  readonly #log: Log
  readonly port: number
  #drops: number | null = null
  #closing: Promise<void> | null = null

  private constructor(socket: Socket, log: Log) {
    this.#socket = socket
    this.#log = log
    this.port = socket.address().port
  }

  /**
   * Binds the socket and begins to receive. While another process holds the port this waits, however long: so a spare
   * process can stand by, fully loaded, and the port says which of the two may write the journals.
   *
   * @throws the socket's error when the address is not ours; AbortError when the signal ends the wait
   */
  static async open(options: ReceiverOptions): Promise<Receiver> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        return await Receiver.#bind(options)
      } catch (error) {
        if (!isErrorCode(error, 'EADDRINUSE')) throw error
        if (isFirst) options.log.info({ rtpPort: options.port }, 'standing by: the RTP port is taken')
        await sleep(BIND_PAUSE_MS, undefined, { signal: options.signal })
      }
    }
  }

  static async #bind({ ip, port, log, received }: ReceiverOptions): Promise<Receiver> {
    const type = isIPv6(ip) ? 'udp6' : 'udp4'
    const socket = createSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES })
    socket.on('message', (packet, { address, port: sourcePort }) => {
      if (isMedia(packet)) received(packet, { ip: address, port: sourcePort })
    })
    socket.bind(port, ip)
    try {
      await once(socket, 'listening')
    } catch (error) {
      socket.close()
      throw error
    }
    socket.on('error', (error) => log.warn({ err: error }, 'the RTP socket failed'))
    // Linux reports twice what it grants.
    const granted = socket.getRecvBufferSize() / 2
    if (granted < RECEIVE_BUFFER_BYTES) {
      log.warn({ granted, wanted: RECEIVE_BUFFER_BYTES }, 'net.core.rmem_max caps the receive buffer')
    }
    return new Receiver(socket, log)
  }

  /** Sends feedback; a datagram that cannot be sent is not sent again, the next one is due in 40 ms. */
  send(datagram: Buffer, to: Source): void {
    if (this.#closing) return
    this.#socket.send(datagram, to.port, to.ip, (error) => {
      if (error) this.#log.debug({ err: error, to }, 'feedback could not be sent')
    })
  }

  /** Warns when the kernel has thrown datagrams away since the last call. Linux only; elsewhere it does nothing. */
  async checkDrops(): Promise<void> {
    const drops = await this.#readDrops()
    if (drops === null) return
    const before = this.#drops ?? 0
    if (drops > before) this.#log.warn({ dropped: drops - before }, 'the kernel dropped datagrams')
    this.#drops = drops
  }

  async #readDrops(): Promise<number | null> {
    const hexPort = this.port.toString(16).toUpperCase().padStart(4, '0')
    for (const table of ['/proc/net/udp', '/proc/net/udp6']) {
      const text = await readFile(table, 'utf8').catch(() => '')
      const columns = text
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .find(([, local]) => local?.endsWith(`:${hexPort}`))
      if (columns) return Number(columns.at(-1))
    }
    return null
  }

  /** Stops receiving. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#socket.close(resolve)
    })
    return this.#closing
  }
}
