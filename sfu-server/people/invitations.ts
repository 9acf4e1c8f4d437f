import { v7 as uuidv7 } from 'uuid'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/database.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { InvitationIssue, InvitationPreview } from '#protocol/http/routes.ts'
import type { SeatId, SittingId } from '#protocol/ids.ts'
import { Role } from '#protocol/roles.ts'
import type { Logins, NewLogin } from '../http/logins.ts'
import { hashSecret, matchesHash, newCode, newSecret } from '../http/secrets.ts'
import { isOver } from '../cases/phases.ts'
import { maskName } from './maskName.ts'

/** A link works until so long after the hearing's time, or after it was issued if that is later. */
export const LINK_LIFETIME_MS = 24 * 3_600_000
export const CODE_LIFETIME_MS = 10 * 60_000
/** Six digits and five guesses: one chance in 200 000. */
export const CODE_ATTEMPTS = 5

export interface Claim {
  readonly login: NewLogin
  /** For the device cookie of the browser that claimed. */
  readonly deviceSecret: string
  readonly sittingId: SittingId
  readonly seatId: SeatId
}

/** What the claiming browser brings with it. */
export interface Claimant {
  /** Its device cookie, if it has one. */
  readonly deviceSecret: string | undefined
  /** Six digits, to take the seat over from another device. */
  readonly code: string | undefined
}

type Invitation = Awaited<ReturnType<typeof findUsable>>

/** Personal links to seats. A link is claimed by one browser; another one needs a code. */
export class Invitations {
  readonly #database: Database
  readonly #clock: Clock
  readonly #logins: Logins
  readonly #publicUrl: string

  constructor(database: Database, clock: Clock, logins: Logins, publicUrl: string) {
    this.#database = database
    this.#clock = clock
    this.#logins = logins
    this.#publicUrl = publicUrl
  }

  /**
   * What a link says to whoever opens it. Reads only: scanners and previews open links too.
   *
   * @throws CatalogueError INVITATION_UNKNOWN, _REVOKED, _EXPIRED or SITTING_OVER
   */
  async preview(token: string, deviceSecret: string | undefined): Promise<InvitationPreview> {
    const { seat, expiresAt, claimedAt, deviceHash } = await findUsable(
      this.#database,
      token,
      this.#clock.now(),
    )
    const { sitting } = seat
    return {
      courtName: sitting.courtroom.court.name,
      caseNumber: sitting.cases[0]?.case.number ?? '',
      role: Role.parse(seat.role),
      maskedName: maskName(seat.name),
      scheduledAt: sitting.scheduledAt.getTime(),
      expiresAt: expiresAt.getTime(),
      state:
        claimedAt === null ? 'open' : isDevice(deviceHash, deviceSecret) ? 'resumable' : 'claimedElsewhere',
    }
  }

  /**
   * Takes the seat: the first browser at once, the same one again, another one with a code; the seat's other
   * devices are then signed out.
   *
   * @throws CatalogueError as `preview`, INVITATION_CLAIMED_ELSEWHERE, or INVITATION_CODE_WRONG with `attemptsLeft`
   */
  async claim(token: string, { deviceSecret, code }: Claimant): Promise<Claim> {
    const invitation = await findUsable(this.#database, token, this.#clock.now())
    const device = deviceSecret ?? newSecret()
    const { seatId, seat } = invitation
    if (invitation.claimedAt === null) {
      await this.#takeUnclaimed(invitation.id, device)
      await this.#logins.revokeSeat(seatId)
    } else if (!isDevice(invitation.deviceHash, deviceSecret)) {
      if (code === undefined) throw new CatalogueError('INVITATION_CLAIMED_ELSEWHERE')
      await this.#takeOver(invitation, code, device)
      await this.#logins.revokeSeat(seatId)
    }
    const login = await this.#logins.createForSeat(seatId)
    return { login, deviceSecret: device, sittingId: seat.sittingId, seatId }
  }

  /** A fresh link to a seat. Older links stop working now, their logins when the new link is claimed. */
  async issueLink(seatId: SeatId): Promise<InvitationIssue> {
    const { sitting } = await this.#database.prisma.seat.findUniqueOrThrow({
      where: { id: seatId },
      select: { sitting: { select: { scheduledAt: true, phase: true } } },
    })
    if (isOver(sitting.phase)) throw new CatalogueError('SITTING_OVER')
    const now = this.#clock.now()
    const token = newSecret()
    const expiresAt = new Date(Math.max(now.getTime(), sitting.scheduledAt.getTime()) + LINK_LIFETIME_MS)
    await this.#database.prisma.$transaction([
      this.#database.prisma.invitation.updateMany({
        where: { seatId, revokedAt: null },
        data: { revokedAt: now },
      }),
      this.#database.prisma.invitation.create({
        data: { id: uuidv7(), seatId, tokenHash: hashSecret(token), createdAt: now, expiresAt },
      }),
    ])
    return { url: `${this.#publicUrl}/i/${token}`, code: null, expiresAt: expiresAt.getTime() }
  }

  /**
   * A code with which the seat's claimed link opens on another device, once, within ten minutes.
   *
   * @throws CatalogueError INVITATION_UNKNOWN when the seat was not claimed by a link that still works
   */
  async issueCode(seatId: SeatId): Promise<InvitationIssue> {
    const now = this.#clock.now()
    const { prisma } = this.#database
    const invitation = await prisma.invitation.findFirst({
      where: { seatId, revokedAt: null, claimedAt: { not: null }, expiresAt: { gt: now } },
      orderBy: { createdAt: 'desc' },
    })
    if (!invitation) throw new CatalogueError('INVITATION_UNKNOWN')
    const code = newCode()
    const codeExpiresAt = new Date(now.getTime() + CODE_LIFETIME_MS)
    await prisma.invitation.update({
      where: { id: invitation.id },
      data: { codeHash: hashCode(invitation.id, code), codeExpiresAt, codeAttempts: 0 },
    })
    return { url: null, code, expiresAt: codeExpiresAt.getTime() }
  }

  async #takeUnclaimed(id: string, device: string): Promise<void> {
    const { count } = await this.#database.prisma.invitation.updateMany({
      where: { id, claimedAt: null, revokedAt: null },
      data: { claimedAt: this.#clock.now(), deviceHash: hashSecret(device) },
    })
    // Two browsers tapped at once, and the other was quicker.
    if (count === 0) throw new CatalogueError('INVITATION_CLAIMED_ELSEWHERE')
  }

  async #takeOver({ id }: Invitation, code: string, device: string): Promise<void> {
    const now = this.#clock.now()
    const { prisma } = this.#database
    // Counted before it is compared, in one statement: guesses sent at once all count.
    const [counted] = await prisma.invitation.updateManyAndReturn({
      where: { id, codeHash: { not: null }, codeExpiresAt: { gt: now }, codeAttempts: { lt: CODE_ATTEMPTS } },
      data: { codeAttempts: { increment: 1 } },
    })
    if (!counted?.codeHash) throw new CatalogueError('INVITATION_CODE_WRONG', { attemptsLeft: 0 })
    const { codeHash, codeAttempts } = counted
    if (hashCode(id, code) !== codeHash) {
      throw new CatalogueError('INVITATION_CODE_WRONG', { attemptsLeft: CODE_ATTEMPTS - codeAttempts })
    }
    const { count } = await prisma.invitation.updateMany({
      where: { id, codeHash, revokedAt: null },
      data: { codeHash: null, codeExpiresAt: null, claimedAt: now, deviceHash: hashSecret(device) },
    })
    if (count === 0) throw new CatalogueError('INVITATION_CODE_WRONG', { attemptsLeft: 0 })
  }
}

/** The invitation behind a link that still works. */
async function findUsable({ prisma }: Database, token: string, now: Date) {
  const invitation = await prisma.invitation.findUnique({
    where: { tokenHash: hashSecret(token) },
    include: {
      seat: {
        include: {
          sitting: {
            include: { courtroom: { include: { court: true } }, cases: { include: { case: true } } },
          },
        },
      },
    },
  })
  if (!invitation) throw new CatalogueError('INVITATION_UNKNOWN')
  if (invitation.revokedAt) throw new CatalogueError('INVITATION_REVOKED')
  if (isOver(invitation.seat.sitting.phase)) throw new CatalogueError('SITTING_OVER')
  if (invitation.expiresAt <= now) throw new CatalogueError('INVITATION_EXPIRED')
  return invitation
}

/** Bound to its invitation, so that equal codes do not look equal in the table. */
function hashCode(invitationId: string, code: string): string {
  return hashSecret(`${invitationId}:${code}`)
}

function isDevice(deviceHash: string | null, deviceSecret: string | undefined): boolean {
  return deviceHash !== null && deviceSecret !== undefined && matchesHash(deviceSecret, deviceHash)
}
