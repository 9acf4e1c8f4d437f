import type { Instant, SeatId } from '#protocol/ids.ts'
import { seatTargetCommands, type SeatCommand, type SeatTargetCommand } from '#protocol/sitting/commands.ts'
import type { PhaseView, SeatView, SittingView } from '#protocol/sitting/view.ts'
import { audience, type Audience } from './audience.ts'
import { decide } from './sitting/decide.ts'
import { isOfficer } from './sitting/roles.ts'
import { seatOf, type Phase, type Seat, type SittingState } from './sitting/state.ts'
import { assertUnreachable } from './unreachable.ts'

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
    phase: phaseView(state.phase, me.admission === 'admitted'),
    record: recordOf(state, me.admission === 'admitted'),
    you: {
      seatId,
      role: me.role,
      mayProduce: { live: [...(production?.live ?? [])], held: [...(production?.held ?? [])] },
      powers: [...ownCommands, ...switches(me)].filter(would).map((command) => command.type),
      noticeVersion: me.noticeVersion,
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

/** The switches as they would be moved: `setMic` is missing where the microphone may not be opened. */
function switches(me: Seat): SeatCommand[] {
  return [
    { type: 'setMic', on: !me.micOn },
    { type: 'setCamera', on: !me.cameraOn },
  ]
}

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

function phaseView(phase: Phase, inside: boolean): PhaseView {
  switch (phase.name) {
    case 'opening':
      return { name: 'opening', since: phase.since }
    case 'lobby':
      return inside ? phase : { ...phase, lastFailure: null }
    case 'paused':
    case 'suspended':
      return inside ? phase : { ...phase, reason: null, lastFailure: null }
    case 'scheduled':
    case 'inSession':
    case 'closed':
    case 'cancelled':
      return phase
    default:
      return assertUnreachable(phase)
  }
}

function recordOf(state: SittingState, inside: boolean): SittingView['record'] {
  if (!inside) return { recorded: state.recorded, finishedMs: 0, runningSince: null }
  const running = state.intervals.find((interval) => interval.to === null)
  return {
    recorded: state.recorded,
    finishedMs: state.intervals.reduce((sum, { from, to }) => (to === null ? sum : sum + to - from), 0),
    runningSince: running?.from ?? null,
  }
}
