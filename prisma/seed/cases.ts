import type { NewSeat } from '../../sfu-server/cases/newSitting.ts'
import { seedCourts } from './courts.ts'
import { agentNames, causesOfAction, partyNames } from './people.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const CASES = 28

export interface SeedCase {
  /** Index into `seedCourts`. */
  readonly court: number
  readonly number: string
  readonly causeOfAction: string
  /** Days before the seeding. */
  readonly filedDaysAgo: number
  /** Indexes into `partyNames`, and into `agentNames` for those who are represented. */
  readonly plaintiff: { readonly name: number; readonly agent: number | null }
  readonly defendant: { readonly name: number; readonly agent: number | null }
  /** Whole days from the seeding to its hearing and the minute of that day; null when none is scheduled. */
  readonly hearing: { readonly inDays: number; readonly minuteOfDay: number } | null
}

/** The demo city's cases, the same every time; the trial door's two come on top. */
export function seedCases(year: number): SeedCase[] {
  return Array.from({ length: CASES }, (_, index) => {
    const court = index % seedCourts.length
    return {
      court,
      number: caseNumber(year, court, 107 + index * 13),
      causeOfAction: causesOfAction[index % causesOfAction.length] ?? '',
      filedDaysAgo: 12 + index * 3,
      plaintiff: {
        name: index % partyNames.length,
        agent: index % 3 === 0 ? index % agentNames.length : null,
      },
      defendant: {
        name: (index + 13) % partyNames.length,
        agent: index % 4 === 1 ? (index + 3) % agentNames.length : null,
      },
      hearing: hearingOf(index),
    }
  })
}

/** Such as （2026）云0102民初123号; the intermediate court hears appeals (民终). */
export function caseNumber(year: number, court: number, serial: number): string {
  const code = seedCourts[court]?.code ?? ''
  return `（${year}）${code}${code.length <= 3 ? '民终' : '民初'}${serial}号`
}

// Some in the past week and never held, some today, most in the weeks to come, a few not on the calendar yet.
function hearingOf(index: number): SeedCase['hearing'] {
  if (index % 7 === 6) return null
  return { inDays: (index % 10) - 2, minuteOfDay: 9 * 60 + (index % 4) * 90 }
}

/** The instant of a hearing: minutes after midnight in Shanghai, on the day so many days from `today`. */
export function hearingAt(today: Date, { inDays, minuteOfDay }: NonNullable<SeedCase['hearing']>): Date {
  return new Date(today.getTime() + inDays * DAY_MS + minuteOfDay * MINUTE_MS)
}

export interface SeatedPerson {
  readonly id: string
  readonly name: string
}

/** Bench first, then the sides with their agents. */
export function hearingSeats(people: {
  judge: SeatedPerson
  clerk: SeatedPerson
  plaintiff: SeatedPerson
  defendant: SeatedPerson
  plaintiffAgent: SeatedPerson | null
  defendantAgent: SeatedPerson | null
}): NewSeat[] {
  const seat = (person: SeatedPerson | null, role: NewSeat['role'], side: NewSeat['side']): NewSeat[] =>
    person ? [{ personId: person.id, name: person.name, role, side }] : []
  return [
    ...seat(people.judge, 'presidingJudge', 'bench'),
    ...seat(people.clerk, 'clerk', 'bench'),
    ...seat(people.plaintiff, 'plaintiff', 'plaintiff'),
    ...seat(people.plaintiffAgent, 'agent', 'plaintiff'),
    ...seat(people.defendant, 'defendant', 'defendant'),
    ...seat(people.defendantAgent, 'agent', 'defendant'),
  ]
}
