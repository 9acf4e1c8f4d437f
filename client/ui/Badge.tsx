import type { ReactNode } from 'react'
import { classes } from './classes.ts'

const looks = {
  neutral: 'bg-sunk text-ink-soft',
  good: 'bg-jade-wash text-jade',
  warm: 'bg-amber-wash text-amber',
  strong: 'bg-cinnabar text-sheet',
} as const

/** A short state beside a name. */
export function Badge({ look = 'neutral', children }: { look?: keyof typeof looks; children: ReactNode }) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1 rounded-full px-3 py-0.5 text-sm font-medium whitespace-normal',
        looks[look],
      )}
    >
      {children}
    </span>
  )
}
