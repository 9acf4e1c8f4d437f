import type { SeatId } from '#protocol/ids.ts'
import type { Source } from '#protocol/sources.ts'
import { roleRights } from './sitting/roles.ts'
import { isOver, roomIsLive, type Seat, type SittingState } from './sitting/state.ts'
import { assertUnreachable } from './unreachable.ts'

/** Rooms of a sitting. A source is in one at a time; a move between them closes the mover's producers. */
export type Space = 'outside' | 'waitingRoom' | 'courtroom'

export interface Grant {
  readonly seatId: SeatId
  readonly source: Source
}

export interface Production {
  /** Reaches those whom the table grants it to. */
  readonly live: readonly Source[]
  /** May exist, reaches nobody: silenced, without the floor, or in recess. */
  readonly held: readonly Source[]
}

/** Who may send what, and who receives whom. It knows no transports; the reconciler makes the media server agree. */
export interface Audience {
  readonly spaces: ReadonlyMap<SeatId, Space>
  readonly produce: ReadonlyMap<SeatId, Production>
  readonly receive: ReadonlyMap<SeatId, readonly Grant[]>
  /** The recorder's row; empty off record. */
  readonly recorder: readonly Grant[]
  /** The recorder also gets the server's own probe, which proves the path while a sitting opens. */
  readonly probe: boolean
}

/** The whole table for a state of a sitting. Pure. */
export function audience(state: SittingState): Audience {
  const spaces = new Map(state.seats.map((seat) => [seat.seatId, spaceOf(state, seat)]))
  const produce = new Map(state.seats.map((seat) => [seat.seatId, productionOf(state, seat)]))
  const live = state.seats.flatMap((seat) =>
    (produce.get(seat.seatId)?.live ?? []).map((source) => ({ seatId: seat.seatId, source })),
  )
  const receive = new Map(
    state.seats.map((seat) => [
      seat.seatId,
      spaces.get(seat.seatId) === 'courtroom' && seat.presence.status !== 'away'
        ? live.filter((grant) => grant.seatId !== seat.seatId)
        : [],
    ]),
  )
  const onRecord = state.recorded && (state.phase.name === 'opening' || state.phase.name === 'inSession')
  return { spaces, produce, receive, recorder: onRecord ? live : [], probe: onRecord }
}

function spaceOf(state: SittingState, seat: Seat): Space {
  if (isOver(state)) return 'outside'
  switch (seat.admission) {
    case 'admitted':
      return 'courtroom'
    case 'waiting':
    case 'dismissed':
      return 'waitingRoom'
    case 'outside':
    case 'removed':
      return 'outside'
    default:
      return assertUnreachable(seat.admission)
  }
}

const nothing: Production = { live: [], held: [] }

function productionOf(state: SittingState, seat: Seat): Production {
  if (spaceOf(state, seat) !== 'courtroom' || seat.presence.status === 'away') return nothing
  if (!roleRights[seat.role].sends) return nothing
  const live: Source[] = []
  const held: Source[] = []
  ;(microphoneIsOpen(state, seat) ? live : held).push('mic')
  ;(roomIsLive(state) && seat.cameraOn ? live : held).push('camera')
  if (state.shareSeatId === seat.seatId && roomIsLive(state)) live.push('screen')
  return { live, held }
}

/** Before the hearing whoever is let in may speak (roll call, sound check); in session only with the floor. */
function microphoneIsOpen(state: SittingState, seat: Seat): boolean {
  if (!roomIsLive(state) || !seat.micOn || seat.courtMuted) return false
  return state.phase.name === 'lobby' || roleRights[seat.role].speaksFreely || seat.hasFloor
}
