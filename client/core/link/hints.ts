/** Tells when the device has reason to believe that the network is back or another one. Returns what ends it. */
export type WatchHints = (hint: () => void) => () => void

/** The browser's own hints: the network came, its kind changed, the page is looked at again. */
export const watchBrowserHints: WatchHints = (hint) => {
  const seen = () => {
    if (document.visibilityState === 'visible') hint()
  }
  const stop = watchNetworkChange(hint)
  document.addEventListener('visibilitychange', seen)
  return () => {
    stop()
    document.removeEventListener('visibilitychange', seen)
  }
}

/** Tells when the device got a network or another one: paths found before may lead nowhere. */
export const watchNetworkChange: WatchHints = (hint) => {
  // Missing in Safari and Firefox, and untyped.
  const { connection } = navigator as { connection?: EventTarget }
  window.addEventListener('online', hint)
  connection?.addEventListener('change', hint)
  return () => {
    window.removeEventListener('online', hint)
    connection?.removeEventListener('change', hint)
  }
}
