import type { SeatId } from '#protocol/ids.ts'
import type { SeatCommand, SeatTargetCommand } from '#protocol/sitting/commands.ts'
import { accept, refuse, type Decision } from './decision.ts'
import type { OwnSeatCommand } from './decideOwnSeat.ts'
import { isOfficer, roleRights } from './roles.ts'
import { seatOf, type Seat, type SittingState } from './state.ts'
import { assertUnreachable } from '../unreachable.ts'

/** Commands that move the sitting or act on another seat. */
export function decideChair(
  state: SittingState,
  command: Exclude<SeatCommand, OwnSeatCommand>,
  seat: Seat,
): Decision {
  if (seat.admission !== 'admitted') return refuse('SEAT_NOT_ADMITTED')
  switch (command.type) {
    case 'open':
    case 'pause':
    case 'resume':
    case 'close':
    case 'cancel':
      return roleRights[seat.role].chairs ? decideCourse(state, command) : refuse('NOT_ALLOWED')
    case 'muteAll':
      return roleRights[seat.role].keepsDoor ? decideMuteAll(state) : refuse('NOT_ALLOWED')
    case 'lowerHand':
      if (command.seatId !== seat.seatId && !roleRights[seat.role].keepsDoor) return refuse('NOT_ALLOWED')
      return onTarget(state, command.seatId, (target) =>
        target.handRaisedAt === null
          ? refuse('NOTHING_TO_CHANGE')
          : accept({ type: 'handLowered', seatId: target.seatId }),
      )
    case 'admit':
    case 'dismiss':
    case 'remove':
    case 'grantFloor':
    case 'revokeFloor':
    case 'mute':
    case 'unmute':
      return decideTarget(state, command, seat)
    default:
      return assertUnreachable(command)
  }
}

type CourseCommand = Extract<SeatCommand, { type: 'open' | 'pause' | 'resume' | 'close' | 'cancel' }>

function decideCourse(state: SittingState, command: CourseCommand): Decision {
  const phase = state.phase.name
  switch (command.type) {
    case 'open':
      return phase === 'lobby' ? begin(state, 'lobby') : refuse('WRONG_PHASE')
    case 'resume':
      return phase === 'paused' || phase === 'suspended' ? begin(state, phase) : refuse('WRONG_PHASE')
    case 'pause':
      return phase === 'inSession'
        ? accept({ type: 'sessionPaused', reason: command.reason })
        : refuse('WRONG_PHASE')
    case 'close':
      return phase === 'inSession' || phase === 'paused' || phase === 'suspended'
        ? accept({ type: 'sittingClosed' })
        : refuse('WRONG_PHASE')
    case 'cancel':
      return phase === 'lobby' || phase === 'scheduled'
        ? accept({ type: 'sittingCancelled' })
        : refuse('WRONG_PHASE')
    default:
      return assertUnreachable(command)
  }
}

/** A recorded sitting waits for the recorder before it goes on, after a pause too. */
function begin(state: SittingState, from: 'lobby' | 'paused' | 'suspended'): Decision {
  return accept(state.recorded ? { type: 'openingBegan', from } : { type: 'sessionBegan' })
}

function decideMuteAll(state: SittingState): Decision {
  const audible = state.seats.filter(
    (seat) =>
      seat.admission === 'admitted' &&
      !isOfficer(seat.role) &&
      !seat.courtMuted &&
      roleRights[seat.role].sends,
  )
  return accept(...audible.map((seat) => ({ type: 'seatMuted' as const, seatId: seat.seatId })))
}

type TargetCommand = Extract<SeatCommand, { type: Exclude<SeatTargetCommand, 'lowerHand'> }>

const chairOnly: ReadonlySet<TargetCommand['type']> = new Set(['remove', 'grantFloor', 'revokeFloor'])

function decideTarget(state: SittingState, command: TargetCommand, seat: Seat): Decision {
  const rights = roleRights[seat.role]
  if (!(chairOnly.has(command.type) ? rights.chairs : rights.keepsDoor)) return refuse('NOT_ALLOWED')
  return onTarget(state, command.seatId, (target) => {
    switch (command.type) {
      case 'admit':
        return decideAdmit(target, rights.chairs)
      case 'dismiss':
        return fromRoom(target, () =>
          accept(...endShare(state, target), { type: 'seatDismissed', seatId: target.seatId }),
        )
      case 'remove':
        return decideRemove(state, target)
      case 'grantFloor':
        return decideGrantFloor(target)
      case 'revokeFloor':
        if (!target.hasFloor) return refuse('NOTHING_TO_CHANGE')
        return accept(...endShare(state, target), { type: 'floorRevoked', seatId: target.seatId })
      case 'mute':
        return decideMute(target, rights.chairs)
      case 'unmute':
        return decideUnmute(target, rights.chairs)
      default:
        return assertUnreachable(command)
    }
  })
}

function decideAdmit(target: Seat, byChair: boolean): Decision {
  // Whom the chair sent away only the chair lets in again.
  if (target.admission === 'removed' && !byChair) return refuse('NOT_ALLOWED')
  if (target.admission === 'outside' || target.admission === 'admitted') return refuse('SEAT_NOT_WAITING')
  return accept({ type: 'seatAdmitted', seatId: target.seatId })
}

function decideRemove(state: SittingState, target: Seat): Decision {
  if (isOfficer(target.role)) return refuse('NOT_ALLOWED')
  if (target.admission === 'removed') return refuse('NOTHING_TO_CHANGE')
  return accept(...endShare(state, target), { type: 'seatRemoved', seatId: target.seatId })
}

function decideGrantFloor(target: Seat): Decision {
  if (!roleRights[target.role].takesFloor) return refuse('NOT_ALLOWED')
  if (target.admission !== 'admitted') return refuse('SEAT_NOT_ADMITTED')
  if (target.hasFloor) return refuse('NOTHING_TO_CHANGE')
  return accept({ type: 'floorGranted', seatId: target.seatId })
}

function decideMute(target: Seat, byChair: boolean): Decision {
  if (roleRights[target.role].chairs || !roleRights[target.role].sends) return refuse('NOT_ALLOWED')
  if (isOfficer(target.role) && !byChair) return refuse('NOT_ALLOWED')
  if (target.admission !== 'admitted') return refuse('SEAT_NOT_ADMITTED')
  if (target.courtMuted) return refuse('NOTHING_TO_CHANGE')
  return accept({ type: 'seatMuted', seatId: target.seatId })
}

function decideUnmute(target: Seat, byChair: boolean): Decision {
  // Whom the chair silenced on the bench must not lift it by their own power over the door.
  if (isOfficer(target.role) && !byChair) return refuse('NOT_ALLOWED')
  if (!target.courtMuted) return refuse('NOTHING_TO_CHANGE')
  return accept({ type: 'seatUnmuted', seatId: target.seatId })
}

function fromRoom(target: Seat, then: () => Decision): Decision {
  if (isOfficer(target.role)) return refuse('NOT_ALLOWED')
  return target.admission === 'admitted' ? then() : refuse('SEAT_NOT_ADMITTED')
}

function endShare(state: SittingState, target: Seat) {
  return state.shareSeatId === target.seatId ? [{ type: 'shareStopped' as const, seatId: target.seatId }] : []
}

function onTarget(state: SittingState, seatId: SeatId, then: (target: Seat) => Decision): Decision {
  const target = seatOf(state, seatId)
  return target ? then(target) : refuse('SEAT_UNKNOWN')
}
