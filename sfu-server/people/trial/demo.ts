/** The people and cases of the trial door. Their ids are fixed, so that door and seed agree. Nobody here exists. */
import type { TrialRole } from '#protocol/http/routes.ts'
import type { NewSeat } from '../../cases/newSitting.ts'

const fixed = (number: number) => `01930000-0000-7000-8000-${number.toString().padStart(12, '0')}`

export const demoCourtId = fixed(1)
export const demoCourtroomId = fixed(2)
/** The case whose current sitting the start page shows. */
export const demoCaseId = fixed(3)
/** The case of all further trial sittings, so that they never become the current one. */
export const rehearsalCaseId = fixed(4)

export const demoPeople = {
  presidingJudge: { id: fixed(11), name: '苏和平' },
  clerk: { id: fixed(12), name: '林晓燕' },
  plaintiff: { id: fixed(13), name: '巴特尔' },
  defendant: { id: fixed(14), name: '郭立新' },
  plaintiffAgent: { id: fixed(15), name: '乌兰托娅' },
  defendantAgent: { id: fixed(16), name: '赵文博' },
} as const

const { presidingJudge, clerk, plaintiff, defendant, plaintiffAgent, defendantAgent } = demoPeople

function seat(person: { id: string; name: string }, role: NewSeat['role'], side: NewSeat['side']): NewSeat {
  return { personId: person.id, name: person.name, role, side }
}

/** The four whom the start page offers. */
const offered: readonly NewSeat[] = [
  seat(presidingJudge, 'presidingJudge', 'bench'),
  seat(clerk, 'clerk', 'bench'),
  seat(plaintiff, 'plaintiff', 'plaintiff'),
  seat(defendant, 'defendant', 'defendant'),
]

/** Seats of the sitting on the start page. */
export const demoSeats: readonly NewSeat[] = [
  ...offered,
  seat(plaintiffAgent, 'agent', 'plaintiff'),
  seat(defendantAgent, 'agent', 'defendant'),
]

const REHEARSAL_GALLERY_SEATS = 4

/** Seats of every further trial sitting: also some of the public. */
export const rehearsalSeats: readonly NewSeat[] = [
  ...demoSeats,
  ...Array.from({ length: REHEARSAL_GALLERY_SEATS }, (_, index) => ({
    personId: null,
    role: 'gallery' as const,
    side: 'public' as const,
    name: `旁听${index + 1}`,
  })),
]

export const offeredRoles: readonly TrialRole[] = ['presidingJudge', 'clerk', 'plaintiff', 'defendant']
