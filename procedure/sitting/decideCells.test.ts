import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '#protocol/errors.ts'
import type { SeatCommand } from '#protocol/sitting/commands.ts'
import { courtIn, grid, idOf, phases, roles, type Court, type Person } from '../testing/court.ts'
import type { Decision } from './decision.ts'

// The law as tables: what each role may do in each phase. Written by hand from court-rules; never generated.
//   +  accepted, something changes        =  accepted, it is so already
const letters: Partial<Record<ErrorCode, string>> = {
  NOT_ALLOWED: 'N',
  WRONG_PHASE: 'P',
  SEAT_NOT_ADMITTED: 'A',
  SEAT_NOT_WAITING: 'W',
  NOTHING_TO_CHANGE: 'Z',
  SITTING_OVER: 'O',
  NO_FLOOR: 'F',
  SHARE_TAKEN: 'T',
  MUTED_BY_COURT: 'M',
}

function letterOf(decision: Decision): string {
  if (decision.ok) return decision.events.length > 0 ? '+' : '='
  return letters[decision.code] ?? decision.code
}

const other = { seatId: idOf('other') }

interface Case {
  readonly title: string
  readonly command: (actor: Person) => SeatCommand
  /** Somebody who waits instead of being in the courtroom. */
  readonly waiting?: Person
  readonly prepare?: (court: Court, actor: Person) => void
  readonly cells: string
}

const giveFloor = (court: Court, person: Person) =>
  court.tell('judge', { type: 'grantFloor', seatId: idOf(person) })
const otherShares = (court: Court) => {
  giveFloor(court, 'other')
  court.tell('other', { type: 'startShare' })
}
const floorIfPossible = (court: Court, actor: Person) => {
  court.attempt('judge', { type: 'grantFloor', seatId: idOf(actor) })
}

const header = 'scheduled lobby opening inSession paused suspended closed cancelled'

const cases: Case[] = [
  {
    title: '[SIT-2] [SIT-3] only the presiding judge opens, and only from the lobby',
    command: () => ({ type: 'open' }),
    cells: `judge     A + P P P P O O
            clerk     A N N N N N O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SIT-2] [SIT-3] only the presiding judge pauses, and only in session',
    command: () => ({ type: 'pause', reason: 'recess' }),
    cells: `judge     A P P + P P O O
            clerk     A N N N N N O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SIT-2] [SIT-3] only the presiding judge resumes, after a pause or a suspension',
    command: () => ({ type: 'resume' }),
    cells: `judge     A P P P + + O O
            clerk     A N N N N N O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SIT-2] [SIT-3] only the presiding judge closes, once the sitting has begun',
    command: () => ({ type: 'close' }),
    cells: `judge     A P P + + + O O
            clerk     A N N N N N O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SIT-2] [SIT-3] only the presiding judge cancels, before anything was opened',
    command: () => ({ type: 'cancel' }),
    cells: `judge     A + P P P P O O
            clerk     A N N N N N O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-2] judge and clerk let in',
    command: () => ({ type: 'admit', ...other }),
    waiting: 'other',
    cells: `judge     A + + + + + O O
            clerk     A + + + + + O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-2] judge and clerk excuse from the courtroom',
    command: () => ({ type: 'dismiss', ...other }),
    cells: `judge     A + + + + + O O
            clerk     A + + + + + O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-3] only the presiding judge sends away for good',
    command: () => ({ type: 'remove', ...other }),
    cells: `judge     A + + + + + O O
            clerk     A N N N N N O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-8] only the presiding judge gives the floor',
    command: () => ({ type: 'grantFloor', ...other }),
    cells: `judge     A + + + + + O O
            clerk     A N N N N N O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-8] only the presiding judge takes the floor back',
    command: () => ({ type: 'revokeFloor', ...other }),
    prepare: (court) => giveFloor(court, 'other'),
    cells: `judge     A + + + + + O O
            clerk     A N N N N N O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-9] judge and clerk silence a seat',
    command: () => ({ type: 'mute', ...other }),
    cells: `judge     A + + + + + O O
            clerk     A + + + + + O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-9] judge and clerk lift the silence',
    command: () => ({ type: 'unmute', ...other }),
    prepare: (court) => court.tell('clerk', { type: 'mute', ...other }),
    cells: `judge     A + + + + + O O
            clerk     A + + + + + O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-11] judge and clerk silence everybody at once',
    command: () => ({ type: 'muteAll' }),
    cells: `judge     A + + + + + O O
            clerk     A + + + + + O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-12] judge and clerk take down another hand',
    command: () => ({ type: 'lowerHand', ...other }),
    prepare: (court) => court.tell('other', { type: 'raiseHand' }),
    cells: `judge     A + + + + + O O
            clerk     A + + + + + O O
            plaintiff A N N N N N O O
            defendant A N N N N N O O
            agent     A N N N N N O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-12] whoever raised a hand may take it down',
    command: (actor) => ({ type: 'lowerHand', seatId: idOf(actor) }),
    prepare: (court, actor) => {
      court.attempt(actor, { type: 'raiseHand' })
    },
    cells: `judge     A Z Z Z Z Z O O
            clerk     A Z Z Z Z Z O O
            plaintiff A + + + + + O O
            defendant A + + + + + O O
            agent     A + + + + + O O
            gallery   A Z Z Z Z Z O O`,
  },
  {
    title: '[SEAT-12] parties and agents raise a hand while the room is live',
    command: () => ({ type: 'raiseHand' }),
    cells: `judge     A N N N N N O O
            clerk     A N N N N N O O
            plaintiff A + + + P P O O
            defendant A + + + P P O O
            agent     A + + + P P O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-14] [SIT-6] everybody but the gallery has a microphone; opening has opened the judge’s',
    command: () => ({ type: 'setMic', on: true }),
    cells: `judge     A + = = = + O O
            clerk     A + + + + + O O
            plaintiff A + + + + + O O
            defendant A + + + + + O O
            agent     A + + + + + O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-9] [SEAT-10] nobody lifts the court’s silence from their own seat',
    command: () => ({ type: 'setMic', on: true }),
    prepare: (court, actor) => {
      court.attempt('judge', { type: 'mute', seatId: idOf(actor) })
    },
    cells: `judge     A + = = = + O O
            clerk     A M M M M M O O
            plaintiff A M M M M M O O
            defendant A M M M M M O O
            agent     A M M M M M O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[PI-1] everybody who is connected may say that they read the privacy notice',
    command: () => ({ type: 'acceptNotice', version: '2026-1' }),
    cells: `judge     A + + + + + O O
            clerk     A + + + + + O O
            plaintiff A + + + + + O O
            defendant A + + + + + O O
            agent     A + + + + + O O
            gallery   A + + + + + O O`,
  },
  {
    title: '[SEAT-14] everybody but the gallery has a camera',
    command: () => ({ type: 'setCamera', on: true }),
    cells: `judge     A + + + + + O O
            clerk     A + + + + + O O
            plaintiff A + + + + + O O
            defendant A + + + + + O O
            agent     A + + + + + O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-13] judge and clerk share freely, parties not without the floor',
    command: () => ({ type: 'startShare' }),
    cells: `judge     A + + + P P O O
            clerk     A + + + P P O O
            plaintiff A F F F P P O O
            defendant A F F F P P O O
            agent     A F F F P P O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-13] parties with the floor share',
    command: () => ({ type: 'startShare' }),
    prepare: floorIfPossible,
    cells: `judge     A + + + P P O O
            clerk     A + + + P P O O
            plaintiff A + + + P P O O
            defendant A + + + P P O O
            agent     A + + + P P O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-13] one screen at a time: only the judge takes it from another',
    command: () => ({ type: 'startShare' }),
    prepare: (court, actor) => {
      otherShares(court)
      floorIfPossible(court, actor)
    },
    cells: `judge     A + + + P P O O
            clerk     A T T T P P O O
            plaintiff A T T T P P O O
            defendant A T T T P P O O
            agent     A T T T P P O O
            gallery   A N N N N N O O`,
  },
  {
    title: '[SEAT-13] judge and clerk end another’s screen; a pause has ended it already',
    command: () => ({ type: 'stopShare' }),
    prepare: otherShares,
    cells: `judge     A + + + Z Z O O
            clerk     A + + + Z Z O O
            plaintiff A N N N Z Z O O
            defendant A N N N Z Z O O
            agent     A N N N Z Z O O
            gallery   A N N N Z Z O O`,
  },
  {
    title: '[SEAT-13] whoever shares may end it',
    command: () => ({ type: 'stopShare' }),
    prepare: (court, actor) => {
      floorIfPossible(court, actor)
      court.attempt(actor, { type: 'startShare' })
    },
    cells: `judge     A + + + Z Z O O
            clerk     A + + + Z Z O O
            plaintiff A + + + Z Z O O
            defendant A + + + Z Z O O
            agent     A + + + Z Z O O
            gallery   A Z Z Z Z Z O O`,
  },
  {
    title: '[SEAT-6] whoever came may leave at any time',
    command: () => ({ type: 'leave' }),
    cells: `judge     Z + + + + + O O
            clerk     Z + + + + + O O
            plaintiff Z + + + + + O O
            defendant Z + + + + + O O
            agent     Z + + + + + O O
            gallery   Z + + + + + O O`,
  },
]

describe(`role × phase × command (${header})`, () => {
  it.each(cases)('$title', ({ command, waiting, prepare, cells }) => {
    const found = roles.map((actor) => {
      const row = phases.map((phase) => {
        const court = courtIn(phase, {
          waiting: waiting ? [waiting] : [],
          prepare: (lobby) => prepare?.(lobby, actor),
        })
        return letterOf(court.ask(actor, command(actor)))
      })
      return [actor, ...row].join(' ')
    })
    expect(found).toEqual(grid(cells))
  })
})
