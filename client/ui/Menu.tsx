import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'

export interface MenuEntry {
  readonly key: string
  readonly text: string
  readonly grave?: boolean
  readonly onSelect: () => void
}

/** A button that opens a list of actions. */
export function Menu({
  label,
  trigger,
  triggerClass,
  entries,
}: {
  label: string
  trigger: ReactNode
  triggerClass: string
  entries: readonly MenuEntry[]
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger aria-label={label} className={triggerClass}>
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} align="end" className="z-50">
          <Base.Popup className="on-stage min-inline-52 rounded-xl border border-rail bg-panel p-1.5 text-chalk shadow-2xl outline-none">
            {entries.map((entry) => (
              <Base.Item
                key={entry.key}
                onClick={entry.onSelect}
                className={`flex min-block-11 items-center rounded-lg px-4 py-2 outline-none select-none data-highlighted:bg-rail ${entry.grave ? 'text-alarm' : ''}`}
              >
                {entry.text}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
