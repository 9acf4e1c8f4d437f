import { describe, expect, it } from 'vitest'
import type { SeatCommand } from '#protocol/sitting/commands.ts'
import { courtIn, grid, idOf, type Court, type Person } from '../testing/court.ts'
import { RECONNECT_GRACE_MS } from './state.ts'

const admissions = ['outside', 'waiting', 'admitted', 'dismissed', 'removed'] as const

/** A hearing in session in which one person stands at a given distance from the courtroom. */
function courtWith(
  person: Person,
  admission: (typeof admissions)[number],
  prepare?: (court: Court) => void,
): Court {
  const court = courtIn('inSession', {
    missing: admission === 'outside' ? [person] : [],
    waiting: admission === 'waiting' ? [person] : [],
    ...(prepare ? { prepare } : {}),
  })
  if (admission === 'dismissed') court.tell('judge', { type: 'dismiss', seatId: idOf(person) })
  if (admission === 'removed') court.tell('judge', { type: 'remove', seatId: idOf(person) })
  expect(court.seat(person).admission).toBe(admission)
  return court
}

function answer(court: Court, who: Person, command: SeatCommand): string {
  const decision = court.ask(who, command)
  if (!decision.ok) return decision.code
  return decision.events.map((event) => event.type).join('+') || 'asItIs'
}

const other = { seatId: idOf('other') }

describe('acting on a seat outside, waiting, admitted, dismissed, removed', () => {
  const acts: { act: string; command: SeatCommand; prepare?: (court: Court) => void }[] = [
    { act: 'admit', command: { type: 'admit', ...other } },
    { act: 'dismiss', command: { type: 'dismiss', ...other } },
    { act: 'remove', command: { type: 'remove', ...other } },
    { act: 'grantFloor', command: { type: 'grantFloor', ...other } },
    {
      act: 'revokeFloor',
      command: { type: 'revokeFloor', ...other },
      prepare: (court) => court.attempt('judge', { type: 'grantFloor', ...other }),
    },
    { act: 'mute', command: { type: 'mute', ...other } },
    {
      act: 'unmute',
      command: { type: 'unmute', ...other },
      prepare: (court) => court.attempt('judge', { type: 'mute', ...other }),
    },
    {
      act: 'lowerHand',
      command: { type: 'lowerHand', ...other },
      prepare: (court) => court.attempt('other', { type: 'raiseHand' }),
    },
  ]
  const rows = (actor: Person) =>
    acts.map(({ act, command, prepare }) =>
      [act, ...admissions.map((at) => answer(courtWith('other', at, prepare), actor, command))].join(' '),
    )

  it('[SEAT-2] [SEAT-3] [SEAT-8] [SEAT-9] by the presiding judge', () => {
    expect(rows('judge')).toEqual(
      grid(`
        admit       SEAT_NOT_WAITING  seatAdmitted      SEAT_NOT_WAITING seatAdmitted      seatAdmitted
        dismiss     SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED seatDismissed    SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        remove      seatRemoved       seatRemoved       seatRemoved      seatRemoved       NOTHING_TO_CHANGE
        grantFloor  SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED floorGranted     SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        revokeFloor NOTHING_TO_CHANGE NOTHING_TO_CHANGE floorRevoked     NOTHING_TO_CHANGE NOTHING_TO_CHANGE
        mute        SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED seatMuted        SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        unmute      NOTHING_TO_CHANGE NOTHING_TO_CHANGE seatUnmuted      seatUnmuted       seatUnmuted
        lowerHand   NOTHING_TO_CHANGE NOTHING_TO_CHANGE handLowered      NOTHING_TO_CHANGE NOTHING_TO_CHANGE`),
    )
  })

  it('[SEAT-2] [SEAT-3] [SEAT-8] [SEAT-9] by the clerk, who does not undo the judge’s removal', () => {
    expect(rows('clerk')).toEqual(
      grid(`
        admit       SEAT_NOT_WAITING  seatAdmitted      SEAT_NOT_WAITING seatAdmitted      NOT_ALLOWED
        dismiss     SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED seatDismissed    SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        remove      NOT_ALLOWED       NOT_ALLOWED       NOT_ALLOWED      NOT_ALLOWED       NOT_ALLOWED
        grantFloor  NOT_ALLOWED       NOT_ALLOWED       NOT_ALLOWED      NOT_ALLOWED       NOT_ALLOWED
        revokeFloor NOT_ALLOWED       NOT_ALLOWED       NOT_ALLOWED      NOT_ALLOWED       NOT_ALLOWED
        mute        SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED seatMuted        SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        unmute      NOTHING_TO_CHANGE NOTHING_TO_CHANGE seatUnmuted      seatUnmuted       seatUnmuted
        lowerHand   NOTHING_TO_CHANGE NOTHING_TO_CHANGE handLowered      NOTHING_TO_CHANGE NOTHING_TO_CHANGE`),
    )
  })
})

describe('acting from a seat outside, waiting, admitted, dismissed, removed', () => {
  const commands: SeatCommand[] = [
    { type: 'setMic', on: true },
    { type: 'setCamera', on: true },
    { type: 'raiseHand' },
    { type: 'startShare' },
    { type: 'stopShare' },
    { type: 'muteAll' },
    { type: 'open' },
    { type: 'admit', ...other },
    { type: 'lowerHand', ...other },
    { type: 'leave' },
  ]
  const rows = (person: Person) =>
    commands.map((command) =>
      [command.type, ...admissions.map((at) => answer(courtWith(person, at), person, command))].join(' '),
    )

  it('[SEAT-7] [SEAT-14] a party who is not in the courtroom may only leave', () => {
    expect(rows('plaintiff')).toEqual(
      grid(`
        setMic     SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED micSwitched       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        setCamera  SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED cameraSwitched    SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        raiseHand  SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED handRaised        SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        startShare SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NO_FLOOR          SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        stopShare  SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOTHING_TO_CHANGE SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        muteAll    SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOT_ALLOWED       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        open       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOT_ALLOWED       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        admit      SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOT_ALLOWED       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        lowerHand  SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOT_ALLOWED       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        leave      NOTHING_TO_CHANGE seatWentAway      seatWentAway      seatWentAway      NOTHING_TO_CHANGE`),
    )
  })

  it('[SEAT-15] the gallery may do nothing but leave', () => {
    expect(rows('gallery')).toEqual(
      grid(`
        setMic     SEAT_NOT_ADMITTED NOT_ALLOWED       NOT_ALLOWED       NOT_ALLOWED       SEAT_NOT_ADMITTED
        setCamera  SEAT_NOT_ADMITTED NOT_ALLOWED       NOT_ALLOWED       NOT_ALLOWED       SEAT_NOT_ADMITTED
        raiseHand  SEAT_NOT_ADMITTED NOT_ALLOWED       NOT_ALLOWED       NOT_ALLOWED       SEAT_NOT_ADMITTED
        startShare SEAT_NOT_ADMITTED NOT_ALLOWED       NOT_ALLOWED       NOT_ALLOWED       SEAT_NOT_ADMITTED
        stopShare  SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOTHING_TO_CHANGE SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        muteAll    SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOT_ALLOWED       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        open       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOT_ALLOWED       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        admit      SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOT_ALLOWED       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        lowerHand  SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED NOT_ALLOWED       SEAT_NOT_ADMITTED SEAT_NOT_ADMITTED
        leave      NOTHING_TO_CHANGE seatWentAway      seatWentAway      seatWentAway      NOTHING_TO_CHANGE`),
    )
  })
})

describe('acting on bench, clerk, gallery and oneself', () => {
  const on = (who: Person, type: 'dismiss' | 'remove' | 'grantFloor' | 'mute' | 'unmute', target: Person) =>
    answer(
      courtIn('inSession', {
        prepare: (court) => {
          if (type === 'unmute') court.attempt('judge', { type: 'mute', seatId: idOf(target) })
        },
      }),
      who,
      { type, seatId: idOf(target) },
    )

  it('[SEAT-4] nobody sends bench or clerk away', () => {
    for (const target of ['judge', 'clerk'] as const) {
      for (const who of ['judge', 'clerk'] as const) {
        expect(on(who, 'dismiss', target)).toBe('NOT_ALLOWED')
        expect(on(who, 'remove', target)).toBe('NOT_ALLOWED')
      }
    }
  })

  it('[SEAT-8] the floor is for parties and agents: bench and clerk need none, the gallery gets none', () => {
    for (const target of ['judge', 'clerk', 'gallery'] as const) {
      expect(on('judge', 'grantFloor', target)).toBe('NOT_ALLOWED')
    }
  })

  it('[SEAT-10] nobody silences the presiding judge', () => {
    expect(on('judge', 'mute', 'judge')).toBe('NOT_ALLOWED')
    expect(on('clerk', 'mute', 'judge')).toBe('NOT_ALLOWED')
  })

  it('[SEAT-10] only the judge silences the clerk, and the clerk does not lift it', () => {
    expect(on('judge', 'mute', 'clerk')).toBe('seatMuted')
    expect(on('clerk', 'mute', 'clerk')).toBe('NOT_ALLOWED')
    expect(on('clerk', 'unmute', 'clerk')).toBe('NOT_ALLOWED')
    expect(on('judge', 'unmute', 'clerk')).toBe('seatUnmuted')
  })

  it('[SEAT-15] the gallery has nothing that could be silenced', () => {
    expect(on('judge', 'mute', 'gallery')).toBe('NOT_ALLOWED')
  })

  it('[SEAT-7] a seat that is not of this sitting is unknown, as sender and as target', () => {
    const court = courtIn('inSession')
    const stranger = { seatId: '019cab00-0000-7000-8000-000000000999' }
    expect(answer(court, 'judge', { type: 'admit', ...stranger })).toBe('SEAT_UNKNOWN')
    expect(answer(court, 'plaintiff', { type: 'admit', ...stranger })).toBe('NOT_ALLOWED')
  })
})

describe('coming in and coming back', () => {
  it('[SEAT-1] bench and clerk take their places, everybody else waits', () => {
    const court = courtIn('lobby', { waiting: ['plaintiff', 'defendant', 'agent', 'other', 'gallery'] })
    expect(court.seat('judge').admission).toBe('admitted')
    expect(court.seat('clerk').admission).toBe('admitted')
    for (const person of ['plaintiff', 'defendant', 'agent', 'gallery'] as const) {
      expect(court.seat(person).admission).toBe('waiting')
    }
  })

  it('[SEAT-3] who was removed cannot connect again until the judge lets them in', () => {
    const court = courtWith('other', 'removed')
    expect(court.attempt('system', { type: 'connect', ...other })).toMatchObject({ code: 'REMOVED' })
    expect(court.seat('other').presence.status).toBe('away')
    court.admit('other')
    court.connect('other')
    expect(court.seat('other')).toMatchObject({ admission: 'admitted', presence: { status: 'present' } })
  })

  it('[SEAT-3] who was dismissed and comes back waits again', () => {
    const court = courtWith('other', 'dismissed')
    court.tell('other', { type: 'leave' })
    court.connect('other')
    expect(court.seat('other').admission).toBe('dismissed')
  })

  it('[SEAT-5] a lost connection is kept for exactly the grace period', () => {
    const court = courtIn('inSession')
    court.tell('system', { type: 'disconnect', ...other })
    const lostAt = court.now
    court.now = lostAt + RECONNECT_GRACE_MS - 1
    expect(court.ask('system', { type: 'graceExpired', ...other })).toEqual({ ok: true, events: [] })
    court.now = lostAt + RECONNECT_GRACE_MS
    expect(court.tell('system', { type: 'graceExpired', ...other })).toEqual(['seatWentAway'])
  })

  it('[SEAT-5] a reconnect within the grace period finds the seat as it was', () => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'grantFloor', ...other })
    court.tell('other', { type: 'setMic', on: true })
    court.tell('other', { type: 'setCamera', on: true })
    court.tell('other', { type: 'raiseHand' })
    const before = court.seat('other')
    court.tell('system', { type: 'disconnect', ...other })
    court.connect('other')
    expect(court.seat('other')).toEqual(before)
  })

  it.each(['left', 'graceExpired'] as const)(
    '[SEAT-6] [OL-25] who went away (%s) comes back into the courtroom silent, without picture, floor or hand',
    (cause) => {
      const court = courtIn('inSession')
      court.tell('judge', { type: 'grantFloor', ...other })
      court.tell('other', { type: 'setMic', on: true })
      court.tell('other', { type: 'setCamera', on: true })
      court.tell('other', { type: 'raiseHand' })
      if (cause === 'left') {
        court.tell('other', { type: 'leave' })
      } else {
        court.tell('system', { type: 'disconnect', ...other })
        court.now += RECONNECT_GRACE_MS
        court.tell('system', { type: 'graceExpired', ...other })
      }
      expect(court.facts.at(-1)?.event).toEqual({ type: 'seatWentAway', ...other, cause })
      court.connect('other')
      expect(court.seat('other')).toMatchObject({
        admission: 'admitted',
        micOn: false,
        cameraOn: false,
        hasFloor: false,
        handRaisedAt: null,
      })
    },
  )

  it('[SEAT-6] who went away while waiting waits again', () => {
    const court = courtIn('inSession', { waiting: ['other'] })
    court.tell('other', { type: 'leave' })
    expect(court.seat('other').admission).toBe('outside')
    court.connect('other')
    expect(court.seat('other').admission).toBe('waiting')
  })

  it('[SEAT-7] a command that arrives behind its sender’s departure changes nothing', () => {
    const court = courtIn('lobby')
    court.tell('judge', { type: 'leave' })
    expect(court.attempt('judge', { type: 'open' })).toMatchObject({ code: 'SEAT_NOT_ADMITTED' })
    expect(court.state.phase.name).toBe('lobby')
  })

  it('[SEAT-5] a second connection of the same seat changes nothing, nor does a second loss', () => {
    const court = courtIn('inSession')
    expect(court.tell('system', { type: 'connect', ...other })).toEqual([])
    court.tell('system', { type: 'disconnect', ...other })
    const { presence } = court.seat('other')
    expect(court.tell('system', { type: 'disconnect', ...other })).toEqual([])
    expect(court.seat('other').presence).toEqual(presence)
  })
})
