import * as z from 'zod/mini'

interface ErrorEntry {
  /** HTTP status of a route that answers with it. */
  readonly status: number
  /** Whether the same request may succeed later without being changed. */
  readonly retry: boolean
}

/**
 * Every error that can cross a process boundary. The texts for people are in client/i18n under `errors.CODE`,
 * in the reader's language; a test fails when one is missing.
 */
export const errorCatalogue = {
  BAD_REQUEST: { status: 400, retry: false },
  TOO_LARGE: { status: 413, retry: false },
  NOT_SIGNED_IN: { status: 401, retry: false },
  WRONG_CREDENTIALS: { status: 401, retry: false },
  FOREIGN_ORIGIN: { status: 403, retry: false },
  NOT_ALLOWED: { status: 403, retry: false },
  NOT_FOUND: { status: 404, retry: false },
  TOO_MANY_ATTEMPTS: { status: 429, retry: true },
  INTERNAL: { status: 500, retry: true },
  UNAVAILABLE: { status: 503, retry: true },
  TIMEOUT: { status: 504, retry: true },
  OUTDATED_CLIENT: { status: 409, retry: false },

  INVITATION_UNKNOWN: { status: 404, retry: false },
  INVITATION_EXPIRED: { status: 410, retry: false },
  INVITATION_REVOKED: { status: 410, retry: false },
  INVITATION_CLAIMED_ELSEWHERE: { status: 409, retry: false },
  INVITATION_CODE_WRONG: { status: 403, retry: false },
  TRIAL_ONLY: { status: 403, retry: false },

  TICKET_INVALID: { status: 401, retry: true },
  SUPERSEDED: { status: 409, retry: false },
  REMOVED: { status: 403, retry: false },
  SITTING_OVER: { status: 410, retry: false },
  SITTING_ELSEWHERE: { status: 409, retry: true },

  COMMAND_REUSED: { status: 409, retry: false },
  WRONG_PHASE: { status: 409, retry: false },
  SEAT_UNKNOWN: { status: 404, retry: false },
  SEAT_NOT_ADMITTED: { status: 409, retry: false },
  SEAT_NOT_WAITING: { status: 409, retry: false },
  NO_FLOOR: { status: 403, retry: false },
  MUTED_BY_COURT: { status: 403, retry: false },
  SHARE_TAKEN: { status: 409, retry: false },
  NOTHING_TO_CHANGE: { status: 409, retry: false },
  RECORDER_NOT_READY: { status: 503, retry: true },

  MEDIA_NOT_GRANTED: { status: 403, retry: false },
  MEDIA_UNKNOWN: { status: 404, retry: false },
  MEDIA_REJECTED: { status: 400, retry: false },
  MEDIA_RESTARTED: { status: 503, retry: true },

  RECORDING_NOT_READY: { status: 409, retry: true },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]
export const ErrorCode = z.enum(codes)

/** Parameters that a text may name, such as `{seconds: 30}`. Never personal data, never a stack. */
export const ErrorParameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
export type ErrorParameters = z.infer<typeof ErrorParameters>

/** How an error looks on the wire. `issues` names the fields of a malformed request. */
export const WireError = z.object({
  code: ErrorCode,
  retry: z.boolean(),
  parameters: ErrorParameters,
  issues: z.optional(z.array(z.string())),
})
export type WireError = z.infer<typeof WireError>

/** An error of the catalogue. Anything else that is thrown answers as INTERNAL and is logged. */
export class CatalogueError extends Error {
  readonly code: ErrorCode
  readonly parameters: ErrorParameters
  readonly issues: readonly string[] | undefined

  constructor(code: ErrorCode, parameters: ErrorParameters = {}, issues?: readonly string[]) {
    super(code)
    this.name = 'CatalogueError'
    this.code = code
    this.parameters = parameters
    this.issues = issues
  }

  /** The wire form. */
  toWire(): WireError {
    return {
      code: this.code,
      retry: errorCatalogue[this.code].retry,
      parameters: this.parameters,
      ...(this.issues ? { issues: [...this.issues] } : {}),
    }
  }
}
