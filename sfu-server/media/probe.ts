/**
 * The server's own voice to the recorder: Opus silence that takes the way of real speech, router and transport
 * included. Its bytes on disk prove the path when nobody has a microphone, and a hearing may begin.
 */
import type { types } from 'mediasoup'

const SSRC = 0x70726f62
const PAYLOAD_TYPE = 100
const CLOCK_RATE = 48_000
/** Often enough to be sure within a second, rare enough to cost nothing. */
const INTERVAL_MS = 200
/** One Opus frame of digital silence, 20 ms. */
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe])
const RTP_HEADER_BYTES = 12

export class Probe {
  readonly producer: types.Producer
  readonly #timer: NodeJS.Timeout
  #sequence = 0

  private constructor(producer: types.Producer) {
    this.producer = producer
    this.#timer = setInterval(() => this.#send(), INTERVAL_MS)
    producer.observer.once('close', () => clearInterval(this.#timer))
  }

  static async start(router: types.Router): Promise<Probe> {
    const transport = await router.createDirectTransport()
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [
          {
            mimeType: 'audio/opus',
            payloadType: PAYLOAD_TYPE,
            clockRate: CLOCK_RATE,
            channels: 2,
            parameters: {},
          },
        ],
        encodings: [{ ssrc: SSRC }],
        rtcp: { cname: 'probe' },
      },
    })
    producer.observer.once('close', () => transport.close())
    return new Probe(producer)
  }

  /** Stops it. Idempotent; closing the router does the same. */
  close(): void {
    this.producer.close()
  }

  #send(): void {
    this.#sequence += 1
    const packet = Buffer.alloc(RTP_HEADER_BYTES + SILENCE.length)
    packet.writeUInt8(0x80, 0)
    packet.writeUInt8(PAYLOAD_TYPE, 1)
    packet.writeUInt16BE(this.#sequence & 0xffff, 2)
    packet.writeUInt32BE((this.#sequence * INTERVAL_MS * (CLOCK_RATE / 1_000)) >>> 0, 4)
    packet.writeUInt32BE(SSRC, 8)
    SILENCE.copy(packet, RTP_HEADER_BYTES)
    this.producer.send(packet)
  }
}
