/** What a journal holds of every stream, for assertions. */
import { readRecords } from '../journal/reader.ts'
import { sequenceOf, ssrcOf } from '../journal/rtp.ts'

export interface StreamContent {
  readonly ssrc: number
  /** Different packets. */
  readonly packets: number
  /** Packets between the first and the last that are not there. */
  readonly missing: number
  readonly firstSequence: number
}

/** Counts the RTP packets of a sitting's folder by SSRC, whatever order they came in. */
export async function streamsOf(folder: string): Promise<Map<number, StreamContent>> {
  const seen = new Map<number, { extended: Set<number>; near: number }>()
  for await (const { kind, packet } of readRecords(folder)) {
    if (kind !== 'rtp') continue
    const sequence = sequenceOf(packet)
    const stream = seen.get(ssrcOf(packet)) ?? { extended: new Set(), near: sequence + 0x1_0000 }
    // The nearest number with these 16 bits.
    const difference = ((sequence - stream.near + 0x8000) & 0xffff) - 0x8000
    stream.near += difference
    stream.extended.add(stream.near)
    seen.set(ssrcOf(packet), stream)
  }
  return new Map(
    [...seen].map(([ssrc, { extended }]) => {
      const sorted = [...extended].toSorted((a, b) => a - b)
      const [first = 0, last = 0] = [sorted[0], sorted.at(-1)]
      const content = {
        ssrc,
        packets: extended.size,
        missing: last - first + 1 - extended.size,
        firstSequence: first & 0xffff,
      }
      return [ssrc, content]
    }),
  )
}
