import type { SeatEntry } from '#protocol/http/routes.ts'

/** The desk of a login. */
export function deskAddress(handle: string): string {
  return `/s/${handle}`
}

/** A case's page. */
export function caseAddress(handle: string, caseId: string): string {
  return `/s/${handle}/cases/${caseId}`
}

/** A seat in a sitting: the check before entering, the waiting room and the courtroom are all here. */
export function seatAddress({ handle, sittingId, seatId }: SeatEntry): string {
  return `/s/${handle}/sittings/${sittingId}/seats/${seatId}`
}
