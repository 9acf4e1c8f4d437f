/** What the courtroom speaks: Opus and VP8, which every browser has. */
import type { types } from 'mediasoup'
import type { RtpCapabilities } from '#protocol/media.ts'

export const roomCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1 } },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
]

// While abs-capture-time is negotiated, simulcast consumers never switch layer (mediasoup 3.27.1 with Chromium 156).
// Without video-orientation browsers turn a phone's picture themselves, so that the recording stands upright.
const keptFromClients = /abs-capture-time|video-orientation/

/** Capabilities as clients get them. */
export function clientCapabilities(router: types.Router): RtpCapabilities {
  const { codecs, headerExtensions } = router.rtpCapabilities
  return structuredClone({
    codecs,
    headerExtensions: headerExtensions?.filter(({ uri }) => !keptFromClients.test(uri)),
  }) as RtpCapabilities
}

const recordedExtensions = /abs-capture-time|video-orientation|ssrc-audio-level/

/**
 * Capabilities of the recorder. Without rtx codecs mediasoup resends the lost packet itself, on its own SSRC, which
 * is what a journal can hold.
 */
export function recorderCapabilities(router: types.Router): types.RtpCapabilities {
  const { codecs = [], headerExtensions = [] } = router.rtpCapabilities
  return {
    codecs: codecs.filter(({ mimeType }) => !mimeType.endsWith('/rtx')),
    headerExtensions: headerExtensions.filter(({ uri }) => recordedExtensions.test(uri)),
  }
}
