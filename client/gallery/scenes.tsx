import type { ReactNode } from 'react'
import { PRIVACY_NOTICE_VERSION } from '#protocol/privacyNotice.ts'
import type { SeatView, SittingView } from '#protocol/sitting/view.ts'
import type { SeatSessionState } from '../core/session/seatStore.ts'
import {
  clerkSeat,
  defendantSeat,
  FIXTURE_NOW,
  judgeSeat,
  plaintiffAgentSeat,
  plaintiffSeat,
  viewFixture,
} from '../screens/sitting/fixtures.ts'
import { SittingSession } from '../screens/sitting/SittingSession.tsx'
import { FixtureSeat } from './FixtureSeat.tsx'

const since = FIXTURE_NOW - 95_000
const chairPowers = ['pause', 'close', 'muteAll', 'startShare', 'setMic', 'setCamera', 'leave']
const partyPowers = ['setMic', 'setCamera', 'raiseHand', 'startShare', 'leave']
const overParty = ['dismiss', 'remove', 'grantFloor', 'mute']

const chaired = (seats: readonly SeatView[]): SeatView[] =>
  seats.map((seat) => (seat.side === 'bench' ? seat : { ...seat, powers: overParty }))

const inSession: SeatView[] = [
  judgeSeat,
  clerkSeat,
  { ...plaintiffSeat, hasFloor: true },
  { ...plaintiffAgentSeat, handRaisedAt: FIXTURE_NOW - 4_000 },
  { ...defendantSeat, courtMuted: true, handRaisedAt: FIXTURE_NOW - 2_000 },
]
const lobbySeats: SeatView[] = [
  judgeSeat,
  clerkSeat,
  { ...plaintiffSeat, admission: 'waiting', powers: ['admit', 'remove'] },
  { ...plaintiffAgentSeat, admission: 'waiting', powers: ['admit', 'remove'] },
  { ...defendantSeat, admission: 'outside', presence: 'away' },
]

function seen(
  own: SeatView,
  change: Partial<SittingView>,
  powers: readonly string[],
  state: Partial<SeatSessionState> = {},
): ReactNode {
  const base = viewFixture(own, change)
  const view = { ...base, you: { ...base.you, ...change.you, powers: [...powers] } }
  return (
    <FixtureSeat view={view} state={state}>
      <SittingSession casePage="/" onLeft={() => undefined} onAgain={() => undefined} />
    </FixtureSeat>
  )
}

const writing = { recorder: { state: 'writing', lastFsyncAt: FIXTURE_NOW } } as const
const speaking = { ...writing, speaker: plaintiffSeat.seatId }
const held = (own: SeatView) => ({
  seatId: own.seatId,
  role: own.role,
  powers: [],
  noticeVersion: PRIVACY_NOTICE_VERSION,
  mayProduce: { live: ['camera' as const], held: ['mic' as const] },
})
const noRecord = { finishedMs: 0, runningSince: null, recorded: true }

/** Every state of a seat's screens, by name. */
export const seatScenes: Record<string, () => ReactNode> = {
  waiting: () =>
    seen(
      { ...plaintiffSeat, admission: 'waiting' },
      { phase: { name: 'lobby', lastFailure: null }, seats: [{ ...plaintiffSeat, admission: 'waiting' }] },
      ['leave'],
    ),
  'judge-lobby': () =>
    seen(judgeSeat, { phase: { name: 'lobby', lastFailure: null }, seats: lobbySeats, record: noRecord }, [
      'open',
      'cancel',
      'muteAll',
      'setMic',
      'setCamera',
      'leave',
    ]),
  'judge-opening': () =>
    seen(
      judgeSeat,
      { phase: { name: 'opening', since }, seats: chaired(inSession), record: noRecord },
      ['setMic', 'setCamera', 'leave'],
      { recorder: { state: 'starting', lastFsyncAt: null } },
    ),
  'judge-failed': () =>
    seen(
      judgeSeat,
      {
        phase: { name: 'lobby', lastFailure: 'recorderSilent' },
        seats: chaired(inSession),
        record: noRecord,
      },
      ['open', 'muteAll', 'setMic', 'setCamera', 'leave'],
      { recorder: { state: 'failed', lastFsyncAt: null } },
    ),
  'judge-session': () => seen(judgeSeat, { seats: chaired(inSession) }, chairPowers, speaking),
  'judge-paused': () =>
    seen(
      judgeSeat,
      {
        phase: { name: 'paused', since, reason: 'recess', lastFailure: null },
        seats: chaired(inSession).map((seat) => ({ ...seat, live: [] })),
        record: { finishedMs: 754_000, runningSince: null, recorded: true },
      },
      ['resume', 'close', 'muteAll', 'setMic', 'setCamera', 'leave'],
      { recorder: { state: 'offRecord', lastFsyncAt: FIXTURE_NOW } },
    ),
  'clerk-session': () =>
    seen(clerkSeat, { seats: chaired(inSession) }, ['muteAll', 'setMic', 'setCamera', 'leave'], speaking),
  'party-session': () =>
    seen(
      plaintiffAgentSeat,
      { seats: inSession.map((seat) => ({ ...seat, handRaisedAt: null })), you: held(plaintiffAgentSeat) },
      partyPowers,
      speaking,
    ),
  'party-muted': () =>
    seen(defendantSeat, { seats: inSession, you: held(defendantSeat) }, ['setCamera', 'leave'], speaking),
  'party-share': () =>
    seen(
      defendantSeat,
      {
        seats: inSession.map((seat) => ({ ...seat, sharing: seat.seatId === plaintiffSeat.seatId })),
        shareSeatId: plaintiffSeat.seatId,
        you: held(defendantSeat),
      },
      partyPowers,
      speaking,
    ),
  'party-noCamera': () =>
    seen(
      plaintiffSeat,
      {
        seats: inSession.map((seat) =>
          seat.side === 'bench'
            ? { ...seat, cameraOn: false, live: ['mic' as const] }
            : { ...seat, presence: seat.side === 'defendant' ? ('reconnecting' as const) : seat.presence },
        ),
      },
      partyPowers,
      writing,
    ),
  resuming: () =>
    seen(plaintiffSeat, { seats: inSession }, partyPowers, {
      ...speaking,
      link: { status: 'resuming', attempt: 2, nextTryAt: null },
      soundBlocked: true,
    }),
  gone: () =>
    seen(plaintiffSeat, { seats: inSession }, partyPowers, {
      link: { status: 'resuming', attempt: 9, nextTryAt: null },
    }),
  superseded: () =>
    seen(plaintiffSeat, {}, partyPowers, {
      link: { status: 'ended', error: { code: 'SUPERSEDED', retry: false, parameters: {} } },
    }),
  dismissed: () =>
    seen(
      { ...plaintiffSeat, admission: 'dismissed' },
      { seats: [{ ...plaintiffSeat, admission: 'dismissed' }] },
      [],
    ),
  closed: () => seen(judgeSeat, { phase: { name: 'closed', at: FIXTURE_NOW } }, []),
}
