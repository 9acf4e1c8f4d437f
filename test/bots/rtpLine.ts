/** RTP over plain UDP, for bots: one socket to one port of the media server. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

const HEADER_BYTES = 12
export const PAYLOAD_TYPE = 100

export interface RtpPacket {
  readonly ssrc: number
  readonly payload: Buffer
}

export class RtpLine {
  readonly #socket: Socket
  #sequence = 0

  private constructor(socket: Socket) {
    this.#socket = socket
  }

  /** @param onPacket called for every RTP packet that comes back */
  static async open(
    target: { ip: string; port: number },
    onPacket: (packet: RtpPacket) => void,
  ): Promise<RtpLine> {
    const socket = createSocket('udp4')
    socket.on('message', (data) => {
      const packet = parse(data)
      if (packet) onPacket(packet)
    })
    // A port that closed under us answers with an error; the bot just hears nothing then.
    socket.on('error', () => undefined)
    socket.connect(target.port, target.ip)
    await once(socket, 'connect')
    return new RtpLine(socket)
  }

  send({ ssrc, timestamp, payload }: { ssrc: number; timestamp: number; payload: Uint8Array }): void {
    this.#sequence = (this.#sequence + 1) & 0xffff
    const header = Buffer.alloc(HEADER_BYTES)
    header.writeUInt8(0x80, 0)
    header.writeUInt8(PAYLOAD_TYPE, 1)
    header.writeUInt16BE(this.#sequence, 2)
    header.writeUInt32BE(timestamp >>> 0, 4)
    header.writeUInt32BE(ssrc, 8)
    this.#socket.send(Buffer.concat([header, payload]), () => undefined)
  }

  close(): void {
    this.#socket.close()
  }
}

function parse(data: Buffer): RtpPacket | null {
  if (data.length < HEADER_BYTES || data.readUInt8(0) >> 6 !== 2) return null
  const type = data.readUInt8(1)
  // RTCP shares the port.
  if (type >= 192 && type <= 223) return null
  let offset = HEADER_BYTES + (data.readUInt8(0) & 0x0f) * 4
  if ((data.readUInt8(0) & 0x10) !== 0) offset += 4 + data.readUInt16BE(offset + 2) * 4
  return { ssrc: data.readUInt32BE(8), payload: data.subarray(offset) }
}
