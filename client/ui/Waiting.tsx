import { Spinner } from './Spinner.tsx'

/** Something is being fetched: says what. */
export function Waiting({ children }: { children: string }) {
  return (
    <p role="status" className="flex items-center justify-center gap-3 py-10 text-ink-soft">
      <Spinner />
      {children}
    </p>
  )
}
