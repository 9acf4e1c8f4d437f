import { describe, expect, it } from 'vitest'
import { layOut, type Layout, type Rectangle, type Sitter } from './layout.ts'

const FRAME = { width: 1280, height: 720 }

const roles = [
  ['presidingJudge', 'bench'],
  ['clerk', 'bench'],
  ['plaintiff', 'plaintiff'],
  ['defendant', 'defendant'],
  ['agent', 'plaintiff'],
  ['agent', 'defendant'],
  ['gallery', 'public'],
  ['plaintiff', 'plaintiff'],
  ['defendant', 'defendant'],
  ['agent', 'plaintiff'],
  ['agent', 'defendant'],
  ['defendant', 'defendant'],
] as const

const sitters = (count: number): Sitter[] =>
  roles.slice(0, count).map(([role, side], index) => ({ seatId: String(index), role, side }))

function rectangles({ header, tiles, share }: Layout): Rectangle[] {
  const shared = share ? [share.picture, share.plate] : []
  return [header, ...tiles.flatMap(({ picture, plate }) => [picture, plate]), ...shared]
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

const cases = Array.from({ length: 12 }, (_, index) => index + 1).flatMap((count) => [
  { count, isSharing: false },
  { count, isSharing: true },
])

describe('layOut', () => {
  it.each(cases)(
    'gives $count people places that do not overlap (sharing: $isSharing)',
    ({ count, isSharing }) => {
      const all = rectangles(layOut(FRAME, sitters(count), isSharing))
      for (const [index, a] of all.entries()) {
        for (const b of all.slice(index + 1)) expect(overlap(a, b), JSON.stringify([a, b])).toBe(false)
      }
    },
  )

  it.each(cases)(
    'keeps $count people inside the picture, on even pixels (sharing: $isSharing)',
    ({ count, isSharing }) => {
      const layout = layOut(FRAME, sitters(count), isSharing)
      expect(layout.tiles).toHaveLength(count)
      for (const { x, y, width, height } of rectangles(layout)) {
        expect(x >= 0 && y >= 0 && x + width <= FRAME.width && y + height <= FRAME.height).toBe(true)
        expect([x, y, width, height].every((value) => value % 2 === 0)).toBe(true)
      }
      for (const { picture } of layout.tiles) {
        expect(picture.width).toBeGreaterThanOrEqual(100)
        expect(picture.width / picture.height).toBeCloseTo(16 / 9, 1)
      }
    },
  )

  it('[OL-24] seats the presiding judge on top, plaintiff left, clerk in the middle, defendant right', () => {
    const { tiles } = layOut(FRAME, sitters(4), false)
    const [judge, clerk, plaintiff, defendant] = ['0', '1', '2', '3'].map(
      (id) => tiles.find(({ seatId }) => seatId === id)?.picture ?? { x: 0, y: 0, width: 0, height: 0 },
    )
    expect(judge!.y).toBeLessThan(plaintiff!.y)
    expect(judge!.x + judge!.width / 2).toBeCloseTo(FRAME.width / 2, -1)
    expect(plaintiff!.x).toBeLessThan(clerk!.x)
    expect(clerk!.x).toBeLessThan(defendant!.x)
    expect(plaintiff!.width).toBe(defendant!.width)
    expect(judge!.width).toBeGreaterThan(plaintiff!.width)
  })

  it('[OL-2] treats both sides alike', () => {
    for (const count of [4, 6, 9]) {
      const { tiles } = layOut(FRAME, sitters(count), false)
      const leftMost = Math.min(...tiles.map(({ picture }) => picture.x))
      const rightMost = Math.max(...tiles.map(({ picture }) => picture.x + picture.width))
      expect(Math.abs(leftMost - (FRAME.width - rightMost))).toBeLessThanOrEqual(4)
    }
  })

  it('makes a shared screen larger than everybody together', () => {
    const { share, tiles } = layOut(FRAME, sitters(5), true)
    const area = ({ width, height }: Rectangle) => width * height
    const people = tiles.reduce((sum, { picture }) => sum + area(picture), 0)
    expect(area(share!.picture)).toBeGreaterThan(people)
  })
})
