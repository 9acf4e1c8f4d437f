import { useEffect } from 'react'

/** Keeps the screen on while mounted: a phone that falls asleep drops out of the hearing. */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null
    let wanted = true
    const hold = async () => {
      // Missing in older browsers, refused on a low battery or while hidden: the hearing goes on without it.
      const sentinel = await navigator.wakeLock?.request('screen').catch(() => null)
      if (wanted) lock = sentinel ?? null
      else await sentinel?.release()
    }
    // The browser lets go of the lock whenever the page is hidden.
    const returned = () => {
      if (document.visibilityState === 'visible') void hold()
    }
    void hold()
    document.addEventListener('visibilitychange', returned)
    return () => {
      wanted = false
      document.removeEventListener('visibilitychange', returned)
      void lock?.release()
    }
  }, [])
}
