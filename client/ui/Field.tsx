import { useId, type ComponentProps } from 'react'
import { classes } from './classes.ts'

const box =
  'block inline-full min-block-12 rounded-lg border border-edge bg-sheet px-4 py-2 text-lg text-ink aria-invalid:border-cinnabar'

/** One line of text with its label above, and what is wrong with it below. */
export function TextField({
  label,
  error,
  className,
  ...rest
}: ComponentProps<'input'> & { label: string; error?: string | null }) {
  const id = useId()
  return (
    <div className={className}>
      <label htmlFor={id} className="mbe-1 block font-medium">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={box}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      />
      {error ? (
        <p id={`${id}-error`} role="alert" className="mbs-1 text-cinnabar">
          {error}
        </p>
      ) : null}
    </div>
  )
}

/** A choice of few. The native control: every phone knows how to show it and every reader how to say it. */
export function SelectField({
  label,
  options,
  dark = false,
  ...rest
}: ComponentProps<'select'> & {
  label: string
  options: readonly { value: string; text: string }[]
  dark?: boolean
}) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="mbe-1 block text-sm font-medium">
        {label}
      </label>
      <select
        {...rest}
        id={id}
        className={classes(
          'block inline-full min-block-11 rounded-lg border px-3 py-2 text-base',
          dark ? 'border-rail bg-panel text-chalk' : 'border-edge bg-sheet text-ink',
        )}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  )
}
