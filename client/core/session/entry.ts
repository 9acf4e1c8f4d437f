import type { SittingView } from '#protocol/sitting/view.ts'

export interface OwnSwitches {
  readonly admitted: boolean
  /** The sitting is over: nothing of this device is needed any more. */
  readonly over: boolean
  readonly micOn: boolean
  readonly cameraOn: boolean
}

/** What entering and the court's acts ask of this device. */
export interface EntryStep {
  /** What the server switched: true opens the device, false closes it, null leaves it alone. */
  readonly mic: boolean | null
  readonly camera: boolean | null
  /** Let in for the first time in this tab: carry out what was chosen before entering. */
  readonly applyChoices: boolean
}

/**
 * What to do when the own seat changed in the view. Choices are carried out once, on first being let in; after
 * that, and after every reconnect or reload, the server's switches count and nothing is opened against them.
 * @param before null on the first view of this page.
 */
export function entryStep(before: OwnSwitches | null, now: OwnSwitches, carriedOut: boolean): EntryStep {
  return {
    mic: switched(before?.micOn ?? false, now.micOn && now.admitted),
    camera: switched(before?.cameraOn ?? false, now.cameraOn && now.admitted),
    applyChoices: now.admitted && !now.over && !carriedOut,
  }
}

function switched(before: boolean, now: boolean): boolean | null {
  return before === now ? null : now
}

/** The own seat's switches in a view. */
export function ownSwitches(view: SittingView): OwnSwitches {
  const own = view.seats.find((seat) => seat.seatId === view.you.seatId)
  return {
    admitted: own?.admission === 'admitted',
    over: view.phase.name === 'closed' || view.phase.name === 'cancelled',
    micOn: own?.micOn ?? false,
    cameraOn: own?.cameraOn ?? false,
  }
}
