import type { Database } from '#platform/database.ts'
import type { SignedIn } from '../http/logins.ts'

/** What a login may read: the courts of a member of staff by post, or one seat's own sitting. */
export type Reader =
  | {
      readonly kind: 'staff'
      readonly personId: string
      /** Where they hold any active post. */
      readonly courtIds: readonly string[]
      /** Where they are clerk. */
      readonly clerkOf: readonly string[]
    }
  | { readonly kind: 'seat'; readonly seatId: string; readonly sittingId: string; readonly role: string }

/** Looks up what the login may read now; posts that ended count no more. */
export async function readerOf({ prisma }: Database, login: SignedIn): Promise<Reader> {
  if (login.kind === 'seat') {
    const { role } = await prisma.seat.findUniqueOrThrow({
      where: { id: login.seatId },
      select: { role: true },
    })
    return { kind: 'seat', seatId: login.seatId, sittingId: login.sittingId, role }
  }
  const posts = await prisma.staffPost.findMany({ where: { personId: login.personId, active: true } })
  return {
    kind: 'staff',
    personId: login.personId,
    courtIds: [...new Set(posts.map(({ courtId }) => courtId))],
    clerkOf: posts.filter(({ post }) => post === 'clerk').map(({ courtId }) => courtId),
  }
}
