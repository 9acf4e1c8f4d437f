import { useId, type ReactNode } from 'react'
import { classes } from './classes.ts'

/** A sheet of paper with a heading: one matter each. */
export function Card({
  title,
  aside,
  children,
  className,
}: {
  title?: string
  aside?: ReactNode
  children: ReactNode
  className?: string
}) {
  const id = useId()
  return (
    <section
      aria-labelledby={title ? id : undefined}
      className={classes(
        'rounded-(--radius-card) border border-line bg-sheet p-5 shadow-sheet sm:p-7',
        className,
      )}
    >
      {title ? (
        <div className="mbe-4 flex flex-wrap items-baseline justify-between gap-2">
          <h2 id={id} className="font-serif text-xl font-bold">
            {title}
          </h2>
          {aside}
        </div>
      ) : null}
      {children}
    </section>
  )
}

/** Terms and their values, as on the cover of a file. */
export function Facts({ facts }: { facts: readonly { term: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-2">
      {facts.map(({ term, value }) => (
        <div key={term} className="col-span-2 grid grid-cols-subgrid items-baseline">
          <dt className="text-ink-soft">{term}</dt>
          <dd className="min-inline-0 font-medium break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
