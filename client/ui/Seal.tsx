/** The project's own mark: an open gate on a seal's red. It is no emblem of any state or court. */
export function Seal({ className = 'size-9' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="5" fill="var(--color-cinnabar)" />
      <path
        d="M7 25V13.5a9 9 0 0 1 18 0V25M12 25V14a4 4 0 0 1 8 0v11M5 25h22"
        fill="none"
        stroke="var(--color-sheet)"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  )
}
