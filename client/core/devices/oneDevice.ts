import { failedState, failureOf, type DeviceState } from './state.ts'

/** A track that a phone silenced (a call came in) is opened anew when it is still silent this long after. */
const STILL_MUTED_MS = 1_500

interface OneDeviceOptions {
  /** Opens the chosen device. */
  readonly open: () => Promise<MediaStreamTrack>
  /** Opens whatever there is, when the chosen one is gone. */
  readonly openAny: () => Promise<MediaStreamTrack>
  readonly report: (state: DeviceState) => void
}

/** A camera or a microphone that is opened, closed, lost and found again. Turns follow one another. */
export class OneDevice {
  readonly #options: OneDeviceOptions
  #state: DeviceState = { status: 'notAsked' }
  #aim: 'closed' | 'silent' | 'open' = 'closed'
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: OneDeviceOptions) {
    this.#options = options
  }

  /** Opens the device if it is not open; answers whether it is open now. */
  open(): Promise<boolean> {
    this.#aim = 'open'
    return this.#next(async () => {
      if (this.#state.status === 'live' && this.#state.track.readyState === 'live') {
        this.#setSilent(this.#state, false)
        return true
      }
      return this.#acquire()
    })
  }

  /** Silences at once and keeps the device. */
  silence(): boolean {
    if (this.#aim === 'open') this.#aim = 'silent'
    if (this.#state.status === 'live') this.#setSilent(this.#state, true)
    return true
  }

  /** Closes the device. */
  close(): boolean {
    this.#aim = 'closed'
    if (this.#state.status === 'live') {
      this.#state.track.stop()
      this.#become({ status: 'off' })
    }
    return true
  }

  /** Opens the device anew, after another one was chosen; does nothing while it is closed. */
  reopen(): Promise<boolean> {
    return this.#next(async () => {
      if (this.#state.status === 'notAsked' || this.#state.status === 'off') return false
      if (this.#state.status === 'live') this.#state.track.stop()
      return this.#acquire()
    })
  }

  /** Opens the device again when it should be open and was lost: unplugged, taken by a call, found again. */
  tryAgainIfLost(): void {
    const state = this.#state
    if (this.#aim !== 'open') return
    if (state.status === 'notFound' || state.status === 'inUse') void this.open()
    if (state.status !== 'live') return
    const { track } = state
    if (track.readyState === 'ended') void this.open()
    if (!track.muted) return
    setTimeout(() => {
      if (this.#state === state && this.#aim === 'open' && track.muted) void this.reopen()
    }, STILL_MUTED_MS)
  }

  async #acquire(): Promise<boolean> {
    this.#become({ status: 'asking' })
    try {
      return this.#adopt(await this.#openSome())
    } catch (error) {
      this.#become(failedState(failureOf(error)))
      return false
    }
  }

  async #openSome(): Promise<MediaStreamTrack> {
    try {
      return await this.#options.open()
    } catch (error) {
      if (failureOf(error) !== 'NotFound') throw error
      return this.#options.openAny()
    }
  }

  #adopt(track: MediaStreamTrack): boolean {
    if (this.#aim === 'closed') {
      // Closed again while the browser was still asking the person.
      track.stop()
      this.#become({ status: 'off' })
      return false
    }
    track.enabled = this.#aim === 'open'
    // Only a device that was taken away fires this; `stop` does not.
    track.addEventListener('ended', () => {
      if (this.#state.status !== 'live' || this.#state.track !== track) return
      this.#become({ status: 'notFound', reason: 'NotFound' })
      if (this.#aim === 'open') void this.open()
    })
    this.#become({ status: 'live', track, silent: this.#aim === 'silent' })
    return true
  }

  #setSilent({ track }: Extract<DeviceState, { status: 'live' }>, silent: boolean): void {
    track.enabled = !silent
    this.#become({ status: 'live', track, silent })
  }

  #become(state: DeviceState): void {
    this.#state = state
    this.#options.report(state)
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work)
    this.#turn = turn
    return turn
  }
}
