import * as z from 'zod/mini'

/** What a person chose on this device. Null: the browser's default. */
const Choices = z.object({
  cameraId: z.nullable(z.string()),
  microphoneId: z.nullable(z.string()),
  speakerId: z.nullable(z.string()),
  /** Whether to enter with the microphone and the camera on. */
  micOn: z.boolean(),
  cameraOn: z.boolean(),
})
export type Choices = z.infer<typeof Choices>

export const defaultChoices: Choices = {
  cameraId: null,
  microphoneId: null,
  speakerId: null,
  micOn: true,
  cameraOn: true,
}

/** The two browser storages; either may be missing (private windows refuse them). */
export interface Keep {
  /** Outlives the tab. */
  readonly device: Pick<Storage, 'getItem' | 'setItem'> | null
  /** Ends with the tab, survives a reload. */
  readonly tab: Pick<Storage, 'getItem' | 'setItem'> | null
}

const CHOICES_KEY = 'tongting.media'
const PRIVACY_KEY = 'tongting.privacy'
const ENTERED_KEY = 'tongting.entered'
const CARRIED_OUT_KEY = 'tongting.carriedOut'

/** The storages of this browser. */
export function browserKeep(): Keep {
  return { device: reach(() => window.localStorage), tab: reach(() => window.sessionStorage) }
}

/** The choices made before, or the defaults. */
export function loadChoices(keep: Keep): Choices {
  try {
    const parsed = Choices.safeParse(JSON.parse(keep.device?.getItem(CHOICES_KEY) ?? 'null'))
    return parsed.success ? parsed.data : defaultChoices
  } catch {
    return defaultChoices
  }
}

export function saveChoices(keep: Keep, choices: Choices): void {
  write(keep.device, CHOICES_KEY, JSON.stringify(choices))
}

/** Whether the notice was accepted in this tab (PI-1). A reload in mid-hearing must not ask again. */
export function loadPrivacyAccepted(keep: Keep): boolean {
  return keep.tab?.getItem(PRIVACY_KEY) === 'accepted'
}

export function savePrivacyAccepted(keep: Keep): void {
  write(keep.tab, PRIVACY_KEY, 'accepted')
}

/** Whether the person of this tab pressed "enter", so that a reload goes straight back in. */
export function loadEntered(keep: Keep, seatId: string): boolean {
  return keep.tab?.getItem(`${ENTERED_KEY}.${seatId}`) === 'yes'
}

export function saveEntered(keep: Keep, seatId: string): void {
  write(keep.tab, `${ENTERED_KEY}.${seatId}`, 'yes')
}

/** Whether the choices made before entering were carried out, so that the switches are the server's from now on. */
export function loadCarriedOut(keep: Keep, seatId: string): boolean {
  return keep.tab?.getItem(`${CARRIED_OUT_KEY}.${seatId}`) === 'yes'
}

export function saveCarriedOut(keep: Keep, seatId: string): void {
  write(keep.tab, `${CARRIED_OUT_KEY}.${seatId}`, 'yes')
}

function reach(get: () => Storage): Storage | null {
  try {
    return get()
  } catch {
    return null
  }
}

function write(storage: Pick<Storage, 'setItem'> | null, key: string, value: string): void {
  try {
    storage?.setItem(key, value)
  } catch {
    // A full or forbidden storage costs the person a choice, never the hearing.
  }
}
