import { describe, expect, it } from 'vitest'
import { encodeNacks, encodePli, KeyFrameWatch } from './feedback.ts'

describe('a NACK', () => {
  it('packs up to seventeen packets into one item', () => {
    const [nack, ...rest] = encodeNacks(0xcafe, [65_535, 65_536, 65_551, 65_552])
    expect(rest).toEqual([])
    expect(nack?.subarray(0, 4).toString('hex')).toBe('81cd0004')
    expect(nack?.readUInt32BE(8)).toBe(0xcafe)
    expect(nack?.subarray(12).toString('hex')).toBe('ffff800100100000')
  })

  it('is split before a datagram grows too large', () => {
    const everySecond = Array.from({ length: 6000 }, (_, index) => index * 20)
    const nacks = encodeNacks(1, everySecond)
    expect(nacks).toHaveLength(24)
    expect(Math.max(...nacks.map(({ length }) => length))).toBeLessThan(1200)
  })
})

describe('a request for a key frame', () => {
  it('is a Picture Loss Indication', () => {
    expect(encodePli(0x01020304).toString('hex')).toMatch(/^81ce0002.{8}01020304$/)
  })

  it('[JRN-10] is made when none came within 500 ms of the first packet, then once a second', () => {
    const watch = new KeyFrameWatch()
    expect(watch.wants(0)).toBe(false)
    const asked: number[] = []
    for (let now = 0; now < 3000; now += 20) {
      watch.packet(now, false)
      if (watch.wants(now)) asked.push(now)
    }
    expect(asked).toEqual([500, 1500, 2500])
  })

  it('[JRN-10] is made when the chain broke, until a key frame comes', () => {
    const watch = new KeyFrameWatch()
    watch.packet(0, true)
    watch.broken()
    expect(watch.wants(10)).toBe(true)
    watch.packet(900, false)
    expect(watch.wants(900)).toBe(false)
    watch.packet(1010, false)
    expect(watch.wants(1010)).toBe(true)
    watch.packet(1100, true)
    watch.packet(2100, false)
    expect(watch.wants(2100)).toBe(false)
  })

  it('is made every minute', () => {
    const watch = new KeyFrameWatch()
    watch.packet(0, true)
    watch.packet(59_990, false)
    expect(watch.wants(59_990)).toBe(false)
    watch.packet(60_000, false)
    expect(watch.wants(60_000)).toBe(true)
  })

  it('is not made of a source that sends nothing', () => {
    const watch = new KeyFrameWatch()
    watch.packet(0, false)
    expect(watch.wants(1500)).toBe(false)
  })

  it('is made once a minute for a codec whose key frames cannot be told', () => {
    const watch = new KeyFrameWatch()
    const asked: number[] = []
    for (let now = 0; now <= 125_000; now += 500) {
      watch.packet(now, null)
      if (watch.wants(now)) asked.push(now)
    }
    expect(asked).toEqual([60_000, 120_000])
  })
})
