import { describe, expect, it } from 'vitest'
import { SittingView } from '#protocol/sitting/view.ts'
import {
  courtIn,
  everybody,
  grid,
  idOf,
  nameOf,
  phases,
  roles,
  type Court,
  type Person,
} from './testing/court.ts'
import { view } from './view.ts'

function viewOf(court: Court, person: Person): SittingView {
  return view(court.state, idOf(person), court.now)
}

function seen(court: Court, person: Person): string {
  return viewOf(court, person)
    .seats.map((seat) => nameOf(seat.seatId))
    .join(' ')
}

function powersOver(court: Court, person: Person, target: Person): string {
  const seat = viewOf(court, person).seats.find((each) => each.seatId === idOf(target))
  return seat?.powers.join(' ') ?? 'unseen'
}

/** One of each: let in, waiting, dismissed, removed, not come. */
function mixedCourt(phase: 'lobby' | 'inSession' | 'paused' | 'closed' = 'inSession'): Court {
  return courtIn(phase, {
    waiting: ['plaintiff'],
    missing: ['other'],
    prepare: (court) => {
      court.tell('judge', { type: 'dismiss', seatId: idOf('defendant') })
      court.tell('judge', { type: 'remove', seatId: idOf('agent') })
    },
  })
}

describe('which seats somebody sees', () => {
  it('[VIEW-1] bench and clerk see every seat, also who waits, was sent away or has not come', () => {
    expect(seen(mixedCourt(), 'judge')).toBe('judge clerk plaintiff defendant agent other gallery')
    expect(seen(mixedCourt(), 'clerk')).toBe('judge clerk plaintiff defendant agent other gallery')
  })

  it('[VIEW-1] who is let in sees the courtroom without the gallery; the gallery also sees itself', () => {
    const court = courtIn('inSession', { waiting: ['plaintiff'], missing: ['other'] })
    expect(seen(court, 'defendant')).toBe('judge clerk defendant agent')
    expect(seen(court, 'gallery')).toBe('judge clerk defendant agent gallery')
  })

  it('[VIEW-2] who is not let in sees only themselves', () => {
    expect(seen(mixedCourt(), 'plaintiff')).toBe('plaintiff')
    expect(seen(mixedCourt(), 'defendant')).toBe('defendant')
    expect(seen(mixedCourt(), 'agent')).toBe('agent')
    expect(seen(mixedCourt(), 'other')).toBe('other')
  })

  it.each(['closed', 'cancelled'] as const)('[VIEW-2] everybody sees only themselves once %s', (phase) => {
    const court = courtIn(phase)
    for (const person of roles) expect(seen(court, person)).toBe(person)
  })

  it('[VIEW-1] a seat that is not of this sitting has no view', () => {
    const court = courtIn('lobby')
    expect(() => view(court.state, '019cab00-0000-7000-8000-000000000999', court.now)).toThrow('not of this')
  })
})

describe('what leaks to who waits', () => {
  /** Everything that can happen in a courtroom without the waiting person. */
  const stir = (court: Court) => {
    court.tell('judge', { type: 'grantFloor', seatId: idOf('defendant') })
    court.tell('defendant', { type: 'setMic', on: true })
    court.tell('agent', { type: 'raiseHand' })
    court.tell('defendant', { type: 'startShare' })
    court.tell('clerk', { type: 'mute', seatId: idOf('agent') })
    court.tell('judge', { type: 'dismiss', seatId: idOf('other') })
    court.tell('gallery', { type: 'leave' })
  }

  it.each(['waiting', 'dismissed', 'removed'] as const)(
    '[VIEW-2] nothing that happens in the courtroom changes what the %s see',
    (how) => {
      const court = courtIn('inSession', { waiting: how === 'waiting' ? ['plaintiff'] : [] })
      if (how === 'dismissed') court.tell('judge', { type: 'dismiss', seatId: idOf('plaintiff') })
      if (how === 'removed') court.tell('judge', { type: 'remove', seatId: idOf('plaintiff') })
      const before = viewOf(court, 'plaintiff')
      stir(court)
      expect(viewOf(court, 'plaintiff')).toEqual(before)
      expect(viewOf(court, 'clerk').shareSeatId).toBe(idOf('defendant'))
    },
  )

  it('[VIEW-3] who waits learns that the hearing rests, not why, and nothing of the recording', () => {
    const court = courtIn('inSession', { waiting: ['plaintiff'] })
    court.tell('judge', { type: 'pause', reason: 'nonPublicEvidence' })
    court.tell('judge', { type: 'resume' })
    court.letOpeningExpire()
    expect(viewOf(court, 'plaintiff').phase).toMatchObject({
      name: 'paused',
      reason: null,
      lastFailure: null,
    })
    expect(viewOf(court, 'plaintiff').record).toEqual({ recorded: true, finishedMs: 0, runningSince: null })
    expect(viewOf(court, 'defendant').phase).toMatchObject({
      name: 'paused',
      reason: 'nonPublicEvidence',
      lastFailure: 'recorderSilent',
    })
  })

  it('[VIEW-3] who waits is not told why a suspension or a failed opening came', () => {
    const suspended = courtIn('suspended', { waiting: ['plaintiff'] })
    expect(viewOf(suspended, 'plaintiff').phase).toMatchObject({ name: 'suspended', reason: null })
    const failed = courtIn('opening', { waiting: ['plaintiff'] })
    failed.letOpeningExpire()
    expect(viewOf(failed, 'plaintiff').phase).toEqual({ name: 'lobby', lastFailure: null })
    expect(viewOf(failed, 'judge').phase).toEqual({ name: 'lobby', lastFailure: 'recorderSilent' })
  })

  it('[VIEW-4] refusals tell who waits nothing about the courtroom', () => {
    const commands = [
      { type: 'stopShare' },
      { type: 'startShare' },
      { type: 'raiseHand' },
      { type: 'setMic', on: true },
      { type: 'grantFloor', seatId: idOf('defendant') },
      { type: 'lowerHand', seatId: idOf('agent') },
      { type: 'admit', seatId: '019cab00-0000-7000-8000-000000000999' },
    ] as const
    const quiet = courtIn('inSession', { waiting: ['plaintiff'] })
    const stirred = courtIn('inSession', { waiting: ['plaintiff'] })
    stir(stirred)
    for (const command of commands) {
      expect(stirred.ask('plaintiff', command)).toEqual(quiet.ask('plaintiff', command))
    }
  })
})

describe('what the courtroom sees', () => {
  it('[VIEW-5] live sources in a view are those that the reader receives, and their own', () => {
    const court = courtIn('inSession')
    court.tell('plaintiff', { type: 'setMic', on: true })
    court.tell('plaintiff', { type: 'setCamera', on: true })
    const live = (reader: Person, of: Person) =>
      viewOf(court, reader).seats.find((seat) => seat.seatId === idOf(of))?.live
    expect(live('defendant', 'plaintiff')).toEqual(['camera'])
    expect(live('defendant', 'judge')).toEqual(['mic'])
    expect(live('plaintiff', 'plaintiff')).toEqual(['camera'])
    expect(viewOf(court, 'plaintiff').you.mayProduce).toEqual({ live: ['camera'], held: ['mic'] })
    expect(viewOf(court, 'gallery').you.mayProduce).toEqual({ live: [], held: [] })
  })

  it('[VIEW-6] time on record is the finished stretches and the beginning of the running one', () => {
    const court = courtIn('opening')
    const openedAt = court.now
    court.tell('system', { type: 'recorderWriting' })
    expect(viewOf(court, 'gallery').record).toEqual({ recorded: true, finishedMs: 0, runningSince: openedAt })
    court.tell('judge', { type: 'pause', reason: 'recess' })
    const finishedMs = court.now - openedAt
    expect(viewOf(court, 'gallery').record).toEqual({ recorded: true, finishedMs, runningSince: null })
    court.tell('judge', { type: 'close' })
    expect(viewOf(court, 'plaintiff').record).toEqual({ recorded: true, finishedMs, runningSince: null })
  })

  it.each(phases)('[VIEW-5] every view is one the protocol knows, to the last field: %s', (phase) => {
    const court = courtIn(phase, { waiting: ['plaintiff'] })
    for (const person of everybody) {
      const mine = viewOf(court, person)
      expect(SittingView.parse(mine)).toEqual(mine)
    }
  })
})

describe('which buttons somebody has', () => {
  it('[VIEW-7] the presiding judge, phase by phase', () => {
    const rows = phases.map((phase) =>
      `${phase}: ${viewOf(courtIn(phase), 'judge').you.powers.join(' ')}`.trim(),
    )
    expect(rows).toEqual(
      grid(`
        scheduled:
        lobby: open cancel muteAll startShare leave setMic setCamera
        opening: muteAll startShare leave setMic setCamera
        inSession: pause close muteAll startShare leave setMic setCamera
        paused: resume close muteAll leave setMic setCamera
        suspended: resume close muteAll leave setMic setCamera
        closed:
        cancelled:`),
    )
  })

  it.each([
    ['clerk', 'lobby', 'muteAll startShare leave setMic setCamera'],
    ['clerk', 'paused', 'muteAll leave setMic setCamera'],
    ['plaintiff', 'lobby', 'raiseHand leave setMic setCamera'],
    ['defendant', 'inSession', 'raiseHand leave setMic setCamera'],
    ['agent', 'paused', 'leave setMic setCamera'],
    ['gallery', 'inSession', 'leave'],
    ['gallery', 'closed', ''],
  ] as const)('[VIEW-7] [SEAT-15] %s in %s', (person, phase, powers) => {
    expect(viewOf(courtIn(phase), person).you.powers.join(' ')).toBe(powers)
  })

  it('[VIEW-7] the buttons on other seats follow what may be done with them', () => {
    const court = mixedCourt()
    expect(powersOver(court, 'judge', 'plaintiff')).toBe('admit remove')
    expect(powersOver(court, 'judge', 'defendant')).toBe('admit remove')
    expect(powersOver(court, 'judge', 'agent')).toBe('admit')
    expect(powersOver(court, 'judge', 'other')).toBe('remove')
    expect(powersOver(court, 'judge', 'gallery')).toBe('dismiss remove')
    expect(powersOver(court, 'judge', 'clerk')).toBe('mute')
    expect(powersOver(court, 'judge', 'judge')).toBe('')
    expect(powersOver(court, 'clerk', 'plaintiff')).toBe('admit')
    expect(powersOver(court, 'clerk', 'agent')).toBe('')
    expect(powersOver(court, 'clerk', 'judge')).toBe('')
    court.admit('plaintiff')
    expect(powersOver(court, 'judge', 'plaintiff')).toBe('dismiss remove grantFloor mute')
    expect(powersOver(court, 'clerk', 'plaintiff')).toBe('dismiss mute')
    expect(powersOver(court, 'gallery', 'plaintiff')).toBe('')
    court.tell('plaintiff', { type: 'raiseHand' })
    expect(powersOver(court, 'plaintiff', 'plaintiff')).toBe('lowerHand')
    expect(powersOver(court, 'clerk', 'plaintiff')).toBe('dismiss mute lowerHand')
  })

  it('[VIEW-7] [SEAT-9] a silenced person has no button that opens the microphone', () => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'mute', seatId: idOf('plaintiff') })
    expect(viewOf(court, 'plaintiff').you.powers).toEqual(['raiseHand', 'leave', 'setCamera'])
  })
})
