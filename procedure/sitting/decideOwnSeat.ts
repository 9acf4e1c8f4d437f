import type { SeatCommand } from '#protocol/sitting/commands.ts'
import type { SittingEvent } from '#protocol/sitting/events.ts'
import { accept, refuse, type Decision } from './decision.ts'
import { departure } from './departure.ts'
import { roleRights } from './roles.ts'
import { roomIsLive, type Seat, type SittingState } from './state.ts'
import { assertUnreachable } from '../unreachable.ts'

/** Commands by which people act on their own seat. */
export type OwnSeatCommand = Extract<
  SeatCommand,
  { type: 'leave' | 'acceptNotice' | 'setMic' | 'setCamera' | 'raiseHand' | 'startShare' | 'stopShare' }
>

const ownSeatCommands: ReadonlySet<SeatCommand['type']> = new Set<OwnSeatCommand['type']>([
  'leave',
  'acceptNotice',
  'setMic',
  'setCamera',
  'raiseHand',
  'startShare',
  'stopShare',
])

/** Whether the sender acts on their own seat; every other command is the court's. */
export function isOwnSeatCommand(command: SeatCommand): command is OwnSeatCommand {
  return ownSeatCommands.has(command.type)
}

/** What people may do with their own seat. */
export function decideOwnSeat(state: SittingState, command: OwnSeatCommand, seat: Seat): Decision {
  const rights = roleRights[seat.role]
  switch (command.type) {
    case 'leave':
      return seat.presence.status === 'away'
        ? refuse('NOTHING_TO_CHANGE')
        : accept(...departure(state, seat, 'left'))
    case 'acceptNotice':
      if (seat.noticeVersion === command.version) return accept()
      return accept({ type: 'noticeAccepted', seatId: seat.seatId, version: command.version })
    case 'setMic':
      if (!rights.sends) return refuse('NOT_ALLOWED')
      if (seat.admission !== 'admitted') return refuse('SEAT_NOT_ADMITTED')
      if (command.on && seat.courtMuted) return refuse('MUTED_BY_COURT')
      if (command.on === seat.micOn) return accept()
      return accept({ type: 'micSwitched', seatId: seat.seatId, on: command.on })
    case 'setCamera':
      if (!rights.sends) return refuse('NOT_ALLOWED')
      if (seat.admission !== 'admitted') return refuse('SEAT_NOT_ADMITTED')
      if (command.on === seat.cameraOn) return accept()
      return accept({ type: 'cameraSwitched', seatId: seat.seatId, on: command.on })
    case 'raiseHand':
      if (!rights.takesFloor) return refuse('NOT_ALLOWED')
      if (seat.admission !== 'admitted') return refuse('SEAT_NOT_ADMITTED')
      if (!roomIsLive(state)) return refuse('WRONG_PHASE')
      if (seat.handRaisedAt !== null) return accept()
      return accept({ type: 'handRaised', seatId: seat.seatId })
    case 'startShare':
      return decideStartShare(state, seat)
    case 'stopShare':
      // Admission first: who waits must not learn from a refusal whether somebody shares.
      if (seat.admission !== 'admitted') return refuse('SEAT_NOT_ADMITTED')
      if (state.shareSeatId === null) return refuse('NOTHING_TO_CHANGE')
      if (state.shareSeatId !== seat.seatId && !rights.keepsDoor) return refuse('NOT_ALLOWED')
      return accept({ type: 'shareStopped', seatId: state.shareSeatId })
    default:
      return assertUnreachable(command)
  }
}

function decideStartShare(state: SittingState, seat: Seat): Decision {
  const rights = roleRights[seat.role]
  if (!rights.sends) return refuse('NOT_ALLOWED')
  if (seat.admission !== 'admitted') return refuse('SEAT_NOT_ADMITTED')
  if (!roomIsLive(state)) return refuse('WRONG_PHASE')
  if (!rights.sharesFreely && !seat.hasFloor) return refuse('NO_FLOOR')
  if (state.shareSeatId === seat.seatId) return accept()
  const begun: SittingEvent = { type: 'shareStarted', seatId: seat.seatId }
  if (state.shareSeatId === null) return accept(begun)
  // The chair's document goes before a party's; anyone else waits until the screen is free.
  if (!rights.chairs) return refuse('SHARE_TAKEN')
  return accept({ type: 'shareStopped', seatId: state.shareSeatId }, begun)
}
