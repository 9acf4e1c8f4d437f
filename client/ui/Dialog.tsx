import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from './classes.ts'

const backdrop =
  'fixed inset-0 z-40 bg-black/60 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0'

/** A question that must be answered before anything else. `actions` holds the buttons, the safe one first. */
export function Dialog({
  open,
  onClose,
  title,
  lead,
  children,
  actions,
}: {
  open: boolean
  onClose: () => void
  title: string
  lead?: string
  children?: ReactNode
  actions: ReactNode
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup className="fixed inset-0 z-50 m-auto flex block-fit max-block-[90dvb] inline-[min(30rem,calc(100%-2rem))] flex-col gap-4 overflow-y-auto rounded-2xl bg-sheet p-6 text-ink shadow-2xl transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
          <Base.Title className="font-serif text-xl font-bold">{title}</Base.Title>
          {lead ? <Base.Description className="text-ink-soft">{lead}</Base.Description> : null}
          {children}
          <div className="flex flex-wrap justify-end gap-3 pbs-2">{actions}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** A panel over the stage: from the bottom on a phone, at the end of the line on a wide screen. */
export function Sheet({
  open,
  onClose,
  title,
  children,
}: {
  open: boolean
  onClose: () => void
  title: string
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          className={classes(
            'on-stage fixed inset-s-0 inset-e-0 inset-be-0 z-50 flex max-block-[82dvb] flex-col rounded-ss-2xl rounded-se-2xl border border-rail bg-wood text-chalk shadow-2xl transition-transform',
            'data-ending-style:translate-y-full data-starting-style:translate-y-full',
            'md:inset-bs-0 md:inset-s-auto md:inset-e-0 md:max-block-none md:inline-[26rem] md:rounded-none md:data-ending-style:translate-x-full md:data-ending-style:translate-y-0 md:data-starting-style:translate-x-full md:data-starting-style:translate-y-0',
            'short:inset-bs-0 short:inset-s-auto short:inset-e-0 short:max-block-none short:inline-[22rem] short:rounded-none',
          )}
        >
          <div className="flex items-center justify-between border-be border-rail ps-5 pe-2 py-1">
            <Base.Title className="font-serif text-lg font-bold">{title}</Base.Title>
            <Base.Close
              aria-label={t('common.close')}
              className="grid size-11 place-items-center rounded-full hover:bg-panel"
            >
              <X aria-hidden className="size-5" />
            </Base.Close>
          </div>
          <div className="safe-bottom min-block-0 grow overflow-y-auto px-4 pbs-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
