import { Popover as Base } from '@base-ui/react/popover'
import type { ReactNode } from 'react'

/** A button that explains itself: a few words beside it when pressed. */
export function Popover({
  label,
  trigger,
  triggerClass,
  children,
}: {
  label: string
  trigger: ReactNode
  triggerClass: string
  children: ReactNode
}) {
  return (
    <Base.Root>
      <Base.Trigger aria-label={label} className={triggerClass}>
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={8} align="end" className="z-50">
          <Base.Popup
            aria-label={label}
            className="on-stage max-inline-80 rounded-xl border border-rail bg-panel p-4 text-chalk shadow-2xl"
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
