import type { ShownSize } from '../session/types.ts'

/**
 * Reports how large an element is on screen, and null while it is scrolled away, hidden or the tab is in the
 * background. Returns what ends it.
 */
export function watchShownSize(element: HTMLElement, report: (size: ShownSize) => void): () => void {
  let onScreen = false
  const tell = () => {
    const { clientWidth: width, clientHeight: height } = element
    const visible = onScreen && width > 0 && height > 0 && document.visibilityState === 'visible'
    report(visible ? { width, height } : null)
  }
  const intersection = new IntersectionObserver((entries) => {
    onScreen = entries.at(-1)?.isIntersecting ?? false
    tell()
  })
  const resize = new ResizeObserver(tell)
  intersection.observe(element)
  resize.observe(element)
  document.addEventListener('visibilitychange', tell)
  return () => {
    intersection.disconnect()
    resize.disconnect()
    document.removeEventListener('visibilitychange', tell)
  }
}
