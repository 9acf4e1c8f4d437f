import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'

const kinds = {
  info: { look: 'border-edge bg-sunk text-ink', icon: Info },
  good: { look: 'border-jade bg-jade-wash text-jade', icon: CircleCheck },
  warning: { look: 'border-amber bg-amber-wash text-amber', icon: TriangleAlert },
  bad: { look: 'border-cinnabar bg-cinnabar-wash text-cinnabar-deep', icon: CircleAlert },
} as const

/** A boxed message. `announce` reads it out when it appears; use it for what the person did not expect. */
export function Notice({
  kind = 'info',
  title,
  children,
  action,
  announce = false,
}: {
  kind?: keyof typeof kinds
  title?: string | undefined
  children?: ReactNode
  action?: ReactNode
  announce?: boolean
}) {
  const { look, icon: Icon } = kinds[kind]
  return (
    <div
      role={announce ? 'alert' : undefined}
      className={classes('flex items-start gap-3 rounded-lg border-s-4 px-4 py-3 text-start', look)}
    >
      <Icon aria-hidden className="mbs-1 size-5 shrink-0" />
      <div className="min-inline-0 grow">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className="text-[0.95em]">{children}</div> : null}
        {action ? <div className="mbs-2">{action}</div> : null}
      </div>
    </div>
  )
}
