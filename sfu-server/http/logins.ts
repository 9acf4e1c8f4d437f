import { EventEmitter } from 'node:events'
import { v7 as uuidv7 } from 'uuid'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/database.ts'
import type { SeatId, SittingId } from '#protocol/ids.ts'
import type { Sitting } from '../../prisma/generated/client.ts'
import { hashSecret, matchesHash, newHandle, newSecret } from './secrets.ts'

const HOUR_MS = 3_600_000
/** A staff login ends when it was not used for so long. */
export const STAFF_LOGIN_MS = 12 * HOUR_MS
/** A seat's login outlives the end of its sitting by so much: to read, and later to sign. */
export const SEAT_LOGIN_AFTER_SITTING_MS = 24 * HOUR_MS
/** Use is written down, and the expiry moved on, at most so often. */
const TOUCH_INTERVAL_MS = 10 * 60_000

interface LoginBase {
  readonly id: string
  readonly handle: string
  readonly expiresAt: Date
}

/** A member of staff, in all the court's sittings and cases. */
export interface StaffLogin extends LoginBase {
  readonly kind: 'staff'
  readonly personId: string
}

/** Whoever holds one seat of one sitting, and nothing else. */
export interface SeatLogin extends LoginBase {
  readonly kind: 'seat'
  readonly personId: string | null
  readonly seatId: SeatId
  readonly sittingId: SittingId
}

export type SignedIn = StaffLogin | SeatLogin

/** A login that has just been made; `secret` is for the cookie and is not kept anywhere. */
export interface NewLogin {
  readonly handle: string
  readonly secret: string
  readonly expiresAt: Date
}

/** `renewed` says that the cookie's own expiry should follow. */
export interface Verified {
  readonly login: SignedIn
  readonly renewed: boolean
}

export interface Revocation {
  readonly loginId: string
  /** Null for a staff login, which may hold seats in several sittings. */
  readonly seatId: SeatId | null
}

const sittingTimes = { scheduledAt: true, closedAt: true, phase: true } as const
type LoginEvents = { revoked: [Revocation] }
type SittingTimes = Pick<Sitting, keyof typeof sittingTimes>
type Row = NonNullable<Awaited<ReturnType<typeof findLogin>>>

/** The logins of all browsers' tabs: made, checked on every request, and ended here alone. */
export class Logins extends EventEmitter<LoginEvents> {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    super()
    this.#database = database
    this.#clock = clock
  }

  /** Signs a member of staff in. The password, or the trial door, was checked by the caller. */
  async createForStaff(personId: string): Promise<NewLogin> {
    return this.#create({ kind: 'staff', personId }, this.#staffExpiry())
  }

  /** Signs the holder of a seat in. The invitation, or the trial door, was checked by the caller. */
  async createForSeat(seatId: SeatId): Promise<NewLogin> {
    const seat = await this.#database.prisma.seat.findUniqueOrThrow({
      where: { id: seatId },
      select: { personId: true, sitting: { select: sittingTimes } },
    })
    return this.#create({ kind: 'seat', seatId, personId: seat.personId }, this.#seatExpiry(seat.sitting))
  }

  /** Whose login this is, or null when the secret is wrong or the login has ended. Moves its expiry on. */
  async verify(handle: string, secret: string): Promise<Verified | null> {
    const row = await findLogin(this.#database, { handle })
    if (!row || !matchesHash(secret, row.secretHash)) return null
    const login = this.#usable(row)
    if (!login) return null
    const now = this.#clock.now()
    if (now.getTime() - row.seenAt.getTime() < TOUCH_INTERVAL_MS) return { login, renewed: false }
    const expiresAt = row.seat ? this.#seatExpiry(row.seat.sitting) : this.#staffExpiry()
    await this.#database.prisma.login.updateMany({
      where: { id: row.id, revokedAt: null },
      data: { seenAt: now, expiresAt },
    })
    return { login: { ...login, expiresAt }, renewed: true }
  }

  /** The login while it is good, for whoever holds a ticket instead of the secret; null once it has ended. */
  async get(loginId: string): Promise<SignedIn | null> {
    const row = await findLogin(this.#database, { id: loginId })
    return row ? this.#usable(row) : null
  }

  /** Ends one login. Listeners hear of it once it is written down. */
  async revoke(loginId: string): Promise<void> {
    await this.#revokeWhere({ id: loginId })
  }

  /** Ends every login to a seat, as when it moves to another device. */
  async revokeSeat(seatId: SeatId): Promise<void> {
    await this.#revokeWhere({ seatId })
  }

  /** Ends every login of a person, staff and seats alike. */
  async revokePerson(personId: string): Promise<void> {
    await this.#revokeWhere({ personId })
  }

  async #revokeWhere(where: { id: string } | { seatId: string } | { personId: string }): Promise<void> {
    const ended = await this.#database.prisma.login.updateManyAndReturn({
      where: { ...where, revokedAt: null },
      data: { revokedAt: this.#clock.now() },
      select: { id: true, seatId: true },
    })
    for (const { id, seatId } of ended) this.emit('revoked', { loginId: id, seatId })
  }

  async #create(
    whose: { kind: 'staff'; personId: string } | { kind: 'seat'; seatId: string; personId: string | null },
    expiresAt: Date,
  ): Promise<NewLogin> {
    const secret = newSecret()
    const handle = newHandle()
    const now = this.#clock.now()
    await this.#database.prisma.login.create({
      data: {
        id: uuidv7(),
        handle,
        secretHash: hashSecret(secret),
        ...whose,
        createdAt: now,
        seenAt: now,
        expiresAt,
      },
    })
    return { handle, secret, expiresAt }
  }

  #usable(row: Row): SignedIn | null {
    const now = this.#clock.now().getTime()
    if (row.revokedAt || row.expiresAt.getTime() <= now) return null
    const base = { id: row.id, handle: row.handle, expiresAt: row.expiresAt }
    if (row.kind === 'staff') {
      if (!row.personId || row.person?.account?.disabled !== false) return null
      return { ...base, kind: 'staff', personId: row.personId }
    }
    if (!row.seatId || !row.seat) return null
    // A sitting may have closed since the expiry was last moved on.
    if (this.#seatExpiry(row.seat.sitting).getTime() <= now) return null
    return {
      ...base,
      kind: 'seat',
      personId: row.personId,
      seatId: row.seatId,
      sittingId: row.seat.sittingId,
    }
  }

  #staffExpiry(): Date {
    return new Date(this.#clock.now().getTime() + STAFF_LOGIN_MS)
  }

  #seatExpiry({ scheduledAt, closedAt, phase }: SittingTimes): Date {
    const isLive = closedAt === null && phase !== 'cancelled'
    const now = this.#clock.now().getTime()
    const end = closedAt?.getTime() ?? (isLive ? Math.max(scheduledAt.getTime(), now) : scheduledAt.getTime())
    return new Date(end + SEAT_LOGIN_AFTER_SITTING_MS)
  }
}

function findLogin(database: Database, where: { handle: string } | { id: string }) {
  return database.prisma.login.findUnique({
    where,
    include: {
      seat: { select: { sittingId: true, sitting: { select: sittingTimes } } },
      person: { select: { account: { select: { disabled: true } } } },
    },
  })
}
