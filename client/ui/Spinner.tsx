import { LoaderCircle } from 'lucide-react'

/** Says to the eye that something is going on; the words stand beside it. */
export function Spinner() {
  return <LoaderCircle aria-hidden className="size-[1.15em] shrink-0 animate-spin" />
}
