import { classes } from './classes.ts'

const BARS = 16
/** Speech at an ordinary distance reaches about this loudness; it should fill most of the bar. */
const FULL_LEVEL = 0.5

/** A loudness that moves. What it means stands in words beside it, so that it never speaks to the eye alone. */
export function Meter({ label, level, dark = false }: { label: string; level: number; dark?: boolean }) {
  const share = Math.min(1, Math.sqrt(Math.max(0, level) / FULL_LEVEL))
  const lit = Math.round(share * BARS)
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      className="flex inline-full items-center gap-1"
    >
      {Array.from({ length: BARS }, (_, bar) => (
        <span
          key={bar}
          className={classes(
            'block-3.5 grow rounded-sm',
            bar < lit
              ? bar > BARS * 0.85
                ? 'bg-amber'
                : dark
                  ? 'bg-go'
                  : 'bg-jade'
              : dark
                ? 'bg-rail'
                : 'bg-sunk',
          )}
        />
      ))}
    </div>
  )
}

/** How far something is, 0…1. */
export function ProgressBar({ label, share }: { label: string; share: number }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="block-2.5 overflow-hidden rounded-full bg-sunk"
    >
      <div className="block-full rounded-full bg-jade transition-all" style={{ inlineSize: `${percent}%` }} />
    </div>
  )
}
