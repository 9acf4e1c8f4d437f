import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/database.ts'
import { isOfficer } from '#procedure/sitting/roles.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { TrialRole, TrialSitting, TrialSittingMade } from '#protocol/http/routes.ts'
import type { SeatId, SittingId } from '#protocol/ids.ts'
import { Role } from '#protocol/roles.ts'
import { createSitting, type NewSeat } from '../../cases/newSitting.ts'
import type { Logins, NewLogin } from '../../http/logins.ts'
import type { Transaction } from '../../sitting/eventStore.ts'
import {
  demoCaseId,
  demoCourtroomId,
  demoSeats,
  offeredRoles,
  rehearsalCaseId,
  rehearsalSeats,
} from './demo.ts'

/** Taken while the current sitting is looked for or made; the number is arbitrary, and only ours. */
const TRIAL_DOOR_LOCK = 7_240_031

export interface TrialEntry {
  readonly login: NewLogin
  readonly sittingId: SittingId
  readonly seatId: SeatId
}

/** The way in for trying things out: one click, no password. The routes refuse it in production. */
export class TrialDoor {
  readonly #database: Database
  readonly #clock: Clock
  readonly #logins: Logins
  #finding: Promise<SittingId> | undefined

  constructor(database: Database, clock: Clock, logins: Logins) {
    this.#database = database
    this.#clock = clock
    this.#logins = logins
  }

  /** The sitting on the start page; a fresh one when the last is over, one only however many ask at once. */
  async current(): Promise<TrialSitting> {
    // Visitors of this node wait for one answer together, so that a crowd does not take every connection.
    const sittingId = await (this.#finding ??= this.#findOrMake().finally(() => (this.#finding = undefined)))
    return describe(this.#database, sittingId)
  }

  /** A sitting of one's own with every kind of seat, for tests and protocol bots. */
  async createSitting(): Promise<TrialSittingMade> {
    return this.#database.prisma.$transaction((transaction) =>
      this.#make(transaction, rehearsalCaseId, rehearsalSeats),
    )
  }

  /**
   * Signs a visitor in: judge and clerk as staff, everybody else as the holder of one seat.
   *
   * @throws CatalogueError SEAT_UNKNOWN for a seat or sitting that is none of the trial's
   */
  async enter(
    wish: { role: TrialRole; sittingId?: SittingId | undefined } | { seatId: SeatId },
  ): Promise<TrialEntry> {
    const seat = await this.#database.prisma.seat.findFirst({
      where: {
        ...('seatId' in wish
          ? { id: wish.seatId }
          : { role: wish.role, sittingId: wish.sittingId ?? (await this.current()).sittingId }),
        sitting: { cases: { some: { caseId: { in: [demoCaseId, rehearsalCaseId] } } } },
      },
      orderBy: { position: 'asc' },
    })
    if (!seat) throw new CatalogueError('SEAT_UNKNOWN')
    const login =
      seat.personId !== null && isOfficer(Role.parse(seat.role))
        ? await this.#logins.createForStaff(seat.personId)
        : await this.#logins.createForSeat(seat.id)
    return { login, sittingId: seat.sittingId, seatId: seat.id }
  }

  async #findOrMake(): Promise<SittingId> {
    const { prisma } = this.#database
    const found = await findCurrent(prisma)
    if (found) return found
    return prisma.$transaction(async (transaction) => {
      await transaction.$queryRaw`SELECT pg_advisory_xact_lock(${TRIAL_DOOR_LOCK})::text`
      // Another node may have made it while we waited for the lock.
      const others = await findCurrent(transaction)
      return others ?? (await this.#make(transaction, demoCaseId, demoSeats)).sittingId
    })
  }

  #make(transaction: Transaction, caseId: string, seats: readonly NewSeat[]) {
    const at = this.#clock.now()
    return createSitting(
      transaction,
      { caseId, courtroomId: demoCourtroomId, scheduledAt: at, seats },
      { at, actor: { kind: 'system' } },
    )
  }
}

async function findCurrent(reader: Transaction): Promise<SittingId | null> {
  const found = await reader.sitting.findFirst({
    where: { cases: { some: { caseId: demoCaseId } }, phase: { notIn: ['closed', 'cancelled'] } },
    orderBy: { id: 'desc' },
    select: { id: true },
  })
  return found?.id ?? null
}

async function describe({ prisma }: Database, sittingId: SittingId): Promise<TrialSitting> {
  const sitting = await prisma.sitting.findUniqueOrThrow({
    where: { id: sittingId },
    include: { courtroom: true, cases: { include: { case: true } }, seats: { orderBy: { position: 'asc' } } },
  })
  const theCase = sitting.cases[0]?.case
  return {
    sittingId,
    caseNumber: theCase?.number ?? '',
    causeOfAction: theCase?.causeOfAction ?? '',
    courtroomName: sitting.courtroom.name,
    people: offeredRoles.flatMap((role) =>
      sitting.seats.filter((seat) => seat.role === role).map(({ name }) => ({ role, name })),
    ),
  }
}
