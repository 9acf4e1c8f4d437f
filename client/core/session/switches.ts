import type { WireError } from '#protocol/errors.ts'
import type { LocalMedia } from '../devices/localMedia.ts'
import type { SeatStore } from './seatStore.ts'
import type { SeatSession } from './types.ts'

/** How a press on a switch ended. `device`: the device's own state says why. */
export type Switched =
  | { ok: true }
  | { ok: false; why: 'device' }
  | { ok: false; why: 'refused'; error: WireError }

/**
 * Switches the own microphone. Opening: the device first, so that nobody stands open in the view who cannot
 * speak. Closing: the device first too, so that silence does not wait for the network.
 */
export async function switchMic(
  media: LocalMedia,
  store: SeatStore | null,
  session: SeatSession | null,
  on: boolean,
): Promise<Switched> {
  media.rememberMic(on)
  const opened = await media.setMicrophoneOpen(on)
  if (on && !opened) return { ok: false, why: 'device' }
  return tell(store, session, { type: 'setMic', on })
}

/** Switches the own camera; as `switchMic`. */
export async function switchCamera(
  media: LocalMedia,
  store: SeatStore | null,
  session: SeatSession | null,
  on: boolean,
): Promise<Switched> {
  media.rememberCamera(on)
  const opened = await media.setCameraOpen(on)
  if (on && !opened) return { ok: false, why: 'device' }
  return tell(store, session, { type: 'setCamera', on })
}

/** Lets the person pick a screen or window and shows it to the room. Call it inside a tap's handler. */
export async function startShare(media: LocalMedia, session: SeatSession | null): Promise<Switched> {
  if (!session) return { ok: false, why: 'device' }
  // The picker must open within the tap; whether sharing is allowed is asked when something was picked.
  if (!(await media.captureScreen())) return { ok: false, why: 'device' }
  const reply = await session.command({ type: 'startShare' })
  if (reply.ok) return { ok: true }
  media.releaseScreen()
  return { ok: false, why: 'refused', error: reply.error }
}

/** Ends the own shared screen. */
export async function stopShare(media: LocalMedia, session: SeatSession | null): Promise<Switched> {
  media.releaseScreen()
  const reply = await session?.command({ type: 'stopShare' })
  return !reply || reply.ok ? { ok: true } : { ok: false, why: 'refused', error: reply.error }
}

async function tell(
  store: SeatStore | null,
  session: SeatSession | null,
  command: { type: 'setMic' | 'setCamera'; on: boolean },
): Promise<Switched> {
  const view = store?.getState().view
  const own = view?.seats.find((seat) => seat.seatId === view.you.seatId)
  // Before being let in a switch is a wish; the session sends it when the door opens.
  if (!session || own?.admission !== 'admitted') return { ok: true }
  const reply = await session.command(command)
  return reply.ok ? { ok: true } : { ok: false, why: 'refused', error: reply.error }
}
