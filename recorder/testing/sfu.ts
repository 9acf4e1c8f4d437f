/** A real mediasoup worker and router for tests, and the way the server feeds the recorder. */
import { createWorker, type types } from 'mediasoup'
import { randomUUID } from 'node:crypto'
import { env } from 'node:process'
import type { TrackPlan } from '#protocol/recording/control.ts'
import type { Source } from '../journal/sitting.ts'

const LOOPBACK = '127.0.0.1'
const SEND_BUFFER_BYTES = 4 * 1024 * 1024

const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1 } },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
]

export interface TestSfu {
  readonly router: types.Router
  /** Idempotent. */
  readonly close: () => void
}

/** Starts a worker with one router. */
export async function startSfu(): Promise<TestSfu> {
  const workerBin = env['MEDIASOUP_WORKER_BIN']
  const worker = await createWorker({ logLevel: 'error', ...(workerBin ? { workerBin } : {}) })
  const router = await worker.createRouter({ mediaCodecs })
  return { router, close: () => worker.close() }
}

export interface RecorderFeed {
  readonly transport: types.PlainTransport
  /** Where its packets come from, as a desire says it. */
  readonly source: Source
  /** Makes a paused consumer; resume it when the recorder has accepted the plan. */
  readonly consume: (producer: types.Producer) => Promise<{ consumer: types.Consumer; plan: TrackPlan }>
}

/**
 * One plain transport to a recorder with the consumer parameters the recorder relies on: no rtx codecs, so that
 * packets asked for come again on their own SSRC; `enableRtx`, so that audio is kept for NACK at all; `ignoreDtx` off.
 */
export async function feedRecorder(router: types.Router, port: number, ip = LOOPBACK): Promise<RecorderFeed> {
  const transport = await router.createPlainTransport({
    rtcpMux: true,
    comedia: false,
    listenInfo: { protocol: 'udp', ip: LOOPBACK, sendBufferSize: SEND_BUFFER_BYTES },
  })
  await transport.connect({ ip, port })
  const rtpCapabilities: types.RtpCapabilities = {
    codecs: (router.rtpCapabilities.codecs ?? []).filter(({ mimeType }) => !/\/rtx$/i.test(mimeType)),
    headerExtensions: (router.rtpCapabilities.headerExtensions ?? []).filter(({ uri }) =>
      /ssrc-audio-level|video-orientation/.test(uri),
    ),
  }
  let generation = 0
  const consume: RecorderFeed['consume'] = async ({ id: producerId }) => {
    const consumer = await transport.consume({
      producerId,
      rtpCapabilities,
      paused: true,
      enableRtx: true,
      ignoreDtx: false,
    })
    generation += 1
    return { consumer, plan: planOf(consumer, generation) }
  }
  return { transport, source: { ip: LOOPBACK, port: transport.tuple.localPort }, consume }
}

function planOf({ kind, rtpParameters }: types.Consumer, generation: number): TrackPlan {
  const [codec] = rtpParameters.codecs
  const ssrc = rtpParameters.encodings?.[0]?.ssrc
  if (!codec || ssrc === undefined) throw new Error('a consumer without codec or SSRC')
  return {
    trackId: randomUUID(),
    seatId: randomUUID(),
    source: kind === 'audio' ? 'mic' : 'camera',
    kind,
    generation,
    ssrc,
    payloadType: codec.payloadType,
    mimeType: codec.mimeType,
    clockRate: codec.clockRate,
    cname: rtpParameters.rtcp?.cname ?? '',
  }
}
