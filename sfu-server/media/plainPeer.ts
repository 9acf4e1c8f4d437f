import type { SeatId } from '#protocol/ids.ts'
import type { RtpCapabilities } from '#protocol/media.ts'
import { MediaPeer } from './peer.ts'
import type { RoomRouter } from './workerPool.ts'

/** Bots run on the server's own machine; their ports lie apart from those the system hands out by itself. */
const LISTEN = { protocol: 'udp', ip: '127.0.0.1', portRange: { min: 21_000, max: 29_999 } } as const

/** The one transport of a trial bot, both ways. It learns where to send from the bot's first packet. */
export async function createPlainPeer(
  { router }: RoomRouter,
  seatId: SeatId,
  rtpCapabilities: RtpCapabilities,
  maySend: boolean,
): Promise<{ peer: MediaPeer; address: { ip: string; port: number } }> {
  const transport = await router.createPlainTransport({ listenInfo: LISTEN, rtcpMux: true, comedia: true })
  const { localAddress: ip, localPort: port } = transport.tuple
  const peer = new MediaPeer(seatId, rtpCapabilities, {
    send: maySend ? transport : null,
    receive: transport,
  })
  return { peer, address: { ip, port } }
}
