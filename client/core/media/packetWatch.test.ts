import { describe, expect, it } from 'vitest'
import { PacketWatch } from './packetWatch.ts'

/** Looks every 2 s at counters that grow as the functions say; answers what the last look said. */
function watch(seconds: number, path: (t: number) => number, flows: Record<string, (t: number) => number>) {
  const packets = new PacketWatch()
  let last = packets.look(100_000, path(0), new Map())
  for (let t = 0; t <= seconds; t += 2) {
    const expected = new Map(Object.entries(flows).map(([id, bytes]) => [id, bytes(t)]))
    last = packets.look(100_000 + t * 1_000, path(t), expected)
  }
  return last
}

const grows = (t: number) => t * 1_000
const stands = () => 5_000

describe('what arrives', () => {
  it('is well while everything flows', () => {
    expect(watch(20, grows, { a: grows, b: grows })).toEqual({ pathIsSilent: false, stalled: [], wake: [] })
  })

  it('[MEDIA-3] names one that stands still, and asks for it again', () => {
    expect(watch(4, grows, { a: grows, b: stands })).toEqual({
      pathIsSilent: false,
      stalled: ['b'],
      wake: ['b'],
    })
  })

  it('asks again only every 4 s', () => {
    expect(watch(6, grows, { b: stands }).wake).toEqual([])
    expect(watch(8, grows, { b: stands }).wake).toEqual(['b'])
  })

  it('[MEDIA-3] calls the path silent after 8 s without anything', () => {
    expect(watch(6, stands, { a: stands }).pathIsSilent).toBe(false)
    expect(watch(8, stands, { a: stands }).pathIsSilent).toBe(true)
  })

  it('does not call it silent while the browser still gets answers', () => {
    expect(watch(30, grows, { a: stands }).pathIsSilent).toBe(false)
  })

  it('expects nothing in an empty room', () => {
    expect(watch(30, stands, {}).pathIsSilent).toBe(false)
  })

  it('proves nothing from before a sleep', () => {
    const packets = new PacketWatch()
    packets.look(1_000, 5, new Map([['a', 5]]))
    expect(packets.look(60_000, 5, new Map([['a', 5]]))).toEqual({
      pathIsSilent: false,
      stalled: [],
      wake: [],
    })
  })
})
