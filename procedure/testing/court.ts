import type { SeatId } from '#protocol/ids.ts'
import type { Role, Side } from '#protocol/roles.ts'
import type { SeatCommand, SystemCommand } from '#protocol/sitting/commands.ts'
import type { SittingEvent } from '#protocol/sitting/events.ts'
import { decide } from '../sitting/decide.ts'
import type { Decision } from '../sitting/decision.ts'
import { evolve } from '../sitting/evolve.ts'
import { OPENING_TIMEOUT_MS, seatOf, type Phase, type Seat, type SittingState } from '../sitting/state.ts'

/** 2026-03-02 09:00 in Shanghai. */
export const NINE = Date.UTC(2026, 2, 2, 1)

/** Everybody of the tests: one seat per role, and a second agent whom commands can act on. */
export const people = {
  judge: { role: 'presidingJudge', side: 'bench', name: '林静' },
  clerk: { role: 'clerk', side: 'bench', name: '周敏' },
  plaintiff: { role: 'plaintiff', side: 'plaintiff', name: '陈建国' },
  defendant: { role: 'defendant', side: 'defendant', name: '吴海燕' },
  agent: { role: 'agent', side: 'plaintiff', name: '何律师' },
  other: { role: 'agent', side: 'defendant', name: '孙律师' },
  gallery: { role: 'gallery', side: 'public', name: '旁听一' },
} as const satisfies Record<string, { role: Role; side: Side; name: string }>

export type Person = keyof typeof people
export const everybody = Object.keys(people) as Person[]
export type PhaseName = Phase['name']

/** One person for each role. */
export const roles = ['judge', 'clerk', 'plaintiff', 'defendant', 'agent', 'gallery'] as const
/** In the order of every grid's columns. */
export const phases = [
  'scheduled',
  'lobby',
  'opening',
  'inSession',
  'paused',
  'suspended',
  'closed',
  'cancelled',
] as const satisfies readonly PhaseName[]

export function idOf(person: Person): SeatId {
  return `019cab00-0000-7000-8000-00000000000${everybody.indexOf(person) + 1}`
}

export function nameOf(seatId: SeatId): Person {
  const person = everybody.find((each) => idOf(each) === seatId)
  if (!person) throw new Error(`Nobody sits in ${seatId}`)
  return person
}

export function scheduledFact(recorded = true): SittingEvent {
  return {
    type: 'sittingScheduled',
    sittingId: '019cab00-0000-7000-8000-0000000000ff',
    kind: 'hearing',
    recorded,
    caseNumber: '(2026)桐0102民初17号',
    causeOfAction: '买卖合同纠纷',
    courtName: '桐城区人民法院',
    courtroomName: '第五法庭',
    scheduledAt: NINE,
    seats: everybody.map((person) => ({ seatId: idOf(person), ...people[person] })),
  }
}

interface StoredFact {
  readonly event: SittingEvent
  readonly at: number
}

/** A sitting that a test leads through its course, with its own clock; every command takes a second. */
export class Court {
  state: SittingState
  now = NINE
  readonly facts: StoredFact[] = []

  constructor({ recorded = true } = {}) {
    const fact = scheduledFact(recorded)
    this.facts.push({ event: fact, at: this.now })
    this.state = evolve(null, fact, this.now)
  }

  seat(person: Person): Seat {
    const seat = seatOf(this.state, idOf(person))
    if (!seat) throw new Error(`${person} has no seat`)
    return seat
  }

  /** What would be decided, without doing it. */
  ask(who: Person | 'system', command: SeatCommand | SystemCommand): Decision {
    const actor =
      who === 'system' ? ({ kind: 'system' } as const) : ({ kind: 'seat', seatId: idOf(who) } as const)
    return decide(this.state, command, actor, this.now)
  }

  /** Does it if it is accepted. */
  attempt(who: Person | 'system', command: SeatCommand | SystemCommand): Decision {
    this.now += 1000
    const decision = this.ask(who, command)
    if (decision.ok) for (const event of decision.events) this.happen(event)
    return decision
  }

  /** Does it, and fails the test when it is refused. */
  tell(who: Person | 'system', command: SeatCommand | SystemCommand): SittingEvent['type'][] {
    const decision = this.attempt(who, command)
    if (!decision.ok) throw new Error(`${who} ${command.type}: ${decision.code}`)
    return decision.events.map((event) => event.type)
  }

  happen(event: SittingEvent): void {
    this.facts.push({ event, at: this.now })
    this.state = evolve(this.state, event, this.now)
  }

  connect(...who: Person[]): void {
    for (const person of who) this.tell('system', { type: 'connect', seatId: idOf(person) })
  }

  admit(...who: Person[]): void {
    for (const person of who) this.tell('judge', { type: 'admit', seatId: idOf(person) })
  }

  /** Leads a sitting that stands in the lobby on to a phase. */
  proceedTo(phase: PhaseName): void {
    if (phase === 'lobby') return
    if (phase === 'cancelled') {
      this.tell('judge', { type: 'cancel' })
      return
    }
    this.tell('judge', { type: 'open' })
    if (phase === 'opening') return
    if (this.state.recorded) this.tell('system', { type: 'recorderWriting' })
    if (phase === 'paused') this.tell('judge', { type: 'pause', reason: 'recess' })
    if (phase === 'closed') this.tell('judge', { type: 'close' })
    if (phase === 'suspended') {
      this.tell('judge', { type: 'leave' })
      this.connect('judge')
    }
  }

  /** The opening's time runs out without a word from the recorder. */
  letOpeningExpire(): void {
    this.now += OPENING_TIMEOUT_MS
    this.tell('system', { type: 'openingExpired' })
  }
}

interface CourtSetting {
  readonly recorded?: boolean
  /** Who is connected but not let in. */
  readonly waiting?: readonly Person[]
  /** Who never comes. */
  readonly missing?: readonly Person[]
  /** What happens in the lobby before the sitting goes on. */
  readonly prepare?: (court: Court) => void
}

/** A sitting in a phase; everybody is in the courtroom unless the setting says otherwise. Nobody is, while scheduled. */
export function courtIn(phase: PhaseName, setting: CourtSetting = {}): Court {
  const { recorded = true, waiting = [], missing = [], prepare } = setting
  const court = new Court({ recorded })
  if (phase === 'scheduled') return court
  const here = everybody.filter((person) => !missing.includes(person))
  court.connect(...here)
  court.admit(
    ...here.filter((person) => !waiting.includes(person) && court.seat(person).admission === 'waiting'),
  )
  prepare?.(court)
  court.proceedTo(phase)
  return court
}

/** The lines of a literal table, without indentation. */
export function grid(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
}
