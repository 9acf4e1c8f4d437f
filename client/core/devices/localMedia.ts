import { browserKeep, loadChoices, loadPrivacyAccepted, saveChoices, savePrivacyAccepted } from './choices.ts'
import type { Choices, Keep } from './choices.ts'
import { cameraConstraints, microphoneConstraints, screenConstraints } from './constraints.ts'
import { browserDevices, type BrowserDevices } from './browserDevices.ts'
import { LevelMeter } from './levelMeter.ts'
import { createLocalMediaStore, type LocalMediaStore } from './localMediaStore.ts'
import { OneDevice } from './oneDevice.ts'
import { playTestSound } from './testSound.ts'

/**
 * Camera, microphone and screen of this device. One for the whole page: what was checked before entering is
 * carried into the sitting. Nothing is opened before the privacy notice was accepted (PI-1).
 */
export class LocalMedia {
  readonly store: LocalMediaStore
  readonly #keep: Keep
  readonly #browser: BrowserDevices
  readonly #camera: OneDevice
  readonly #microphone: OneDevice
  readonly #meter: LevelMeter
  #holders = 0

  constructor(browser: BrowserDevices = browserDevices(), keep: Keep = browserKeep()) {
    this.#browser = browser
    this.#keep = keep
    const privacyAccepted = loadPrivacyAccepted(keep)
    this.store = createLocalMediaStore({ privacyAccepted, choices: loadChoices(keep) })
    this.#camera = new OneDevice({
      open: () => browser.openCamera(cameraConstraints(this.#choices.cameraId)),
      openAny: () => browser.openCamera(cameraConstraints(null)),
      report: (camera) => this.#settled({ camera }),
    })
    this.#microphone = new OneDevice({
      open: () => browser.openMicrophone(microphoneConstraints(this.#choices.microphoneId)),
      openAny: () => browser.openMicrophone(microphoneConstraints(null)),
      report: (microphone) => this.#settled({ microphone }),
    })
    this.#meter = new LevelMeter((level) => this.store.setState({ level }))
    browser.onDevicesChanged(() => void this.#devicesChanged())
    browser.onReturned(() => this.#returned())
    if (privacyAccepted) void this.#refreshLists()
  }

  /** Whether this browser lets a page choose the loudspeaker. */
  get canChooseSpeaker(): boolean {
    return this.#browser.canChooseSpeaker
  }

  /** The notice was accepted: opens what the person chose to enter with. */
  acceptPrivacy(): void {
    if (this.store.getState().privacyAccepted) return
    savePrivacyAccepted(this.#keep)
    this.store.setState({ privacyAccepted: true })
    void this.openChosen()
  }

  /** Opens what the person chose to enter with, when the notice was accepted; asks for both at once. */
  async openChosen(): Promise<void> {
    const { cameraOn, micOn } = this.#choices
    await Promise.all([
      cameraOn ? this.setCameraOpen(true) : undefined,
      micOn ? this.setMicrophoneOpen(true) : undefined,
    ])
  }

  /** Opens or closes the camera; its light goes out. Answers whether it is as asked. */
  async setCameraOpen(open: boolean): Promise<boolean> {
    if (!open) return this.#camera.close()
    return this.store.getState().privacyAccepted && this.#camera.open()
  }

  /**
   * Opens the microphone, or silences it at once. A silenced one stays with the page: some phones need a second
   * to open it again and would lose the first words.
   */
  async setMicrophoneOpen(open: boolean): Promise<boolean> {
    if (!open) return this.#microphone.silence()
    return this.store.getState().privacyAccepted && this.#microphone.open()
  }

  /**
   * A sitting needs the devices until what this returns is called; after the last one they close. Not at once:
   * the next session of the same seat may begin in the same breath.
   */
  hold(): () => void {
    let holding = true
    this.#holders += 1
    return () => {
      if (!holding) return
      holding = false
      this.#holders -= 1
      setTimeout(() => this.#holders === 0 && this.release(), 0)
    }
  }

  /** Closes camera, microphone and screen: the person left. */
  release(): void {
    this.#camera.close()
    this.#microphone.close()
    this.releaseScreen()
  }

  retryCamera(): void {
    void this.setCameraOpen(true)
  }

  retryMicrophone(): void {
    void this.setMicrophoneOpen(true)
  }

  rememberMic(micOn: boolean): void {
    this.#choose({ micOn })
  }

  rememberCamera(cameraOn: boolean): void {
    this.#choose({ cameraOn })
  }

  chooseCamera(cameraId: string | null): void {
    this.#choose({ cameraId })
    void this.#camera.reopen()
  }

  chooseMicrophone(microphoneId: string | null): void {
    this.#choose({ microphoneId })
    void this.#microphone.reopen()
  }

  chooseSpeaker(speakerId: string | null): void {
    this.#choose({ speakerId })
  }

  /** Lets the person pick what to show; false when they changed their mind or the browser cannot. */
  async captureScreen(): Promise<boolean> {
    const track = await this.#browser.openScreen(screenConstraints)
    if (!track) return false
    this.releaseScreen()
    track.addEventListener('ended', () => {
      if (this.store.getState().screen === track) this.store.setState({ screen: null })
    })
    this.store.setState({ screen: track })
    return true
  }

  releaseScreen(): void {
    this.store.getState().screen?.stop()
    this.store.setState({ screen: null })
  }

  /** Plays a short sound on the chosen loudspeaker; false when it could not play. */
  testSpeaker(): Promise<boolean> {
    return playTestSound(this.#choices.speakerId)
  }

  /** Measures the microphone while somebody watches. Returns what ends it. */
  watchLevel(): () => void {
    return this.#meter.watch()
  }

  get #choices(): Choices {
    return this.store.getState().choices
  }

  #choose(change: Partial<Choices>): void {
    const choices = { ...this.#choices, ...change }
    this.store.setState({ choices })
    saveChoices(this.#keep, choices)
  }

  #settled(change: Partial<Pick<ReturnType<LocalMediaStore['getState']>, 'camera' | 'microphone'>>): void {
    this.store.setState(change)
    const { microphone } = this.store.getState()
    this.#meter.measure(microphone.status === 'live' ? microphone.track : null)
    // Names of devices are told only after a permission was given.
    if (change.camera?.status === 'live' || change.microphone?.status === 'live') void this.#refreshLists()
  }

  async #refreshLists(): Promise<void> {
    this.store.setState({ devices: await this.#browser.list() })
  }

  async #devicesChanged(): Promise<void> {
    if (!this.store.getState().privacyAccepted) return
    await this.#refreshLists()
    this.#camera.tryAgainIfLost()
    this.#microphone.tryAgainIfLost()
  }

  /** Back from another app or a call: phones end or silence the tracks meanwhile. */
  #returned(): void {
    this.#camera.tryAgainIfLost()
    this.#microphone.tryAgainIfLost()
  }
}

let shared: LocalMedia | null = null

/** This page's camera and microphone. */
export function localMedia(): LocalMedia {
  shared ??= new LocalMedia()
  return shared
}
