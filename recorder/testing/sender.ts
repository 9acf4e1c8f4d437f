/** A participant made by ffmpeg: a picture that flashes and a tone that beeps, sent as RTP to a router. */
import { spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import { env } from 'node:process'
import type { types } from 'mediasoup'

const LOOPBACK = '127.0.0.1'
const AUDIO_PAYLOAD_TYPE = 100
const VIDEO_PAYLOAD_TYPE = 101

export interface MediaOptions {
  readonly seconds: number
  readonly size?: string
  readonly framesPerSecond?: number
  /** Key frames: ffmpeg ignores requests, so they have to come by themselves. */
  readonly keyFrameEveryFrames?: number
}

/** Makes a Matroska file with VP8 and Opus once; every two seconds the picture is white and a tone sounds for 0.1 s. */
export async function makeMedia(path: string, options: MediaOptions): Promise<void> {
  const { seconds, size = '320x180', framesPerSecond: rate = 25, keyFrameEveryFrames: gop = 25 } = options
  const video = `testsrc2=size=${size}:rate=${rate}:duration=${seconds},drawbox=color=white:t=fill:enable='lt(mod(t,2),0.1)'`
  const audio = `sine=frequency=1000:sample_rate=48000:duration=${seconds},volume='lt(mod(t,2),0.1)':eval=frame`
  await runFfmpeg([
    '-f',
    'lavfi',
    '-i',
    video,
    '-f',
    'lavfi',
    '-i',
    audio,
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-b:v',
    '500k',
    '-g',
    String(gop),
    '-c:a',
    'libopus',
    '-b:a',
    '32k',
    '-ac',
    '2',
    '-frame_duration',
    '20',
    '-y',
    path,
  ])
}

async function runFfmpeg(args: readonly string[]): Promise<void> {
  const child = spawn(ffmpeg(), ['-hide_banner', '-nostdin', '-loglevel', 'error', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
}

function ffmpeg(): string {
  return env['FFMPEG_BIN'] ?? 'ffmpeg'
}

export interface Participant {
  readonly audio: types.Producer
  readonly video: types.Producer
  /** Stops sending; the producers stay. Idempotent. */
  readonly stop: () => void
}

export interface SendOptions {
  readonly cname?: string
  /** Holds back video RTP, not RTCP, as a slow uplink does. */
  readonly videoDelayMs?: number
}

/** Sends a media file in a loop; audio and video share one transport and one CNAME, as a browser's do. */
export async function sendMedia(
  router: types.Router,
  path: string,
  { cname = 'participant', videoDelayMs = 0 }: SendOptions = {},
): Promise<Participant> {
  const transport = await router.createPlainTransport({
    rtcpMux: true,
    comedia: true,
    listenInfo: { protocol: 'udp', ip: LOOPBACK },
  })
  const [audioSsrc, videoSsrc] = [randomInt(1, 0x7fff_ffff), randomInt(1, 0x7fff_ffff)]
  const audio = await transport.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: AUDIO_PAYLOAD_TYPE }],
      encodings: [{ ssrc: audioSsrc }],
      rtcp: { cname },
    },
  })
  const video = await transport.produce({
    kind: 'video',
    rtpParameters: {
      codecs: [{ mimeType: 'video/VP8', clockRate: 90_000, payloadType: VIDEO_PAYLOAD_TYPE }],
      encodings: [{ ssrc: videoSsrc }],
      rtcp: { cname },
    },
  })

  // Ffmpeg cannot mux RTP and RTCP on one port. These sockets take its four streams and send them on as one.
  const out = createSocket('udp4')
  const { localPort } = transport.tuple
  const forward = (delayMs: number) => (packet: Buffer) => {
    if (delayMs === 0) out.send(packet, localPort, LOOPBACK)
    else setTimeout(() => out.send(packet, localPort, LOOPBACK), delayMs)
  }
  const inward = await Promise.all([
    bind(forward(0)),
    bind(forward(0)),
    bind(forward(videoDelayMs)),
    bind(forward(0)),
  ])
  const [audioRtp, audioRtcp, videoRtp, videoRtcp] = inward.map((socket) => socket.address().port)
  const rtp = (port: number | undefined, rtcpPort: number | undefined) =>
    `rtp://${LOOPBACK}:${port}?rtcpport=${rtcpPort}&pkt_size=1200`
  const child = spawn(
    ffmpeg(),
    [
      '-hide_banner',
      '-nostdin',
      '-loglevel',
      'error',
      '-re',
      '-stream_loop',
      '-1',
      '-i',
      path,
      '-map',
      '0:a',
      '-c',
      'copy',
      '-f',
      'rtp',
      '-ssrc',
      String(audioSsrc),
      '-cname',
      cname,
      '-payload_type',
      String(AUDIO_PAYLOAD_TYPE),
      rtp(audioRtp, audioRtcp),
      '-map',
      '0:v',
      '-c',
      'copy',
      '-f',
      'rtp',
      '-ssrc',
      String(videoSsrc),
      '-cname',
      cname,
      '-payload_type',
      String(VIDEO_PAYLOAD_TYPE),
      rtp(videoRtp, videoRtcp),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  let isStopped = false
  const stop = () => {
    if (isStopped) return
    isStopped = true
    child.kill('SIGKILL')
    for (const socket of inward) socket.close()
    setTimeout(() => out.close(), videoDelayMs + 100)
  }
  return { audio, video, stop }
}

async function bind(received: (packet: Buffer) => void): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', received)
  socket.bind(0, LOOPBACK)
  await once(socket, 'listening')
  return socket
}
