import { kindOf, type Source } from '#protocol/sources.ts'
import type { SittingView } from '#protocol/sitting/view.ts'
import type { types } from 'mediasoup-client'
import { encodingsFor } from './encodings.ts'
import { intentFor, type Intent, type LocalTracks } from './plan.ts'
import { ServerRefusal } from './ports.ts'

const RETRY_MS = 2_000
/** After the server closed a source the next view says whether it may be sent again; if none comes, ask anew. */
const AWAIT_VIEW_MS = 1_500

const sources: readonly Source[] = ['mic', 'camera', 'screen']

interface Sent {
  readonly producer: types.Producer
  /** The device's own track, of which the producer sends a copy. */
  readonly original: MediaStreamTrack
  readonly encodings: number
}

interface SenderOptions {
  readonly transport: types.Transport
  readonly codec: (source: Source) => types.RtpCodecCapability | undefined
  readonly stop: (source: Source) => void
}

/**
 * Makes what is sent agree with what the server allows and the person opened. One turn per source at a time; each
 * turn looks at the newest facts. It sends copies of the device's tracks, so that holding what others get leaves
 * the person's own picture alone.
 */
export class Sender {
  readonly #options: SenderOptions
  readonly #sent = new Map<Source, Sent>()
  readonly #busy = new Map<Source, { again: boolean }>()
  /** Sources that the server closed or refused, until a view or time says otherwise. */
  readonly #resting = new Map<Source, ReturnType<typeof setTimeout> | undefined>()
  readonly #held = new Set<Source>()
  #mayProduce: SittingView['you']['mayProduce'] | null = null
  #tracks: LocalTracks = { mic: null, camera: null, screen: null }
  #closed = false

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** Whether anything is to be sent now. */
  get hasWork(): boolean {
    return sources.some((source) => this.#intent(source).send)
  }

  /** What the server allows now; it overrides what single notices said before. */
  handleAllowed(mayProduce: SittingView['you']['mayProduce']): void {
    this.#mayProduce = mayProduce
    this.#held.clear()
    for (const source of sources) this.#wake(source)
  }

  handleTracks(tracks: LocalTracks): void {
    this.#tracks = tracks
    for (const source of sources) this.#reconcile(source)
  }

  /** The server holds or releases a source. */
  handleHeld(source: Source, held: boolean): void {
    if (held) this.#held.add(source)
    else this.#held.delete(source)
    this.#applyOpen(source)
  }

  /** The server closed a source. */
  handleClosed(source: Source): void {
    this.#sent.get(source)?.producer.close()
    this.#sent.delete(source)
    this.#rest(source, AWAIT_VIEW_MS)
  }

  /** After a short loss: only these sources still stand on the server. */
  handleStanding(standing: readonly Source[]): void {
    for (const [source, { producer }] of this.#sent) {
      if (standing.includes(source)) continue
      producer.close()
      this.#sent.delete(source)
      this.#reconcile(source)
    }
  }

  /** Stops sending. Idempotent. */
  close(): void {
    this.#closed = true
    for (const timer of this.#resting.values()) clearTimeout(timer)
    for (const { producer } of this.#sent.values()) producer.close()
    this.#sent.clear()
  }

  #intent(source: Source): Intent {
    const intent = intentFor(source, this.#mayProduce, this.#tracks)
    return intent.send && this.#held.has(source) ? { ...intent, open: false } : intent
  }

  #reconcile(source: Source): void {
    if (this.#closed) return
    // Silence must not wait for a turn that waits for the network.
    this.#applyOpen(source)
    if (this.#resting.has(source)) return
    const busy = this.#busy.get(source)
    if (busy) {
      busy.again = true
      return
    }
    void this.#takeTurns(source)
  }

  async #takeTurns(source: Source): Promise<void> {
    const turn = { again: true }
    this.#busy.set(source, turn)
    while (turn.again && !this.#closed && !this.#resting.has(source)) {
      turn.again = false
      try {
        await this.#settle(source)
      } catch (error) {
        console.warn('A source could not be sent', source, error)
        // What is not granted is not asked for again before a new view.
        this.#rest(source, error instanceof ServerRefusal && !error.retry ? null : RETRY_MS)
      }
    }
    this.#busy.delete(source)
  }

  async #settle(source: Source): Promise<void> {
    const intent = this.#intent(source)
    const sent = this.#sent.get(source)
    if (!intent.send) {
      if (!sent) return
      this.#sent.delete(source)
      sent.producer.close()
      this.#options.stop(source)
      return
    }
    const encodings = encodingsFor(source, intent.track.getSettings())
    if (!sent) return this.#produce(source, intent, encodings)
    if (sent.original === intent.track) return undefined
    if (sent.encodings !== encodings.length) {
      // Another camera with another size: the number of sizes cannot change on the way.
      this.#sent.delete(source)
      sent.producer.close()
      this.#options.stop(source)
      return this.#produce(source, intent, encodings)
    }
    const copy = copyOf(intent.track)
    copy.enabled = false
    await sent.producer.replaceTrack({ track: copy })
    if (this.#sent.get(source) === sent) this.#sent.set(source, { ...sent, original: intent.track })
    this.#applyOpen(source)
    return undefined
  }

  async #produce(
    source: Source,
    intent: Extract<Intent, { send: true }>,
    encodings: types.RtpEncodingParameters[],
  ): Promise<void> {
    const copy = copyOf(intent.track)
    // Silent until it is known how it stands: the server may hold it.
    copy.enabled = false
    const codec = this.#options.codec(source)
    const producer = await this.#options.transport.produce({
      track: copy,
      ...(codec ? { codec } : {}),
      ...(encodings.length > 0 ? { encodings } : {}),
      codecOptions:
        kindOf(source) === 'audio'
          ? { opusFec: true, opusDtx: true, opusStereo: false }
          : { videoGoogleStartBitrate: 600 },
      // `enabled` is ours: mediasoup-client would switch the track by its own idea of paused.
      disableTrackOnPause: false,
      appData: { source },
    })
    if (this.#closed) {
      producer.close()
      return
    }
    this.#sent.set(source, { producer, original: intent.track, encodings: encodings.length })
    this.#applyOpen(source)
  }

  #applyOpen(source: Source): void {
    const track = this.#sent.get(source)?.producer.track
    if (!track) return
    const intent = this.#intent(source)
    track.enabled = intent.send && intent.open
  }

  #rest(source: Source, forMs: number | null): void {
    clearTimeout(this.#resting.get(source))
    const timer = forMs === null ? undefined : setTimeout(() => this.#wake(source), forMs)
    this.#resting.set(source, timer)
  }

  #wake(source: Source): void {
    clearTimeout(this.#resting.get(source))
    this.#resting.delete(source)
    this.#reconcile(source)
  }
}

function copyOf(track: MediaStreamTrack): MediaStreamTrack {
  const copy = track.clone()
  copy.contentHint = track.contentHint
  return copy
}
