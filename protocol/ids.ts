import * as z from 'zod/mini'

/** Every id in the system: a UUIDv7 made by the server, or by the client for its own commands and connections. */
export const Uuid = z.uuid()

export const SittingId = Uuid
export const SeatId = Uuid
export type SittingId = z.infer<typeof SittingId>
export type SeatId = z.infer<typeof SeatId>

/** An instant in UTC milliseconds since 1970. Times cross process boundaries as numbers, never as local strings. */
export const Instant = z.int().check(z.nonnegative())
export type Instant = z.infer<typeof Instant>
