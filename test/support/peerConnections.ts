/** For each tone: how loud its loudest pulse was, in dB above everything else near it; -Infinity when silent. */
export type Heard = Record<string, number>

/** An incoming picture: what was decoded of it so far, and how wide its last frame was. */
export interface DecodedPicture {
  readonly frames: number
  readonly width: number
}

/** What a page did with devices and lines since it was loaded. */
export interface Touched {
  /** How often it asked for camera, microphone or screen. */
  readonly asked: number
  /** Captured tracks that still run. */
  readonly capturing: number
  /** Lines that are open. */
  readonly lines: number
  /** Outside helpers (STUN, TURN) that any line was ever told of. */
  readonly iceServers: number
}

export interface PageProbe {
  hears(seconds: number, tones: Readonly<Record<string, number>>): Promise<Heard>
  /** By track. */
  pictures(): Promise<Record<string, DecodedPicture>>
  touched(): Touched
}

declare global {
  interface Window {
    tongtingTest: PageProbe
  }
}

/**
 * Runs in the page before any of its code: keeps every peer connection, so that a test can measure what was
 * really decoded instead of what the page says. It must not use anything from outside its own body.
 */
export function watchPeerConnections(): void {
  const connections: RTCPeerConnection[] = []
  const captured: MediaStreamTrack[] = []
  let asked = 0
  let iceServers = 0
  const Original = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      connections.push(this)
      iceServers += configuration?.iceServers?.length ?? 0
    }
  }
  const { mediaDevices } = navigator
  const getUserMedia = mediaDevices?.getUserMedia.bind(mediaDevices)
  const getDisplayMedia = mediaDevices?.getDisplayMedia?.bind(mediaDevices)
  const noted = async (asking: Promise<MediaStream>) => {
    asked += 1
    const stream = await asking
    captured.push(...stream.getTracks())
    return stream
  }
  if (getUserMedia) {
    // A fake microphone stands in no room: the canceller would take its pulses for an echo of the others'.
    const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
    mediaDevices.getUserMedia = (constraints) => {
      const audio = constraints?.audio
      if (!audio) return noted(getUserMedia(constraints))
      return noted(getUserMedia({ ...constraints, audio: { ...(audio === true ? {} : audio), ...raw } }))
    }
  }
  if (getDisplayMedia) mediaDevices.getDisplayMedia = (options) => noted(getDisplayMedia(options))
  const open = () => connections.filter((connection) => connection.connectionState !== 'closed')
  let context: AudioContext | undefined
  window.tongtingTest = {
    async hears(seconds, tones) {
      context ??= new AudioContext()
      await context.resume()
      const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 })
      const sources = open()
        .flatMap((connection) => connection.getReceivers())
        .filter(({ track }) => track.kind === 'audio' && track.readyState === 'live')
        .map(
          ({ track }) => new MediaStreamAudioSourceNode(context!, { mediaStream: new MediaStream([track]) }),
        )
      for (const source of sources) source.connect(analyser)
      const bins = new Float32Array(analyser.frequencyBinCount)
      const width = context.sampleRate / analyser.fftSize
      const loudest: Record<string, number> = Object.fromEntries(
        Object.keys(tones).map((name) => [name, Number.NEGATIVE_INFINITY]),
      )
      const end = performance.now() + seconds * 1000
      while (performance.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        analyser.getFloatFrequencyData(bins)
        for (const [name, hertz] of Object.entries(tones)) {
          const bin = Math.round(hertz / width)
          const level = Math.max(...bins.slice(bin - 2, bin + 3))
          if (level > (loudest[name] ?? Number.NEGATIVE_INFINITY)) loudest[name] = level
        }
      }
      for (const source of sources) source.disconnect()
      return loudest
    },
    touched: () => ({
      asked,
      capturing: captured.filter((track) => track.readyState === 'live').length,
      lines: open().length,
      iceServers,
    }),
    async pictures() {
      const pictures: Record<string, DecodedPicture> = {}
      for (const connection of open()) {
        const report: Map<string, unknown> = (await connection.getStats()) as never
        for (const entry of report.values()) {
          const stat = entry as {
            type: string
            kind: string
            frameWidth?: number
            framesDecoded?: number
            trackIdentifier?: string
          }
          // A probator stream without size also shows up as inbound; it carries no picture.
          if (
            stat.type === 'inbound-rtp' &&
            stat.kind === 'video' &&
            stat.frameWidth &&
            stat.trackIdentifier
          ) {
            pictures[stat.trackIdentifier] = { frames: stat.framesDecoded ?? 0, width: stat.frameWidth }
          }
        }
      }
      return pictures
    },
  }
}
