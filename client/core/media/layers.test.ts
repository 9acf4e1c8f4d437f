import { describe, expect, it } from 'vitest'
import { largestShown, layerFor } from './layers.ts'

describe('the size to ask for', () => {
  it('[MEDIA-2] is none for what nobody sees', () => {
    expect(layerFor(null, 3, 1)).toBeNull()
  })

  it('[MEDIA-2] is the smallest that looks sharp', () => {
    const wanted = [160, 320, 400, 640, 800, 1_400].map((width) =>
      layerFor({ width, height: (width * 9) / 16 }, 3, 1),
    )
    expect(wanted).toEqual([0, 0, 0, 1, 1, 2])
  })

  it('counts the pixels of a fine display, up to two for one', () => {
    expect(layerFor({ width: 200, height: 112 }, 2, 1)).toBe(0)
    expect(layerFor({ width: 220, height: 124 }, 2, 2)).toBe(1)
    expect(layerFor({ width: 200, height: 112 }, 2, 4)).toBe(layerFor({ width: 200, height: 112 }, 2, 2))
  })

  it('is the only one where there is nothing to choose', () => {
    expect(layerFor({ width: 50, height: 50 }, 1, 1)).toBe(0)
  })

  it('follows the largest of several places', () => {
    const large = { width: 600, height: 300 }
    expect(largestShown([null, { width: 10, height: 10 }, large])).toBe(large)
    expect(largestShown([null])).toBeNull()
  })
})
