import type { Received } from './receiver.ts'

/** Not at once: what paused the voices may still hold the loudspeaker. */
const PLAY_AGAIN_MS = 500

/** Plays every voice that comes in, on the chosen loudspeaker. */
export class Sound {
  readonly #elements = new Map<string, HTMLAudioElement>()
  readonly #setBlocked: (blocked: boolean) => void
  #speakerId: string | null = null

  /** @param setBlocked told whether the browser refuses to play before a tap. */
  constructor(setBlocked: (blocked: boolean) => void) {
    this.#setBlocked = setBlocked
  }

  handleReceived(received: readonly Received[]): void {
    const voices = new Map(
      received.filter(({ source }) => source === 'mic').map((voice) => [voice.consumerId, voice]),
    )
    for (const [consumerId, element] of this.#elements) {
      if (voices.has(consumerId)) continue
      silence(element)
      this.#elements.delete(consumerId)
    }
    for (const [consumerId, { consumer }] of voices) {
      if (!this.#elements.has(consumerId)) this.#elements.set(consumerId, this.#start(consumer.track))
    }
  }

  /** Null: the browser's default. */
  chooseSpeaker(speakerId: string | null): void {
    if (speakerId === this.#speakerId) return
    this.#speakerId = speakerId
    for (const element of this.#elements.values()) void this.#route(element)
  }

  /** Plays all voices; browsers allow it inside a tap's handler. */
  unblock(): void {
    this.#setBlocked(false)
    for (const element of this.#elements.values()) void this.#play(element)
  }

  close(): void {
    for (const element of this.#elements.values()) silence(element)
    this.#elements.clear()
  }

  #start(track: MediaStreamTrack): HTMLAudioElement {
    const element = new Audio()
    element.autoplay = true
    element.srcObject = new MediaStream([track])
    // A call that came in on a phone pauses the voices; nobody would press play on an unseen element.
    element.addEventListener('pause', () =>
      setTimeout(() => element.srcObject && void this.#play(element), PLAY_AGAIN_MS),
    )
    void this.#route(element)
    void this.#play(element)
    return element
  }

  async #play(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play()
    } catch (error) {
      if (error instanceof Error && error.name === 'NotAllowedError') this.#setBlocked(true)
    }
  }

  async #route(element: HTMLAudioElement): Promise<void> {
    if (!('setSinkId' in element)) return
    try {
      await element.setSinkId(this.#speakerId ?? '')
    } catch {
      // The loudspeaker was unplugged: the default one plays on.
    }
  }
}

function silence(element: HTMLAudioElement): void {
  element.srcObject = null
  element.remove()
}
