import type { WireError } from '#protocol/errors.ts'
import type {
  CaseDetail,
  CaseSummary,
  InvitationIssue,
  InvitationPreview,
  Me,
  RecordingSummary,
  SittingSummary,
  SystemStatus,
  TrialSitting,
} from '#protocol/http/routes.ts'
import {
  defendantSeat,
  judgeSeat,
  clerkSeat,
  plaintiffSeat,
  plaintiffAgentSeat,
} from '../screens/sitting/fixtures.ts'

const HOUR_MS = 3_600_000
const id = (number: number) => `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`
const now = Date.now()
const seats = [judgeSeat, clerkSeat, plaintiffSeat, plaintiffAgentSeat, defendantSeat]

const sitting: SittingSummary = {
  sittingId: id(100),
  caseId: id(200),
  caseNumber: '（2026）云03民初1187号',
  causeOfAction: '买卖合同纠纷',
  courtroomName: '第七在线法庭',
  scheduledAt: now,
  phase: 'lobby',
  seatId: judgeSeat.seatId,
  seats: seats.map(({ seatId, role, side, name }) => ({ seatId, role, side, name })),
}
const closed: SittingSummary = {
  ...sitting,
  sittingId: id(101),
  scheduledAt: now - 72 * HOUR_MS,
  phase: 'closed',
}
const status: SystemStatus = { mode: 'trial', version: '0.1.0', emblem: false }
const trial: TrialSitting = {
  sittingId: id(100),
  caseNumber: sitting.caseNumber,
  causeOfAction: sitting.causeOfAction,
  courtroomName: sitting.courtroomName,
  people: [
    { role: 'presidingJudge', name: '周怀谨' },
    { role: 'clerk', name: '沈若溪' },
    { role: 'plaintiff', name: '林晓岚' },
    { role: 'defendant', name: '江北辰建材有限公司' },
  ],
}
const me: Me = { kind: 'staff', name: '周怀谨', courtName: '云澜市中级人民法院', posts: ['judge'] }
const recording: RecordingSummary = {
  recordingId: id(300),
  sittingId: closed.sittingId,
  state: 'ready',
  progress: 1,
  durationMs: 2_754_000,
  bytes: 318_767_104,
  sha256: '9f2c4be1d07a5583e6b1c0aa47d9e3f28815b6c4d3fe90a7162b8cd04e5f7a31',
  startedAt: closed.scheduledAt,
  mayPlay: true,
  mayDownload: true,
}
const detail: CaseDetail = {
  caseId: id(200),
  caseNumber: sitting.caseNumber,
  causeOfAction: sitting.causeOfAction,
  courtName: me.courtName,
  filedAt: now - 900 * HOUR_MS,
  parties: [
    { partyId: id(401), role: 'plaintiff', name: '林晓岚', agents: ['顾长风'] },
    { partyId: id(402), role: 'defendant', name: '江北辰建材有限公司', agents: [] },
  ],
  sittings: [sitting, closed],
  recordings: [
    recording,
    {
      ...recording,
      recordingId: id(301),
      state: 'composing',
      progress: 0.42,
      durationMs: null,
      bytes: null,
      sha256: null,
    },
  ],
}
const oneCase: CaseSummary = { ...detail, sittings: 2 }
const invitation: InvitationPreview = {
  courtName: me.courtName,
  caseNumber: sitting.caseNumber,
  role: 'plaintiff',
  maskedName: '林＊＊',
  scheduledAt: now,
  expiresAt: now + 48 * HOUR_MS,
  state: 'open',
}
const issued: InvitationIssue = {
  url: 'https://court.example/i/Zk3v9QmT2xYb7LwPa1Rd8eHs',
  code: null,
  expiresAt: now + 48 * HOUR_MS,
}

const refusal = (code: WireError['code'], http: number): [number, WireError] => [
  http,
  { code, retry: false, parameters: {} },
]

const answers: Record<string, [number, object]> = {
  '/api/status': [200, status],
  '/api/trial': [200, trial],
  '/api/login': refusal('WRONG_CREDENTIALS', 401),
  '/api/trial/enter': refusal('UNAVAILABLE', 503),
  '/api/s/abcdefghij12/me': [200, me],
  '/api/s/abcdefghij12/sittings': [200, { sittings: [sitting, closed] }],
  '/api/s/abcdefghij12/cases': [200, { cases: [oneCase] }],
  [`/api/s/abcdefghij12/cases/${id(200)}`]: [200, detail],
  '/api/invitations/open': [200, invitation],
  '/api/invitations/elsewhere': [200, { ...invitation, state: 'claimedElsewhere' }],
  '/api/invitations/expired': refusal('INVITATION_EXPIRED', 410),
  '/api/invitations/revoked': refusal('INVITATION_REVOKED', 410),
}

/** Answers the client's own calls from here, as the server would. */
export function answerLocally(): void {
  window.fetch = (input) => {
    const path = new URL(input instanceof Request ? input.url : input, window.location.href).pathname
    const [http, content] =
      answers[path] ?? (path.endsWith('/invitation') ? [200, issued] : refusal('NOT_FOUND', 404))
    return Promise.resolve(new Response(JSON.stringify(content), { status: http }))
  }
}

/** Pages that need no seat, by name. */
export const pageScenes: Record<string, string> = {
  start: '/',
  login: '/login',
  'invitation-open': '/i/open',
  'invitation-elsewhere': '/i/elsewhere',
  'invitation-expired': '/i/expired',
  'invitation-unknown': '/i/unknown',
  desk: '/s/abcdefghij12',
  case: `/s/abcdefghij12/cases/${id(200)}`,
  prepare: `/s/abcdefghij12/sittings/${id(100)}/seats/${judgeSeat.seatId}`,
  'prepare-party': `/s/abcdefghij12/sittings/${id(100)}/seats/${plaintiffSeat.seatId}`,
  'not-found': '/nowhere',
}
