import { describe, expect, it } from 'vitest'
import { makeRtp, makeSenderReport } from '../testing/packets.ts'
import { beginsKeyFrame, isMedia, isRtcp, payloadOf, rtcpSendersOf, sequenceOf, ssrcOf } from './rtp.ts'

const rtpWith = (payload: number[]) => makeRtp(9, 1, Buffer.from(payload))

describe('a datagram', () => {
  it('is told apart as RTP, RTCP or neither', () => {
    expect([makeRtp(7, 3), makeSenderReport(7)].map(isRtcp)).toEqual([false, true])
    expect([makeRtp(7, 3), makeSenderReport(7)].map(isMedia)).toEqual([true, true])
    expect(
      [Buffer.from('GET / HTTP/1.1'), Buffer.alloc(0), makeRtp(7, 3).subarray(0, 11)].map(isMedia),
    ).toEqual([false, false, false])
    expect([ssrcOf(makeRtp(7, 3)), sequenceOf(makeRtp(7, 3))]).toEqual([7, 3])
  })

  it('names the sender of every block of a compound', () => {
    expect(rtcpSendersOf(Buffer.concat([makeSenderReport(1), makeSenderReport(2)]))).toEqual([1, 2])
    expect(rtcpSendersOf(makeSenderReport(1).subarray(0, 7))).toEqual([])
  })

  it('has a payload behind extensions and before padding', () => {
    const packet = Buffer.concat([
      makeRtp(1, 1, Buffer.alloc(0)),
      Buffer.from('bede0001aabbccdd', 'hex'),
      Buffer.from([1, 2, 3, 0, 2]),
    ])
    packet[0] = 0x80 | 0x10 | 0x20
    expect([...payloadOf(packet)]).toEqual([1, 2, 3])
    expect(payloadOf(packet.subarray(0, 13))).toHaveLength(0)
  })
})

describe('a key frame', () => {
  it.each([
    ['VP8 key frame without extension', 'video/VP8', [0x10, 0x00], true],
    [
      'VP8 key frame with long picture id, TL0PICIDX and TID',
      'video/VP8',
      [0x90, 0xe0, 0x81, 1, 2, 3, 0x00],
      true,
    ],
    ['VP8 delta frame', 'video/VP8', [0x10, 0x01], false],
    ['VP8 continuation', 'video/VP8', [0x00, 0x00], false],
    ['VP8 second partition', 'video/VP8', [0x11, 0x00], false],
    ['empty VP8 payload', 'video/VP8', [], false],
    ['H.264 IDR', 'video/H264', [0x65], true],
    ['H.264 SPS in an aggregate', 'video/H264', [0x78, 0, 4, 0x67], true],
    ['H.264 first fragment of an IDR', 'video/H264', [0x7c, 0x85], true],
    ['H.264 later fragment of an IDR', 'video/H264', [0x7c, 0x05], false],
    ['H.264 slice', 'video/H264', [0x41], false],
    ['AV1', 'video/AV1', [0x10, 0x00], null],
  ])('%s', (_, mimeType, payload, expected) => {
    expect(beginsKeyFrame(mimeType, rtpWith(payload))).toBe(expected)
  })
})
