import type { RtpCapabilities, RtpParameters } from '#protocol/media.ts'
import type { RequestOutput } from '#protocol/signalling.ts'
import { Source } from '#protocol/sources.ts'
import { Device, type types } from 'mediasoup-client'
import { demand, type AskServer } from './ports.ts'
import { Receiver, type Received } from './receiver.ts'
import { Sender } from './sender.ts'

export interface MediaLineOptions {
  readonly routerRtpCapabilities: RtpCapabilities
  readonly ask: AskServer
  /** The server made the transports: what it offers from now on is for them, what it offered before is not. */
  readonly started: () => void
  readonly receivedChanged: (received: readonly Received[]) => void
  /** A transport's connection changed: look at `connection`. */
  readonly connectionChanged: () => void
}

/**
 * One set of transports with what runs through them, from `media.start` to `close`. When it is beyond repair
 * another one is built.
 */
export class MediaLine {
  readonly sender: Sender | null
  readonly receiver: Receiver
  readonly #ask: AskServer
  readonly #send: types.Transport | null
  readonly #receive: types.Transport
  #closed = false

  /** Throws `UnsupportedError` where the browser cannot, `ServerRefusal` where the server will not. */
  static async open(options: MediaLineOptions): Promise<MediaLine> {
    const device = new Device()
    // The schema bounds what the library's type names more narrowly.
    await device.load({ routerRtpCapabilities: options.routerRtpCapabilities as types.RtpCapabilities })
    const request = { rtpCapabilities: device.recvRtpCapabilities as RtpCapabilities }
    const offer = await demand(options.ask, 'media.start', request, options.started)
    return new MediaLine(device, offer, options)
  }

  private constructor(device: Device, offer: RequestOutput<'media.start'>, options: MediaLineOptions) {
    this.#ask = options.ask
    this.#receive = device.createRecvTransport(transportOptions(offer.receive))
    this.#send = offer.send ? device.createSendTransport(transportOptions(offer.send)) : null
    for (const transport of this.#transports) {
      transport.on('connect', ({ dtlsParameters }, done, fail) => {
        const request = { transportId: transport.id, dtlsParameters }
        void settle(demand(this.#ask, 'media.connectTransport', request), () => done(), fail)
      })
      transport.on('connectionstatechange', options.connectionChanged)
    }
    this.receiver = new Receiver({
      transport: this.#receive,
      ask: options.ask,
      changed: options.receivedChanged,
    })
    this.sender = this.#send ? this.#createSender(this.#send, device) : null
  }

  /** `new`: not used so far. */
  get connection(): 'new' | 'connected' | 'broken' | 'connecting' {
    const states = this.#transports.map(({ connectionState }) => connectionState)
    if (states.some((state) => state === 'disconnected' || state === 'failed')) return 'broken'
    if (states.includes('connecting')) return 'connecting'
    return states.includes('connected') ? 'connected' : 'new'
  }

  /** Looks for another way through the network with the same transports. Rejects when the server does not help. */
  async restartIce(): Promise<void> {
    const used = this.#transports.filter(({ connectionState }) => connectionState !== 'new')
    await Promise.all(
      used.map(async (transport) => {
        const direction = transport.direction === 'send' ? 'send' : 'receive'
        const { iceParameters } = await demand(this.#ask, 'media.restartIce', { direction })
        await transport.restartIce({ iceParameters: iceParameters as types.IceParameters })
      }),
    )
  }

  /** The receiving side's statistics; null when there is nothing to measure. */
  receiveStats(): Promise<RTCStatsReport> | null {
    return this.#closed || this.#receive.connectionState === 'new' ? null : this.#receive.getStats()
  }

  /** Ends everything that runs through it. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.sender?.close()
    this.receiver.close()
    for (const transport of this.#transports) transport.close()
  }

  get #transports(): types.Transport[] {
    return this.#send ? [this.#send, this.#receive] : [this.#receive]
  }

  #createSender(transport: types.Transport, device: Device): Sender {
    const video = device.sendRtpCapabilities.codecs?.find(({ mimeType }) => /^video\/vp8$/i.test(mimeType))
    const sender = new Sender({
      transport,
      codec: (source) => (source === 'mic' ? undefined : video),
      stop: (source) => void this.#ask('media.stopProducing', { source }),
    })
    transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      const source = Source.parse(appData['source'])
      const request = { source, kind, rtpParameters: rtpParameters as RtpParameters }
      const produced = ({ producerId, held }: RequestOutput<'media.produce'>) => {
        sender.handleHeld(source, held)
        done({ id: producerId })
      }
      void settle(demand(this.#ask, 'media.produce', request), produced, fail)
    })
    return sender
  }
}

function transportOptions(offer: RequestOutput<'media.start'>['receive']): types.TransportOptions {
  const { transportId: id, iceParameters, iceCandidates, dtlsParameters } = offer
  // No STUN or TURN of anybody else: the server's own addresses are all there is.
  return { id, iceParameters, iceCandidates, dtlsParameters, iceServers: [] } as types.TransportOptions
}

/** Hands a promise's end to the library's callbacks. */
async function settle<T>(
  work: Promise<T>,
  done: (value: T) => void,
  fail: (error: Error) => void,
): Promise<void> {
  try {
    done(await work)
  } catch (error) {
    fail(error instanceof Error ? error : new Error(String(error)))
  }
}
