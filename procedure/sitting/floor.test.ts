import { describe, expect, it } from 'vitest'
import { courtIn, idOf } from '../testing/court.ts'

const plaintiff = { seatId: idOf('plaintiff') }
const clerk = { seatId: idOf('clerk') }

describe('the court’s silence', () => {
  it('[SEAT-9] silence switches the microphone off, and lifting it does not switch it on', () => {
    const court = courtIn('lobby')
    court.tell('plaintiff', { type: 'setMic', on: true })
    court.tell('clerk', { type: 'mute', ...plaintiff })
    expect(court.seat('plaintiff')).toMatchObject({ courtMuted: true, micOn: false })
    court.tell('clerk', { type: 'unmute', ...plaintiff })
    expect(court.seat('plaintiff')).toMatchObject({ courtMuted: false, micOn: false })
    court.tell('plaintiff', { type: 'setMic', on: true })
    expect(court.seat('plaintiff').micOn).toBe(true)
  })

  it('[SEAT-9] silence survives reconnecting, going away, dismissal, removal, pause and resumption', () => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'mute', ...plaintiff })
    court.tell('system', { type: 'disconnect', ...plaintiff })
    court.connect('plaintiff')
    court.tell('plaintiff', { type: 'leave' })
    court.connect('plaintiff')
    court.tell('judge', { type: 'dismiss', ...plaintiff })
    court.admit('plaintiff')
    court.tell('judge', { type: 'remove', ...plaintiff })
    court.admit('plaintiff')
    court.connect('plaintiff')
    court.tell('judge', { type: 'pause', reason: 'recess' })
    court.tell('judge', { type: 'resume' })
    court.tell('system', { type: 'recorderWriting' })
    expect(court.seat('plaintiff').courtMuted).toBe(true)
    expect(court.ask('plaintiff', { type: 'setMic', on: true })).toMatchObject({ code: 'MUTED_BY_COURT' })
  })

  it('[SEAT-9] a silenced person may still switch their microphone off and their camera on', () => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'mute', ...plaintiff })
    expect(court.tell('plaintiff', { type: 'setMic', on: false })).toEqual([])
    expect(court.tell('plaintiff', { type: 'setCamera', on: true })).toEqual(['cameraSwitched'])
  })

  it('[SEAT-11] mute all silences whom it can and spares bench, clerk, gallery and who waits', () => {
    const court = courtIn('inSession', { waiting: ['other'] })
    court.tell('judge', { type: 'mute', ...plaintiff })
    court.tell('clerk', { type: 'muteAll' })
    const silenced = court.state.seats.filter((seat) => seat.courtMuted).map((seat) => seat.seatId)
    expect(silenced).toEqual([idOf('plaintiff'), idOf('defendant'), idOf('agent')])
    expect(court.tell('judge', { type: 'muteAll' })).toEqual([])
  })
})

describe('the floor', () => {
  it('[SEAT-8] the floor takes the hand down', () => {
    const court = courtIn('inSession')
    court.tell('plaintiff', { type: 'raiseHand' })
    court.tell('judge', { type: 'grantFloor', ...plaintiff })
    expect(court.seat('plaintiff')).toMatchObject({ hasFloor: true, handRaisedAt: null })
  })

  it('[SEAT-8] the floor is not given or taken twice', () => {
    const court = courtIn('inSession')
    const nothing = { code: 'NOTHING_TO_CHANGE' }
    expect(court.ask('judge', { type: 'revokeFloor', ...plaintiff })).toMatchObject(nothing)
    court.tell('judge', { type: 'grantFloor', ...plaintiff })
    expect(court.ask('judge', { type: 'grantFloor', ...plaintiff })).toMatchObject(nothing)
  })

  it('[SEAT-8] a recess keeps the floor', () => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'grantFloor', ...plaintiff })
    court.tell('judge', { type: 'pause', reason: 'recess' })
    court.tell('judge', { type: 'resume' })
    expect(court.seat('plaintiff').hasFloor).toBe(true)
  })

  it.each(['dismiss', 'remove'] as const)('[SEAT-4] %s takes floor, hand, switches and screen', (type) => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'grantFloor', ...plaintiff })
    court.tell('plaintiff', { type: 'setMic', on: true })
    court.tell('plaintiff', { type: 'setCamera', on: true })
    court.tell('plaintiff', { type: 'raiseHand' })
    court.tell('plaintiff', { type: 'startShare' })
    court.tell('judge', { type, ...plaintiff })
    expect(court.state.shareSeatId).toBeNull()
    court.admit('plaintiff')
    court.connect('plaintiff')
    expect(court.seat('plaintiff')).toMatchObject({
      hasFloor: false,
      handRaisedAt: null,
      micOn: false,
      cameraOn: false,
    })
  })

  it('[SEAT-12] a raised hand keeps its time however often it is raised', () => {
    const court = courtIn('inSession')
    court.tell('plaintiff', { type: 'raiseHand' })
    const raisedAt = court.now
    expect(court.tell('plaintiff', { type: 'raiseHand' })).toEqual([])
    expect(court.seat('plaintiff').handRaisedAt).toBe(raisedAt)
  })
})

describe('the shared screen', () => {
  it('[SEAT-13] the judge takes the screen over from a party in one step', () => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'grantFloor', ...plaintiff })
    court.tell('plaintiff', { type: 'startShare' })
    expect(court.tell('judge', { type: 'startShare' })).toEqual(['shareStopped', 'shareStarted'])
    expect(court.state.shareSeatId).toBe(idOf('judge'))
    expect(court.tell('judge', { type: 'startShare' })).toEqual([])
  })

  it('[SEAT-13] the screen ends with the floor', () => {
    const court = courtIn('inSession')
    court.tell('judge', { type: 'grantFloor', ...plaintiff })
    court.tell('plaintiff', { type: 'startShare' })
    expect(court.tell('judge', { type: 'revokeFloor', ...plaintiff })).toEqual([
      'shareStopped',
      'floorRevoked',
    ])
    expect(court.state.shareSeatId).toBeNull()
  })

  it('[SEAT-13] the screen ends when its owner leaves, and with a pause, a suspension and the close', () => {
    const left = courtIn('inSession')
    left.tell('clerk', { type: 'startShare' })
    expect(left.tell('clerk', { type: 'leave' })).toEqual(['seatWentAway', 'shareStopped'])
    for (const end of ['pause', 'leave', 'close'] as const) {
      const court = courtIn('inSession')
      court.tell('clerk', { type: 'startShare' })
      court.tell('judge', end === 'pause' ? { type: end, reason: 'recess' } : { type: end })
      expect(court.state.shareSeatId).toBeNull()
    }
  })

  it('[SEAT-13] the screen ends with a sitting that is cancelled', () => {
    const court = courtIn('lobby')
    court.tell('clerk', { type: 'startShare' })
    court.tell('judge', { type: 'cancel' })
    expect(court.state.shareSeatId).toBeNull()
  })

  it('[SEAT-13] a screen shared while a resumption fails does not come up with the next one', () => {
    const court = courtIn('paused')
    court.tell('judge', { type: 'resume' })
    court.tell('clerk', { type: 'startShare' })
    court.letOpeningExpire()
    expect(court.state).toMatchObject({ phase: { name: 'paused' }, shareSeatId: null })
  })

  it('[SEAT-13] a screen shared in the lobby outlives a failed opening', () => {
    const court = courtIn('lobby')
    court.tell('clerk', { type: 'startShare' })
    court.tell('judge', { type: 'open' })
    court.letOpeningExpire()
    expect(court.state.shareSeatId).toBe(clerk.seatId)
  })
})
