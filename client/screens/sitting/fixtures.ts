import { PRIVACY_NOTICE_VERSION } from '#protocol/privacyNotice.ts'
import type { SeatView, SittingView } from '#protocol/sitting/view.ts'

/** A fixed day in a courtroom that does not exist: 2026-03-18 09:30 in Shanghai. For tests and the gallery. */
export const FIXTURE_NOW = Date.UTC(2026, 2, 18, 1, 30)

const id = (number: number) => `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`

/** A seat of a person who sits in the courtroom with camera and microphone on. */
export function seatFixture(number: number, change: Partial<SeatView> = {}): SeatView {
  return {
    seatId: id(number),
    role: 'plaintiff',
    side: 'plaintiff',
    name: '林晓岚',
    admission: 'admitted',
    presence: 'present',
    micOn: true,
    cameraOn: true,
    courtMuted: false,
    hasFloor: false,
    live: ['mic', 'camera'],
    handRaisedAt: null,
    sharing: false,
    powers: [],
    ...change,
  }
}

export const judgeSeat = seatFixture(1, { role: 'presidingJudge', side: 'bench', name: '周怀谨' })
export const clerkSeat = seatFixture(2, { role: 'clerk', side: 'bench', name: '沈若溪' })
export const plaintiffSeat = seatFixture(3)
export const plaintiffAgentSeat = seatFixture(4, { role: 'agent', name: '顾长风' })
export const defendantSeat = seatFixture(5, {
  role: 'defendant',
  side: 'defendant',
  name: '江北辰建材有限公司',
})

/** A view of a hearing in session, as the given seat sees it. */
export function viewFixture(you: SeatView, change: Partial<SittingView> = {}): SittingView {
  return {
    sittingId: id(100),
    kind: 'hearing',
    caseNumber: '（2026）云03民初1187号',
    causeOfAction: '买卖合同纠纷',
    courtName: '云澜市中级人民法院',
    courtroomName: '第七在线法庭',
    scheduledAt: FIXTURE_NOW,
    phase: { name: 'inSession', since: FIXTURE_NOW - 754_000 },
    record: { finishedMs: 0, runningSince: FIXTURE_NOW - 754_000, recorded: true },
    you: {
      seatId: you.seatId,
      role: you.role,
      mayProduce: { live: ['mic', 'camera'], held: [] },
      powers: ['leave'],
      noticeVersion: PRIVACY_NOTICE_VERSION,
    },
    seats: [judgeSeat, clerkSeat, plaintiffSeat, plaintiffAgentSeat, defendantSeat],
    shareSeatId: null,
    ...change,
  }
}
