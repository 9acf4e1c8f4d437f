import { v7 as uuidv7 } from 'uuid'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/database.ts'
import { createSitting } from '../../sfu-server/cases/newSitting.ts'
import { shanghaiDate, shanghaiDay } from '../../sfu-server/cases/shanghaiDay.ts'
import {
  demoCaseId,
  demoCourtId,
  demoCourtroomId,
  demoPeople,
  rehearsalCaseId,
} from '../../sfu-server/people/trial/demo.ts'
import { hashPassword } from '../../sfu-server/people/passwords.ts'
import type { Transaction } from '../../sfu-server/sitting/eventStore.ts'
import { caseNumber, hearingAt, hearingSeats, seedCases, type SeatedPerson, type SeedCase } from './cases.ts'
import { courtroomName, seedCourts } from './courts.ts'
import { agentNames, partyNames, seedStaff } from './people.ts'

/** Password of every account of the demo city. It opens nothing but trials, and stands in the README. */
export const TRIAL_PASSWORD = 'tongting-trial'
/** Accounts of the trial door's judge and clerk; the others are `judge2`, `clerk2` and so on. */
export const trialAccounts = { judge: 'judge', clerk: 'clerk' } as const

/** Several starters may seed at once; the number is arbitrary, and only ours. */
const SEED_LOCK = 7_240_032
const SEED_TIMEOUT_MS = 30_000
const DAY_MS = 86_400_000

interface SeededCourt {
  readonly id: string
  readonly courtroomIds: readonly string[]
  readonly judges: readonly SeatedPerson[]
  readonly clerks: readonly SeatedPerson[]
}

/**
 * Fills an empty database with the demo city, all or nothing. One that has it is left as it is.
 *
 * @returns whether anything was written
 */
export async function seedDemoCity({ prisma }: Database, clock: Clock): Promise<boolean> {
  if (await isSeeded(prisma)) return false
  const passwordHash = await hashPassword(TRIAL_PASSWORD)
  return prisma.$transaction(
    async (transaction) => {
      await transaction.$queryRaw`SELECT pg_advisory_xact_lock(${SEED_LOCK})::text`
      if (await isSeeded(transaction)) return false
      await seedAll(transaction, passwordHash, clock.now())
      return true
    },
    { timeout: SEED_TIMEOUT_MS, maxWait: SEED_TIMEOUT_MS },
  )
}

async function isSeeded(transaction: Transaction): Promise<boolean> {
  return (await transaction.case.count({ where: { id: demoCaseId } })) > 0
}

async function seedAll(transaction: Transaction, passwordHash: string, now: Date): Promise<void> {
  const courts = await seedCourtsAndStaff(transaction, passwordHash)
  const parties = await makePeople(transaction, partyNames)
  const agents = await makePeople(transaction, agentNames)
  const year = Number(shanghaiDate(now).slice(0, 4))
  await seedTrialCases(transaction, year, now)
  for (const plan of seedCases(year)) {
    const court = courts[plan.court]
    if (!court) throw new Error(`There is no court ${plan.court}`)
    await seedCase(transaction, plan, { court, parties, agents, now })
  }
}

async function seedCourtsAndStaff(transaction: Transaction, passwordHash: string): Promise<SeededCourt[]> {
  const accounts = { judge: 0, clerk: 0 }
  const courts: SeededCourt[] = []
  for (const [index, { name, code, courtrooms }] of seedCourts.entries()) {
    const isDemo = index === 0
    const id = isDemo ? demoCourtId : uuidv7()
    const courtroomIds = Array.from({ length: courtrooms }, (_, room) =>
      isDemo && room === 0 ? demoCourtroomId : uuidv7(),
    )
    await transaction.court.create({ data: { id, name, code } })
    await transaction.courtroom.createMany({
      data: courtroomIds.map((roomId, room) => ({
        id: roomId,
        courtId: id,
        number: room + 1,
        name: courtroomName(room + 1),
      })),
    })
    const staff = [
      ...(isDemo ? [{ ...demoPeople.presidingJudge, post: 'judge' as const }] : []),
      ...(isDemo ? [{ ...demoPeople.clerk, post: 'clerk' as const }] : []),
      ...(seedStaff[index] ?? []).map((person) => ({ ...person, id: uuidv7() })),
    ]
    await transaction.person.createMany({
      data: staff.map((person) => ({ id: person.id, name: person.name })),
    })
    await transaction.staffPost.createMany({
      data: staff.map(({ id: personId, post }) => ({ id: uuidv7(), personId, courtId: id, post })),
    })
    await transaction.account.createMany({
      data: staff.map(({ id: personId, post }) => {
        const number = ++accounts[post]
        return { personId, name: `${trialAccounts[post]}${number === 1 ? '' : number}`, passwordHash }
      }),
    })
    const holding = (post: string) => staff.filter((person) => person.post === post)
    courts.push({ id, courtroomIds, judges: holding('judge'), clerks: holding('clerk') })
  }
  return courts
}

async function makePeople(transaction: Transaction, names: readonly string[]): Promise<SeatedPerson[]> {
  const people = names.map((name) => ({ id: uuidv7(), name }))
  await transaction.person.createMany({ data: people })
  return people
}

async function seedTrialCases(transaction: Transaction, year: number, now: Date): Promise<void> {
  const { presidingJudge: _judge, clerk: _clerk, ...parties } = demoPeople
  await transaction.person.createMany({ data: Object.values(parties) })
  const cases = [
    { id: demoCaseId, serial: 123, causeOfAction: '草原承包经营权纠纷' },
    { id: rehearsalCaseId, serial: 999, causeOfAction: '庭审演练' },
  ]
  for (const { id, serial, causeOfAction } of cases) {
    const number = caseNumber(year, 0, serial)
    await transaction.case.create({
      data: {
        id,
        courtId: demoCourtId,
        number,
        causeOfAction,
        filedAt: new Date(now.getTime() - 20 * DAY_MS),
      },
    })
    await addParty(transaction, id, 'plaintiff', demoPeople.plaintiff, demoPeople.plaintiffAgent)
    await addParty(transaction, id, 'defendant', demoPeople.defendant, demoPeople.defendantAgent)
  }
}

async function seedCase(
  transaction: Transaction,
  plan: SeedCase,
  {
    court,
    parties,
    agents,
    now,
  }: {
    court: SeededCourt
    parties: readonly SeatedPerson[]
    agents: readonly SeatedPerson[]
    now: Date
  },
): Promise<void> {
  const id = uuidv7()
  const filedAt = new Date(now.getTime() - plan.filedDaysAgo * DAY_MS)
  const { number, causeOfAction, hearing } = plan
  await transaction.case.create({ data: { id, courtId: court.id, number, causeOfAction, filedAt } })
  const plaintiff = pick(parties, plan.plaintiff.name)
  const defendant = pick(parties, plan.defendant.name)
  const plaintiffAgent = plan.plaintiff.agent === null ? null : pick(agents, plan.plaintiff.agent)
  const defendantAgent = plan.defendant.agent === null ? null : pick(agents, plan.defendant.agent)
  await addParty(transaction, id, 'plaintiff', plaintiff, plaintiffAgent)
  await addParty(transaction, id, 'defendant', defendant, defendantAgent)
  if (!hearing) return
  const judge = pick(court.judges, plan.filedDaysAgo)
  const clerk = pick(court.clerks, plan.filedDaysAgo)
  await createSitting(
    transaction,
    {
      caseId: id,
      courtroomId: pick(court.courtroomIds, plan.filedDaysAgo),
      scheduledAt: hearingAt(shanghaiDay(now).from, hearing),
      seats: hearingSeats({ judge, clerk, plaintiff, defendant, plaintiffAgent, defendantAgent }),
    },
    { at: now, actor: { kind: 'person', personId: clerk.id } },
  )
}

async function addParty(
  transaction: Transaction,
  caseId: string,
  role: 'plaintiff' | 'defendant',
  person: SeatedPerson,
  agent: SeatedPerson | null,
): Promise<void> {
  const partyId = uuidv7()
  await transaction.party.create({ data: { id: partyId, caseId, personId: person.id, role } })
  if (!agent) return
  await transaction.representation.create({
    data: { id: uuidv7(), partyId, agentId: agent.id, authority: 'special' },
  })
}

function pick<T>(list: readonly T[], number: number): T {
  const chosen = list[number % list.length]
  if (chosen === undefined) throw new Error('There is nothing to pick from')
  return chosen
}
