import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const WCAG_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The widths and heights at which pages on paper are looked at: a small phone and a desktop. */
export const PAGE_SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
] as const

/** The sizes at which the courtroom must stand: phone, tablet and desktop, upright and lying. */
export const ROOM_SIZES = [
  { width: 360, height: 740 },
  { width: 740, height: 360 },
  { width: 820, height: 1180 },
  { width: 1180, height: 820 },
  { width: 1440, height: 900 },
  { width: 900, height: 1440 },
] as const

/** Proves that what a page shows now is accessible and fits at every one of these sizes. */
export async function standsAt(
  page: Page,
  name: string,
  sizes: readonly { width: number; height: number }[],
): Promise<void> {
  for (const size of sizes) {
    const where = `${name} at ${size.width}×${size.height}`
    await page.setViewportSize(size)
    await settled(page)
    expect(await page.evaluate(findMisfits), where).toEqual([])
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG_TAGS).analyze()
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
    expect(found, where).toEqual([])
  }
}

/** Waits until nothing fades or slides any more: half-faded text has half its contrast. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const passing = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(passing.map((animation) => animation.finished))
  })
}

/**
 * Runs in the page: text that is cut off at the side, by the window, by a box that hides what does not fit, or by
 * the edge of its button; and the page itself when it is wider than its window. It uses nothing from outside.
 */
function findMisfits(): string[] {
  const misfits: string[] = []
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > width) {
    misfits.push(`the page is ${document.documentElement.scrollWidth} px wide in ${width}`)
  }
  const limitsOf = (element: Element | null): { start: number; end: number } | null => {
    let start = 0
    let end = width
    for (let box = element; box; box = box.parentElement) {
      const style = getComputedStyle(box)
      const { left, right, width: own, height } = box.getBoundingClientRect()
      // Text for screen readers alone is clipped away.
      const hidden = style.visibility === 'hidden' || style.clipPath.startsWith('inset(50%')
      if (hidden || own <= 1 || height <= 1) return null
      // A strip may be moved sideways, by keyboard, too; whatever else scrolls must not be wider than it is.
      if (box.scrollWidth > box.clientWidth && box.matches('[tabindex="0"]')) return null
      if (style.overflowX !== 'visible' || box.matches('button, a, select')) {
        start = Math.max(start, left)
        end = Math.min(end, right)
      }
      if (style.position === 'fixed') break
    }
    return { start, end }
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const words = text.textContent?.trim()
    if (!words) continue
    const range = document.createRange()
    range.selectNodeContents(text)
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0)
    const limits = rects.length > 0 ? limitsOf(text.parentElement) : null
    if (limits && rects.some(({ left, right }) => left < limits.start - 1 || right > limits.end + 1)) {
      misfits.push(`cut: ${words}`)
    }
  }
  return misfits
}

/** Proves that whatever has the keyboard's focus now shows it. */
export async function focusIsVisible(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const focused = document.activeElement
    if (!focused || focused === document.body) return 'nothing has the focus'
    const { outlineStyle, outlineWidth } = getComputedStyle(focused)
    const ring = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
    return ring ? 'visible' : `${focused.outerHTML.slice(0, 200)} has no ring`
  })
  expect(seen).toBe('visible')
}
