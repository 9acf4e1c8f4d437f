import { describe, expect, it } from 'vitest'
import { parseVp8Descriptor, Vp8Assembler, type Vp8Frame } from './vp8.ts'

const KEY = Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01, 0xaa])
const DELTA = Buffer.from([0x11, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])

describe('parseVp8Descriptor', () => {
  it.each([
    ['one byte', [0x10, 1], { startsPartition: true, pictureId: null, length: 1 }],
    ['seven bits of picture id', [0x90, 0x80, 0x11, 1], { pictureId: 0x11, pictureIdBits: 7, length: 3 }],
    [
      'fifteen bits of picture id',
      [0x90, 0x80, 0x81, 0x02, 1],
      { pictureId: 0x102, pictureIdBits: 15, length: 4 },
    ],
    [
      'level and layer',
      [0x80, 0xe0, 0x05, 0x09, 0x40, 1],
      { startsPartition: false, pictureId: 5, length: 5 },
    ],
    ['key index only', [0x80, 0x10, 0x03, 1], { pictureId: null, length: 3 }],
    ['a later partition', [0x13, 1], { startsPartition: true, partition: 3, length: 1 }],
  ])('reads a descriptor with %s', (_, bytes, expected) => {
    expect(parseVp8Descriptor(Buffer.from(bytes))).toMatchObject(expected)
  })

  it.each([[[]], [[0x90]], [[0x90, 0x80]], [[0x90, 0x80, 0x81, 0x02]]])(
    'refuses %j, which is cut short',
    (bytes) => {
      expect(parseVp8Descriptor(Buffer.from(bytes))).toBeNull()
    },
  )
})

/** Packets written as `K12` (key), `d13` (delta) with picture ids; `/` splits a frame, `!` is a hole, `_` padding. */
function assemble(script: string) {
  const frames: Vp8Frame[] = []
  const assembler = new Vp8Assembler((frame) => frames.push(frame))
  for (const word of script.split(' ')) {
    const [, hole = '', kind = '', id = '', half = ''] = /^(!?)([Kd_])(\d*)([<>]?)$/.exec(word) ?? []
    const bytes = kind === 'K' ? KEY : DELTA
    const isTail = half === '>'
    const part = half === '<' ? bytes.subarray(0, 6) : isTail ? bytes.subarray(6) : bytes
    const payload =
      kind === '_'
        ? Buffer.alloc(0)
        : Buffer.concat([Buffer.from([isTail ? 0x80 : 0x90, 0x80, Number(id)]), part])
    assembler.push({ timestamp: Number(id) * 3000, marker: half !== '<', payload }, hole === '!')
  }
  return {
    ids: frames.map(({ timestamp }) => timestamp / 3000).join(' '),
    frames,
    dropped: assembler.dropped,
  }
}

describe('Vp8Assembler', () => {
  it('joins the packets of a frame and reads the size of a keyframe', () => {
    const { frames } = assemble('K1< K1> d2')
    expect(
      frames.map(({ isKey, size, data }) => ({ isKey, size, same: data.equals(isKey ? KEY : DELTA) })),
    ).toEqual([
      { isKey: true, size: { width: 640, height: 360 }, same: true },
      { isKey: false, size: null, same: true },
    ])
  })

  it('shows nothing before the first keyframe', () => {
    expect(assemble('d1 d2 K3 d4')).toMatchObject({ ids: '3 4', dropped: 2 })
  })

  it('drops frames after a hole until the next keyframe', () => {
    expect(assemble('K1 d2 !d4 d5 K6 d7')).toMatchObject({ ids: '1 2 6 7', dropped: 2 })
  })

  it('drops a frame with a hole inside', () => {
    expect(assemble('K1 d2< !d3 K4').ids).toBe('1 4')
    expect(assemble('K1 K2< !d3> K4').ids).toBe('1 4')
  })

  it('goes on when a hole has swallowed only padding', () => {
    expect(assemble('K1 d2 !d3 d4')).toMatchObject({ ids: '1 2 3 4', dropped: 0 })
    expect(assemble('K126 d127 !d0').ids).toBe('126 127 0')
  })

  it('passes over padding', () => {
    expect(assemble('K1 _ d2').ids).toBe('1 2')
  })
})
