import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import { Spinner } from './Spinner.tsx'

export type ButtonTone = 'primary' | 'plain' | 'quiet' | 'danger' | 'brass' | 'stage' | 'alarm'

const tones: Record<ButtonTone, string> = {
  primary: 'bg-cinnabar text-sheet enabled:hover:bg-cinnabar-deep',
  plain: 'bg-sheet text-ink border border-edge enabled:hover:bg-sunk',
  quiet: 'text-ink underline decoration-edge underline-offset-4 hover:decoration-cinnabar',
  danger: 'bg-sheet text-cinnabar border border-cinnabar enabled:hover:bg-cinnabar-wash',
  brass: 'bg-brass text-wall enabled:hover:bg-[#f0cb7e]',
  stage: 'bg-panel text-chalk border border-rail enabled:hover:bg-rail',
  alarm: 'bg-[#a32c22] text-white enabled:hover:bg-[#8a231b]',
}

const sizes = {
  compact: 'min-block-9 px-3 text-sm rounded-lg whitespace-nowrap',
  dense: 'min-block-11 px-2 text-base rounded-lg',
  normal: 'min-block-11 px-5 text-base rounded-lg',
  large: 'min-block-14 px-7 text-lg font-semibold rounded-xl',
} as const

/** How a button looks; links that act like buttons wear it too. */
export function buttonClass(tone: ButtonTone = 'plain', size: keyof typeof sizes = 'normal'): string {
  return classes(
    'inline-flex items-center justify-center gap-2 py-2 text-center leading-tight no-underline transition-colors disabled:opacity-55',
    tones[tone],
    sizes[size],
  )
}

/** A button. While `busy` it shows that it works, keeps its name and takes no second press. */
export function Button({
  tone,
  size,
  busy = false,
  icon,
  children,
  className,
  disabled,
  ...rest
}: ComponentProps<'button'> & {
  tone?: ButtonTone
  size?: keyof typeof sizes
  busy?: boolean
  icon?: ReactNode
}) {
  return (
    <button
      type="button"
      {...rest}
      disabled={busy || disabled}
      aria-busy={busy || undefined}
      className={classes(buttonClass(tone, size), className)}
    >
      {busy ? <Spinner /> : icon}
      <span>{children}</span>
    </button>
  )
}
