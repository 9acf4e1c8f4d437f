/** A court, a case and one hearing with five seats, for tests. */
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '#platform/database.ts'
import type { SeatId, SittingId } from '#protocol/ids.ts'
import type { Role } from '#protocol/roles.ts'
import { createSitting, type NewSeat } from '../cases/newSitting.ts'

export interface TestHearing {
  readonly sittingId: SittingId
  /** The seat of this role. */
  readonly seatOf: (role: Role) => SeatId
}

const testSeats: readonly NewSeat[] = [
  { personId: null, role: 'presidingJudge', side: 'bench', name: '审判长' },
  { personId: null, role: 'clerk', side: 'bench', name: '书记员' },
  { personId: null, role: 'plaintiff', side: 'plaintiff', name: '原告' },
  { personId: null, role: 'defendant', side: 'defendant', name: '被告' },
  { personId: null, role: 'gallery', side: 'public', name: '旁听' },
]

/** Writes the rows and the first event. */
export async function scheduleTestHearing({ prisma }: Database, at: Date = new Date()): Promise<TestHearing> {
  const courtId = uuidv7()
  const courtroomId = uuidv7()
  const caseId = uuidv7()
  const { sittingId, seats } = await prisma.$transaction(async (transaction) => {
    await transaction.court.create({ data: { id: courtId, name: '测试法院', code: '测0001' } })
    await transaction.courtroom.create({ data: { id: courtroomId, courtId, number: 1, name: '第一法庭' } })
    const number = '（2026）测0001民初1号'
    await transaction.case.create({
      data: { id: caseId, courtId, number, causeOfAction: '买卖合同纠纷', filedAt: at },
    })
    return createSitting(
      transaction,
      { caseId, courtroomId, scheduledAt: at, seats: testSeats },
      { at, actor: { kind: 'system' } },
    )
  })
  return {
    sittingId,
    seatOf: (role) => {
      const seat = seats.find((plan) => plan.role === role)
      if (!seat) throw new Error(`No seat for ${role}`)
      return seat.seatId
    },
  }
}
