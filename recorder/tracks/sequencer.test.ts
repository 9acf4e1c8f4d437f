import { describe, expect, it } from 'vitest'
import { type Hole, Sequencer, type SequencedPacket } from './sequencer.ts'

function order(packets: readonly SequencedPacket[]) {
  const out: string[] = []
  const holes: Hole[] = []
  const sequencer = new Sequencer<SequencedPacket>({
    onPacket: ({ sequence }, afterHole) => out.push(`${afterHole ? '!' : ''}${sequence}`),
    onHole: (hole) => holes.push(hole),
  })
  for (const packet of packets) sequencer.push(packet)
  const beforeFlush = out.length
  sequencer.flush()
  return { out: out.join(' '), holes, beforeFlush }
}

const at = (sequence: number, seconds: number) => ({ sequence, arrivalUs: seconds * 1e6 })

describe('Sequencer', () => {
  it('[FILM-6] puts overtaken packets into order and drops doubles', () => {
    const { out, holes } = order([at(1, 0), at(3, 0.1), at(2, 0.2), at(2, 0.3), at(4, 0.4)])
    expect(out).toBe('1 2 3 4')
    expect(holes).toMatchObject([{ firstSequence: 2, packets: 1, repaired: 1 }])
  })

  it('waits for a resent packet and gives the rest out behind it', () => {
    const late = order([at(1, 0), at(4, 1), at(5, 2), at(2, 2.5), at(3, 2.6)])
    expect(late.out).toBe('1 2 3 4 5')
    expect(late.holes).toEqual([{ firstSequence: 2, packets: 2, repaired: 2, fromUs: 0, toUs: 1e6 }])
  })

  it('gives up on a packet after ten seconds and marks what follows', () => {
    const { out, holes, beforeFlush } = order([at(1, 0), at(3, 1), at(4, 5), at(5, 12)])
    expect(out).toBe('1 !3 4 5')
    expect(beforeFlush).toBe(4)
    expect(holes).toMatchObject([{ packets: 1, repaired: 0 }])
  })

  it('reports a hole that was repaired in part', () => {
    const { out, holes } = order([at(1, 0), at(5, 1), at(3, 1.2)])
    expect(out).toBe('1 !3 !5')
    expect(holes).toMatchObject([{ firstSequence: 2, packets: 3, repaired: 1 }])
  })
})
