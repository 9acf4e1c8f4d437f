import { PRIVACY_NOTICE_VERSION } from '#protocol/privacyNotice.ts'
import { browserKeep, loadCarriedOut, saveCarriedOut, type Keep } from '../devices/choices.ts'
import type { LocalMedia } from '../devices/localMedia.ts'
import { entryStep, ownSwitches, type OwnSwitches } from './entry.ts'
import type { SeatStore } from './seatStore.ts'
import type { SeatSession } from './types.ts'

/**
 * Follows the own seat: carries out the choices on first being let in, opens and closes devices that the court or
 * an earlier life of this page switched, ends the own share when the server ended it. Returns what ends it.
 */
export function followOwnSeat(
  seatId: string,
  store: SeatStore,
  media: LocalMedia,
  session: Pick<SeatSession, 'command'>,
  keep: Keep = browserKeep(),
): () => void {
  let before: OwnSwitches | null = null
  let sharing = false
  let told = false

  const follow = () => {
    const { view } = store.getState()
    if (!view) return
    const now = ownSwitches(view)
    const step = entryStep(before, now, loadCarriedOut(keep, seatId))
    before = now
    if (now.over) media.release()
    else {
      if (step.mic !== null) void media.setMicrophoneOpen(step.mic)
      if (step.camera !== null) void media.setCameraOpen(step.camera)
    }
    if (step.applyChoices) {
      saveCarriedOut(keep, seatId)
      void applyChoices(media, session)
    }
    if (
      media.store.getState().privacyAccepted &&
      view.you.noticeVersion !== PRIVACY_NOTICE_VERSION &&
      !told
    ) {
      told = true
      void session.command({ type: 'acceptNotice', version: PRIVACY_NOTICE_VERSION })
    }
    const shares = view.shareSeatId === seatId
    if (sharing && !shares) media.releaseScreen()
    sharing = shares
  }
  const stopViews = store.subscribe((state, previous) => {
    if (state.view !== previous.view) follow()
  })
  // The browser's own "stop sharing" button ends the track; the room must hear of it.
  const stopScreen = media.store.subscribe((state, previous) => {
    if (previous.screen && !state.screen && sharing) void session.command({ type: 'stopShare' })
  })
  return () => {
    stopViews()
    stopScreen()
  }
}

/** A device that will not open is not announced: nobody shall wait for a voice that cannot come. */
async function applyChoices(media: LocalMedia, session: Pick<SeatSession, 'command'>): Promise<void> {
  const { micOn, cameraOn } = media.store.getState().choices
  const openCamera = async () => {
    if (await media.setCameraOpen(true)) await session.command({ type: 'setCamera', on: true })
  }
  const openMic = async () => {
    if (await media.setMicrophoneOpen(true)) await session.command({ type: 'setMic', on: true })
  }
  await Promise.all([cameraOn && openCamera(), micOn && openMic()])
}
