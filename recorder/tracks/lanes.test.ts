import { describe, expect, it } from 'vitest'
import { assignLanes } from './lanes.ts'
import { opusPacketMs } from './opus.ts'

describe('assignLanes', () => {
  it('lets tracks that follow one another share a lane', () => {
    const spans = [
      { fromMs: 0, toMs: 10_000 },
      { fromMs: 5000, toMs: 20_000 },
      { fromMs: 11_000, toMs: 12_000 },
      { fromMs: 20_500, toMs: 21_000 },
    ]
    expect(assignLanes(spans)).toEqual([0, 1, 0, 0])
  })

  it('gives a lane of its own to what comes too close', () => {
    expect(
      assignLanes([
        { fromMs: 0, toMs: 1000 },
        { fromMs: 1500, toMs: 2000 },
      ]),
    ).toEqual([0, 1])
  })
})

describe('opusPacketMs', () => {
  it.each([
    [[0x78], 20],
    [[0x79], 40],
    [[0x08], 20],
    [[0x18], 60],
    [[0xe0], 2.5],
    [[0x7b, 0x03], 60],
    [[], 0],
  ])('reads the length of %j as %d ms', (bytes, ms) => {
    expect(opusPacketMs(Buffer.from(bytes))).toBe(ms)
  })
})
