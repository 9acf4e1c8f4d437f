import type { SittingView } from '#protocol/sitting/view.ts'

export interface OwnSwitches {
  readonly admitted: boolean
  readonly micOn: boolean
  readonly cameraOn: boolean
}

/** What entering and the court's acts ask of this device. */
export interface EntryStep {
  /** Open the device, because the server says that it is on. */
  readonly openMic: boolean
  readonly openCamera: boolean
  /** Let in for the first time in this tab: carry out what was chosen before entering. */
  readonly applyChoices: boolean
}

/**
 * What to do when the own seat changed in the view. Choices are carried out once, on first being let in; after
 * that, and after every reconnect or reload, the server's switches count and nothing is opened against them.
 * @param before null on the first view of this page.
 */
export function entryStep(before: OwnSwitches | null, now: OwnSwitches, entered: boolean): EntryStep {
  return {
    openMic: now.admitted && now.micOn && !before?.micOn,
    openCamera: now.admitted && now.cameraOn && !before?.cameraOn,
    applyChoices: now.admitted && !entered,
  }
}

/** The own seat's switches in a view. */
export function ownSwitches(view: SittingView): OwnSwitches {
  const own = view.seats.find((seat) => seat.seatId === view.you.seatId)
  return {
    admitted: own?.admission === 'admitted',
    micOn: own?.micOn ?? false,
    cameraOn: own?.cameraOn ?? false,
  }
}
