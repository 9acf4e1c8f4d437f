import type { Instant, SeatId } from '#protocol/ids.ts'
import { seatTargetCommands, type SeatCommand, type SeatTargetCommand } from '#protocol/sitting/commands.ts'
import type { PhaseView, SeatView, SittingView } from '#protocol/sitting/view.ts'
import { audience, type Audience } from './audience.ts'
import { decide } from './sitting/decide.ts'
import { isOfficer } from './sitting/roles.ts'
import { seatOf, type Phase, type Seat, type SittingState } from './sitting/state.ts'

/**
 * All that one seat may see of a sitting: the twin of `audience` for data. Who is not in the courtroom sees
 * no list; only bench and clerk see who waits. Throws when the seat is not of this sitting.
 * @param now UTC ms, to find out which buttons would be accepted.
 */
export function view(
  state: SittingState,
  seatId: SeatId,
  now: Instant,
  table: Audience = audience(state),
): SittingView {
  const me = seatOf(state, seatId)
  if (!me) throw new Error('The seat is not of this sitting')
  const heard = new Map<SeatId, SeatView['live']>()
  for (const grant of table.receive.get(seatId) ?? []) {
    heard.set(grant.seatId, [...(heard.get(grant.seatId) ?? []), grant.source])
  }
  const production = table.produce.get(seatId)
  heard.set(seatId, [...(production?.live ?? [])])
  const would = (command: SeatCommand) => {
    const decision = decide(state, command, { kind: 'seat', seatId }, now)
    return decision.ok && decision.events.length > 0
  }
  return {
    sittingId: state.sittingId,
    kind: state.kind,
    caseNumber: state.caseNumber,
    causeOfAction: state.causeOfAction,
    courtName: state.courtName,
    courtroomName: state.courtroomName,
    scheduledAt: state.scheduledAt,
    phase: phaseView(state.phase),
    record: recordOf(state),
    you: {
      seatId,
      role: me.role,
      mayProduce: { live: [...(production?.live ?? [])], held: [...(production?.held ?? [])] },
      powers: ownCommands.filter((command) => would(command)).map((command) => command.type),
    },
    seats: state.seats
      .filter((seat) => isVisible(me, seat, table))
      .map((seat) =>
        seatView(state, seat, heard.get(seat.seatId) ?? [], (type) => would({ type, seatId: seat.seatId })),
      ),
    shareSeatId: table.spaces.get(seatId) === 'courtroom' ? state.shareSeatId : null,
  }
}

const ownCommands: readonly SeatCommand[] = [
  { type: 'open' },
  { type: 'pause', reason: 'recess' },
  { type: 'resume' },
  { type: 'close' },
  { type: 'cancel' },
  { type: 'muteAll' },
  { type: 'raiseHand' },
  { type: 'startShare' },
  { type: 'stopShare' },
  { type: 'leave' },
]

function isVisible(me: Seat, other: Seat, table: Audience): boolean {
  if (other.seatId === me.seatId) return true
  if (table.spaces.get(me.seatId) !== 'courtroom') return false
  if (isOfficer(me.role)) return true
  return other.admission === 'admitted' && other.role !== 'gallery'
}

function seatView(
  state: SittingState,
  seat: Seat,
  live: SeatView['live'],
  would: (type: SeatTargetCommand) => boolean,
): SeatView {
  return {
    seatId: seat.seatId,
    role: seat.role,
    side: seat.side,
    name: seat.name,
    admission: seat.admission,
    presence: seat.presence.status,
    micOn: seat.micOn,
    cameraOn: seat.cameraOn,
    courtMuted: seat.courtMuted,
    hasFloor: seat.hasFloor,
    live,
    handRaisedAt: seat.handRaisedAt,
    sharing: state.shareSeatId === seat.seatId,
    powers: seatTargetCommands.filter((type) => would(type)),
  }
}

function phaseView(phase: Phase): PhaseView {
  return phase.name === 'opening' ? { name: 'opening', since: phase.since } : phase
}

function recordOf(state: SittingState): SittingView['record'] {
  const running = state.intervals.find((interval) => interval.to === null)
  return {
    recorded: state.recorded,
    finishedMs: state.intervals.reduce((sum, { from, to }) => (to === null ? sum : sum + to - from), 0),
    runningSince: running?.from ?? null,
  }
}
