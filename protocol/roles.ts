import * as z from 'zod/mini'

/** Roles of a seat (court-rules §11). What a role may do is decided in procedure/, never by its name alone. */
export const Role = z.enum(['presidingJudge', 'clerk', 'plaintiff', 'defendant', 'agent', 'gallery'])
export type Role = z.infer<typeof Role>

/** Where a seat stands in the room: the bench, one of the two sides, or the public. */
export const Side = z.enum(['bench', 'plaintiff', 'defendant', 'public'])
export type Side = z.infer<typeof Side>
