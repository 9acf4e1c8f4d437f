import type { ConsumerOffer, RtpCapabilities } from '#protocol/media.ts'
import type { NoticePayload } from '#protocol/signalling.ts'
import type { SittingView } from '#protocol/sitting/view.ts'
import type { Source } from '#protocol/sources.ts'
import { MediaLine } from './mediaLine.ts'
import { PacketWatch, type Watched } from './packetWatch.ts'
import type { LocalTracks } from './plan.ts'
import { ServerRefusal, type AskServer } from './ports.ts'
import type { Received } from './receiver.ts'
import { readReceived } from './receivedBytes.ts'
import { transition, type MediaEffect, type MediaEvent, type MediaState } from './state.ts'

const LOOK_EVERY_MS = 2_000
const ASK_LINE_AGAIN_MS = 1_000

export interface MediaEngineOptions {
  readonly ask: AskServer
  readonly stateChanged: (state: MediaState) => void
  readonly receivedChanged: (received: readonly Received[]) => void
  readonly stalledChanged: (consumerIds: readonly string[]) => void
  /** Whether the line to the server is live; without it nothing can be repaired, and what stands is kept. */
  readonly lineIsLive: () => boolean
  /** Whether the server was heard just now; if not, the whole network is probably away, not the media alone. */
  readonly lineAnswers: () => boolean
  /** Whether the person's own screens asked the server not to send this one. */
  readonly isPaused: (consumerId: string) => boolean
}

/**
 * Sound and pictures of a seat: builds the transports, feeds them with the newest facts, repairs them.
 * `transition` decides when; this class does it.
 */
export class MediaEngine {
  readonly #options: MediaEngineOptions
  readonly #watch = new PacketWatch()
  readonly #looking: ReturnType<typeof setInterval>
  #state: MediaState = { status: 'idle' }
  #line: MediaLine | null = null
  /** Offers that came while the line was still being built. */
  #early: ConsumerOffer[] = []
  #capabilities: RtpCapabilities | null = null
  #view: SittingView | null = null
  #tracks: LocalTracks = { mic: null, camera: null, screen: null }
  /** Counts builds; an older one that comes to its end is thrown away. */
  #build = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(options: MediaEngineOptions) {
    this.#options = options
    this.#looking = setInterval(() => void this.#look(), LOOK_EVERY_MS)
  }

  handleWelcome({ resumed, standing, routerRtpCapabilities }: NoticePayload<'welcome'>): void {
    this.#capabilities = routerRtpCapabilities
    const usable = resumed && this.#line !== null
    if (usable) {
      this.#line?.receiver.handleStanding(standing.consumerIds)
      this.#line?.sender?.handleStanding(standing.sources)
    }
    this.#watch.reset()
    const connection = this.#line?.connection
    this.#handle({ type: 'welcomed', usable, connected: connection === 'connected' || connection === 'new' })
  }

  handleServerRestarted({ routerRtpCapabilities }: NoticePayload<'media.restarted'>): void {
    this.#capabilities = routerRtpCapabilities
    this.#handle({ type: 'serverRestarted' })
  }

  handleView(view: SittingView): void {
    this.#view = view
    this.#line?.sender?.handleAllowed(view.you.mayProduce)
  }

  handleTracks(tracks: LocalTracks): void {
    this.#tracks = tracks
    this.#line?.sender?.handleTracks(tracks)
  }

  handleOffer(offer: ConsumerOffer): void {
    if (this.#line) void this.#line.receiver.handleOffer(offer)
    else this.#early.push(offer)
  }

  handleConsumerClosed(consumerId: string): void {
    this.#early = this.#early.filter((offer) => offer.consumerId !== consumerId)
    this.#line?.receiver.handleClosed(consumerId)
  }

  handleProducerClosed(source: Source): void {
    this.#line?.sender?.handleClosed(source)
  }

  handleProducerHeld(source: Source, held: boolean): void {
    this.#line?.sender?.handleHeld(source, held)
  }

  /** The device may have changed its network: the path is looked for at once, before the browser notices. */
  handleHint(): void {
    this.#watch.reset()
    if (this.#line && this.#line.connection !== 'new') this.#handle({ type: 'broken' })
  }

  /** Ends everything. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#looking)
    clearTimeout(this.#timer)
    this.#dropLine()
  }

  #handle(event: MediaEvent): void {
    if (this.#closed || (needsServer.has(event.type) && !this.#options.lineIsLive())) return
    const { state, effects } = transition(this.#state, event)
    const changed = state !== this.#state
    this.#state = state
    if (changed) this.#options.stateChanged(state)
    for (const effect of effects) this.#do(effect)
  }

  #do(effect: MediaEffect): void {
    switch (effect.type) {
      case 'build':
        void this.#buildLine()
        break
      case 'restartIce':
        void this.#restartIce()
        break
      case 'wait':
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => this.#handleDue(), effect.delayMs)
        break
      case 'stopWaiting':
        clearTimeout(this.#timer)
        break
    }
  }

  async #buildLine(): Promise<void> {
    this.#dropLine()
    const mine = (this.#build += 1)
    if (!this.#capabilities) return
    try {
      const line = await MediaLine.open({
        routerRtpCapabilities: this.#capabilities,
        ask: this.#options.ask,
        started: () => {
          if (mine === this.#build) this.#early = []
        },
        receivedChanged: this.#options.receivedChanged,
        connectionChanged: () => this.#handleConnection(),
      })
      if (mine !== this.#build || this.#closed) {
        line.close()
        return
      }
      this.#line = line
      this.#handle({ type: 'built', inUse: this.#feed(line) })
    } catch (error) {
      if (mine === this.#build) this.#handle(failureEvent(error))
    }
  }

  /** Gives a new line all that is known so far. Answers whether that sets anything in motion. */
  #feed(line: MediaLine): boolean {
    this.#watch.reset()
    line.sender?.handleTracks(this.#tracks)
    if (this.#view) line.sender?.handleAllowed(this.#view.you.mayProduce)
    const offers = this.#early.splice(0)
    for (const offer of offers) void line.receiver.handleOffer(offer)
    return offers.length > 0 || (line.sender?.hasWork ?? false)
  }

  async #restartIce(): Promise<void> {
    const line = this.#line
    try {
      await line?.restartIce()
    } catch (error) {
      // The next attempt, or the welcome after the line's own repair, takes it from here.
      console.warn('The path could not be restarted', error)
      return
    }
    if (line === this.#line) this.#handleConnection()
  }

  #handleDue(): void {
    if (!this.#options.lineAnswers()) {
      this.#timer = setTimeout(() => this.#handleDue(), ASK_LINE_AGAIN_MS)
      return
    }
    // What was to be sent was not granted after all: unused transports are as well as they can be.
    this.#handle({ type: this.#line?.connection === 'new' ? 'mended' : 'due' })
  }

  #handleConnection(): void {
    const connection = this.#line?.connection
    if (connection === 'broken') this.#handle({ type: 'broken' })
    if (connection === 'connected') this.#handle({ type: 'mended' })
  }

  async #look(): Promise<void> {
    const line = this.#line
    const stats = await line?.receiveStats()
    if (!line || !stats || line !== this.#line) return
    const { path, consumers } = readReceived(stats, line.receiver.received)
    for (const received of line.receiver.received) {
      if (!this.#shouldFlow(received)) consumers.delete(received.consumerId)
    }
    this.#act(line, this.#watch.look(performance.now(), path, consumers))
  }

  #act(line: MediaLine, { pathIsSilent, stalled, wake }: Watched): void {
    this.#options.stalledChanged(stalled)
    for (const consumerId of wake) void line.receiver.ready(consumerId)
    if (pathIsSilent && this.#options.lineAnswers()) {
      this.#watch.reset()
      this.#handle({ type: 'silent' })
    }
  }

  /** A still screen may send nothing for long; who is away or off screen sends nothing by right. */
  #shouldFlow({ consumerId, seatId, source }: Received): boolean {
    if (source === 'screen' || this.#options.isPaused(consumerId)) return false
    const seat = this.#view?.seats.find((other) => other.seatId === seatId)
    return seat?.presence === 'present' && seat.live.includes(source)
  }

  #dropLine(): void {
    this.#build += 1
    const line = this.#line
    this.#line = null
    this.#early = []
    line?.close()
  }
}

/** After a loss the welcome looks at all of this again. */
const needsServer: ReadonlySet<MediaEvent['type']> = new Set(['broken', 'silent', 'due'])

function failureEvent(error: unknown): MediaEvent {
  if (error instanceof Error && error.name === 'UnsupportedError')
    return { type: 'impossible', reason: 'UnsupportedBrowser' }
  if (error instanceof ServerRefusal && error.code === 'MEDIA_REJECTED') {
    return { type: 'impossible', reason: 'ServerRefused' }
  }
  console.warn('Sound and pictures could not be built', error)
  return { type: 'buildFailed' }
}
