import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { localMedia } from '../core/devices/localMedia.ts'
import type { LocalMediaState } from '../core/devices/localMediaStore.ts'
import { switchCamera, switchMic, startShare, stopShare, type Switched } from '../core/session/switches.ts'
import { useOptionalSeat } from './SeatSession.tsx'

export interface LocalMediaValue extends Omit<LocalMediaState, 'level'> {
  /** The notice was accepted (PI-1); before that no camera or microphone is touched. Opens what is chosen. */
  readonly acceptPrivacy: () => void
  /** Opens what is chosen, where the notice was accepted earlier (after a reload of the check). */
  readonly openChosen: () => void
  /** Null: the browser's default. */
  readonly chooseCamera: (deviceId: string | null) => void
  readonly chooseMicrophone: (deviceId: string | null) => void
  readonly chooseSpeaker: (deviceId: string | null) => void
  /** Asks for a device again after the person has given the permission or plugged it in. */
  readonly retryCamera: () => void
  readonly retryMicrophone: () => void
  /**
   * In a sitting the server decides and its view is the truth for the button; before it, this is the choice to
   * enter with. A failing device shows in `microphone` or `camera`.
   */
  readonly setMic: (on: boolean) => Promise<Switched>
  readonly setCamera: (on: boolean) => Promise<Switched>
  /** Call it inside a tap's handler: browsers ask for that. */
  readonly startShare: () => Promise<Switched>
  readonly stopShare: () => Promise<Switched>
  /** Plays a short sound on the chosen loudspeaker; resolves when it ended, false when it could not play. */
  readonly testSpeaker: () => Promise<boolean>
  /** Whether this browser lets a page choose the loudspeaker. */
  readonly canChooseSpeaker: boolean
}

export type { Switched }

/**
 * Camera, microphone and shared screen of this device, before a sitting and in it. Needs no provider; it is the
 * same for the whole page, so that the check before entering is carried over.
 */
export function useLocalMedia(): LocalMediaValue {
  const media = localMedia()
  // Not the level: it changes ten times a second and only a meter wants it.
  const state = useStore(
    media.store,
    useShallow(({ level: _level, ...state }) => state),
  )
  const seat = useOptionalSeat()
  const actions = useMemo(
    () => ({
      acceptPrivacy: () => media.acceptPrivacy(),
      openChosen: () => void media.openChosen(),
      chooseCamera: (deviceId: string | null) => media.chooseCamera(deviceId),
      chooseMicrophone: (deviceId: string | null) => media.chooseMicrophone(deviceId),
      chooseSpeaker: (deviceId: string | null) => media.chooseSpeaker(deviceId),
      retryCamera: () => media.retryCamera(),
      retryMicrophone: () => media.retryMicrophone(),
      setMic: (on: boolean) => switchMic(media, seat?.store ?? null, seat?.session ?? null, on),
      setCamera: (on: boolean) => switchCamera(media, seat?.store ?? null, seat?.session ?? null, on),
      startShare: () => startShare(media, seat?.session ?? null),
      stopShare: () => stopShare(media, seat?.session ?? null),
      testSpeaker: () => media.testSpeaker(),
      canChooseSpeaker: media.canChooseSpeaker,
    }),
    [media, seat?.store, seat?.session],
  )
  return { ...state, ...actions }
}

/** Loudness 0…1 of the own microphone, measured on this device; 0 while it is closed. For the meter before entering. */
export function useOwnLevel(): number {
  const media = localMedia()
  useEffect(() => media.watchLevel(), [media])
  return useStore(media.store, (state) => state.level)
}
