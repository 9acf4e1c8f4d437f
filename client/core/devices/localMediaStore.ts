import { createStore, type StoreApi } from 'zustand/vanilla'
import { defaultChoices, type Choices } from './choices.ts'
import type { DeviceState } from './state.ts'

/** A camera, microphone or loudspeaker that can be chosen. The label is empty until a permission was given. */
export interface DeviceChoice {
  readonly deviceId: string
  readonly label: string
}

export interface DeviceLists {
  readonly cameras: readonly DeviceChoice[]
  readonly microphones: readonly DeviceChoice[]
  readonly speakers: readonly DeviceChoice[]
}

/** All that is known of this device's camera, microphone and shared screen. */
export interface LocalMediaState {
  readonly privacyAccepted: boolean
  readonly camera: DeviceState
  readonly microphone: DeviceState
  /** The shared screen while it is captured. */
  readonly screen: MediaStreamTrack | null
  readonly choices: Choices
  readonly devices: DeviceLists
  /** Loudness 0…1 of the own microphone, measured here. */
  readonly level: number
}

export type LocalMediaStore = StoreApi<LocalMediaState>

export function createLocalMediaStore(initial: Partial<LocalMediaState> = {}): LocalMediaStore {
  return createStore<LocalMediaState>(() => ({
    privacyAccepted: false,
    camera: { status: 'notAsked' },
    microphone: { status: 'notAsked' },
    screen: null,
    choices: defaultChoices,
    devices: { cameras: [], microphones: [], speakers: [] },
    level: 0,
    ...initial,
  }))
}
