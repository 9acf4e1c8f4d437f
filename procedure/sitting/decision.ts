import type { ErrorCode, ErrorParameters } from '#protocol/errors.ts'
import type { SittingEvent } from '#protocol/sitting/events.ts'

export type Decision =
  | { readonly ok: true; readonly events: readonly SittingEvent[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly parameters: ErrorParameters }

/** Facts to store, or the reason why nothing changes. */
export function accept(...events: SittingEvent[]): Decision {
  return { ok: true, events }
}

/** A refusal with a code of the catalogue. */
export function refuse(code: ErrorCode, parameters: ErrorParameters = {}): Decision {
  return { ok: false, code, parameters }
}
