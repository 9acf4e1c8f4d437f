import type { Audience } from '#procedure/audience.ts'
import type { SittingState } from '#procedure/sitting/state.ts'
import { view } from '#procedure/view.ts'
import type { Instant, SeatId } from '#protocol/ids.ts'
import type { SittingView } from '#protocol/sitting/view.ts'
import { canonical } from '#verify/chain.ts'

export interface NumberedView {
  readonly version: number
  readonly view: SittingView
}

interface Shown extends NumberedView {
  readonly text: string
}

/**
 * What every seat was last shown. Each seat has numbers of its own that only move when its own view does, so that
 * nobody learns from a gap that something happened which they may not see.
 */
export class SeatViews {
  readonly #shown = new Map<SeatId, Shown>()
  readonly #firstVersion: number

  /** @param firstVersion higher than any number given out by an earlier life of the sitting, e.g. the time in ms */
  constructor(firstVersion: number) {
    this.#firstVersion = firstVersion
  }

  /** The seat's current view; undefined before the first `advance`. */
  current(seatId: SeatId): NumberedView | undefined {
    return this.#shown.get(seatId)
  }

  /** The views of a new state that differ from what their seats were last shown. Nothing changes until `apply`. */
  compare(state: SittingState, table: Audience, now: Instant): Map<SeatId, NumberedView> {
    const changed = new Map<SeatId, NumberedView>()
    for (const { seatId } of state.seats) {
      const next = view(state, seatId, now, table)
      const shown = this.#shown.get(seatId)
      if (shown && shown.text === canonical(next)) continue
      changed.set(seatId, { version: (shown?.version ?? this.#firstVersion) + 1, view: next })
    }
    return changed
  }

  /** Takes over what `compare` found, once it is true. */
  apply(changed: ReadonlyMap<SeatId, NumberedView>): void {
    for (const [seatId, next] of changed) {
      this.#shown.set(seatId, { ...next, text: canonical(next.view) })
    }
  }
}
