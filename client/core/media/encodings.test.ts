import { describe, expect, it } from 'vitest'
import { encodingsFor } from './encodings.ts'

/** Captured size and how many sizes Chromium really sends of it (docs: reference measurements). */
const sizes: [number, number, number][] = [
  [320, 180, 1],
  [320, 240, 1],
  [480, 270, 1],
  [640, 360, 2],
  [360, 640, 2],
  [640, 480, 2],
  [960, 540, 3],
  [1280, 720, 3],
  [720, 1280, 3],
]

describe('the sizes that are sent', () => {
  for (const [width, height, count] of sizes) {
    it(`${width}×${height}: ${count}`, () => {
      const encodings = encodingsFor('camera', { width, height })
      expect(encodings).toHaveLength(count)
      // The largest is the captured size itself, each smaller one half of the next.
      expect(encodings.map(({ scaleResolutionDownBy = 1 }) => scaleResolutionDownBy)).toEqual(
        [4, 2, 1].slice(3 - count),
      )
    })
  }

  it('[MEDIA-1] one, when the browser does not say what it captures', () => {
    expect(encodingsFor('camera', {})).toHaveLength(1)
  })

  it('[MEDIA-1] one for a screen of any size, none for a voice', () => {
    expect(encodingsFor('screen', { width: 1920, height: 1080 })).toHaveLength(1)
    expect(encodingsFor('mic', {})).toEqual([])
  })
})
