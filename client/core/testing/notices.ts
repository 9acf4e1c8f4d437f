import type { NoticePayload } from '#protocol/signalling.ts'

export const SEAT_ID = '01890000-0000-7000-8000-000000000001'
export const SITTING_ID = '01890000-0000-7000-8000-0000000000ff'

/** A welcome as the server sends it. */
export function welcome(change: Partial<NoticePayload<'welcome'>> = {}): NoticePayload<'welcome'> {
  return {
    protocolVersion: 1,
    seatId: SEAT_ID,
    sittingId: SITTING_ID,
    resumed: false,
    standing: { sources: [], consumerIds: [] },
    routerRtpCapabilities: {},
    serverTime: 1_000,
    ...change,
  }
}
