import { useEffect, useState } from 'react'
import { useSeat } from './SeatSession.tsx'

/** The server's time in UTC ms, anew at each full second of the server. */
export function useServerClock(): number {
  const { store } = useSeat()
  const [now, setNow] = useState(() => Date.now() + store.getState().clockOffsetMs)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      const serverNow = Date.now() + store.getState().clockOffsetMs
      setNow(serverNow)
      timer = setTimeout(tick, 1_000 - (serverNow % 1_000))
    }
    tick()
    return () => clearTimeout(timer)
  }, [store])
  return now
}
