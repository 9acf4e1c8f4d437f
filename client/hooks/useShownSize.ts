import { useEffect, type RefObject } from 'react'
import type { SeatId } from '#protocol/ids.ts'
import type { Source } from '#protocol/sources.ts'
import { watchShownSize } from '../core/media/watchShownSize.ts'
import { useSeat } from './SeatSession.tsx'

/**
 * Tells the server how large an element shows a seat's picture, so that it sends no more than that and nothing
 * for what is off screen. A picture that no element shows is not sent at all: use it wherever one is shown.
 */
export function useShownSize(
  seatId: SeatId,
  source: Source,
  elementRef: RefObject<HTMLElement | null>,
): void {
  const { session } = useSeat()
  useEffect(() => {
    const element = elementRef.current
    if (!element) return undefined
    const stop = watchShownSize(element, (size) => session.show(element, seatId, source, size))
    return () => {
      stop()
      session.forget(element)
    }
  }, [session, seatId, source, elementRef])
}
