/** Words in the recorded picture. They are part of the record, so they stand in its language and not in a reader's. */
import type { SeatPlan } from '#protocol/sitting/events.ts'

export const INTERRUPTED = '画面中断'
export const SHARED_SCREEN = '共享屏幕'
export const EMBLEM_PLACE = '国徽位'

/** The role as it stands on the plate. An agent is named after the side it speaks for. */
export function roleOnPlate({ role, side }: Pick<SeatPlan, 'role' | 'side'>): string {
  switch (role) {
    case 'presidingJudge':
      return '审判长'
    case 'clerk':
      return '书记员'
    case 'plaintiff':
      return '原告'
    case 'defendant':
      return '被告'
    case 'agent':
      return side === 'plaintiff' ? '原告代理人' : side === 'defendant' ? '被告代理人' : '诉讼代理人'
    case 'gallery':
      return '旁听人员'
    default:
      return assertUnreachable(role)
  }
}

function assertUnreachable(role: never): never {
  throw new Error(`Unknown role: ${String(role)}`)
}
