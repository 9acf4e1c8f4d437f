import { describe, expect, it } from 'vitest'
import { senderReports } from './rtcp.ts'

function report(ssrc: number, seconds: number, fraction: number, timestamp: number): Buffer {
  const block = Buffer.alloc(28)
  block.set([0x80, 200, 0, 6])
  block.writeUInt32BE(ssrc, 4)
  block.writeUInt32BE(seconds + 2_208_988_800, 8)
  block.writeUInt32BE(fraction, 12)
  block.writeUInt32BE(timestamp, 16)
  return block
}

describe('senderReports', () => {
  it('finds every report of a compound packet, whatever stands between them', () => {
    const description = Buffer.from([0x81, 202, 0, 2, 0, 0, 0, 1, 1, 0, 0, 0])
    const compound = Buffer.concat([
      report(7, 1_700_000_000, 2 ** 31, 90_000),
      description,
      report(8, 1_700_000_000, 0, 48_000),
    ])
    expect(senderReports(compound)).toEqual([
      { ssrc: 7, ntpUs: 1_700_000_000_500_000, timestamp: 90_000 },
      { ssrc: 8, ntpUs: 1_700_000_000_000_000, timestamp: 48_000 },
    ])
  })

  it('stops at a block that is cut short', () => {
    const compound = Buffer.concat([report(7, 1, 0, 1), report(8, 1, 0, 1)])
    expect(senderReports(compound.subarray(0, 40)).map(({ ssrc }) => ssrc)).toEqual([7])
  })
})
