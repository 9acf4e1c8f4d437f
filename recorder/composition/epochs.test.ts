import { describe, expect, it } from 'vitest'
import type { SeatPlan } from '#protocol/sitting/events.ts'
import type { BuiltTrack, Span } from '../tracks/trackSet.ts'
import { epochsOf, frameCount } from './epochs.ts'
import type { Attendance } from './scene.ts'

const T = 1_794_618_000_000
const judge: SeatPlan = { seatId: 'j', role: 'presidingJudge', side: 'bench', name: '林静' }
const listener: SeatPlan = { seatId: 'g', role: 'gallery', side: 'public', name: '旁听一' }

const span = (from: number, to: number): Span => ({ fromMs: T + from * 1000, toMs: T + to * 1000 })
const interval = (from: number, to: number) => ({ from: T + from * 1000, to: T + to * 1000 })

function present(seat: SeatPlan, from: number, to: number): Attendance {
  return { seat, present: [span(from, to)] }
}

function camera(shown: [number, number][], ...open: [number, number][]): BuiltTrack {
  return {
    trackId: 'camera',
    seatId: 'j',
    source: 'camera',
    generation: 1,
    file: 'camera.mkv',
    sha256: '',
    bytes: 0,
    startMs: T,
    endMs: T,
    open: open.map(([from, to]) => span(from, to)),
    packets: 0,
    frames: 0,
    droppedFrames: 0,
    placements: [],
    lane: null,
    pictures: {
      shown: shown.map(([from, to]) => span(from, to)),
      keyframesMs: [0],
      sizes: [{ atMs: T + (shown[0]?.[0] ?? 0) * 1000, width: 640, height: 360 }],
    },
  }
}

function outline(
  intervals: { from: number; to: number }[],
  attendance: Attendance[],
  tracks: BuiltTrack[],
): string[] {
  return epochsOf(intervals, { attendance, tracks }, 25).map(({ fromFrame, toFrame, scene }) => {
    const tiles = scene.tiles.map(({ seatId, content }) => `${seatId}:${content.kind}`).join(' ')
    return `${fromFrame}-${toFrame} ${tiles}${scene.share ? ` share:${scene.share.content.kind}` : ''}`
  })
}

describe('epochsOf', () => {
  it('cuts at joining, camera and leaving', () => {
    const people = [present(judge, 2, 8)]
    expect(outline([interval(0, 10)], people, [camera([[3, 6]], [3, 6])])).toEqual([
      '0-50 ',
      '50-75 j:name',
      '75-150 j:picture',
      '150-200 j:name',
      '200-250 ',
    ])
  })

  it('says that a picture is interrupted while its track is open, not when it was closed', () => {
    const tracks = [
      camera(
        [
          [1, 4],
          [8, 9],
        ],
        [1, 9],
      ),
    ]
    expect(outline([interval(0, 12)], [present(judge, 0, 12)], tracks)).toEqual([
      '0-25 j:name',
      '25-100 j:picture',
      '100-200 j:interrupted',
      '200-225 j:picture',
      '225-300 j:name',
    ])
  })

  it('shows the name while a track is closed for a time', () => {
    const tracks = [
      camera(
        [
          [1, 3],
          [6, 9],
        ],
        [1, 3],
        [6, 9],
      ),
    ]
    expect(outline([interval(0, 9)], [present(judge, 0, 9)], tracks)).toEqual([
      '0-25 j:name',
      '25-75 j:picture',
      '75-150 j:name',
      '150-225 j:picture',
    ])
  })

  it('waits a moment for the first picture of a new track', () => {
    const tracks = [camera([[7, 9]], [1, 9])]
    expect(outline([interval(0, 9)], [present(judge, 0, 9)], tracks)).toEqual([
      '0-75 j:name',
      '75-175 j:interrupted',
      '175-225 j:picture',
    ])
  })

  it('[REC-3] cuts recess out and begins anew after it, also when nothing changed', () => {
    const people = [present(judge, 0, 40)]
    expect(outline([interval(0, 10), interval(30, 35)], people, [])).toEqual([
      '0-250 j:name',
      '250-375 j:name',
    ])
    const [, second] = epochsOf([interval(0, 10), interval(30, 35)], { attendance: people, tracks: [] }, 25)
    expect(second?.wallMs).toBe(T + 30_000)
  })

  it('cuts at the borders of 64 s chunks', () => {
    expect(outline([interval(0, 130)], [present(judge, 0, 200)], [])).toEqual([
      '0-1600 j:name',
      '1600-3200 j:name',
      '3200-3250 j:name',
    ])
  })

  it('cuts when a phone is turned, not when the size alone changes', () => {
    const turned = camera([[0, 10]], [0, 10])
    const sizes = [
      { atMs: T, width: 640, height: 360 },
      { atMs: T + 2000, width: 1280, height: 720 },
      { atMs: T + 6000, width: 360, height: 640 },
    ]
    const tracks = [{ ...turned, pictures: { ...turned.pictures!, sizes } }]
    expect(outline([interval(0, 10)], [present(judge, 0, 10)], tracks)).toEqual([
      '0-150 j:picture',
      '150-250 j:picture',
    ])
  })

  it('shows a shared screen, and listeners only while they are seen', () => {
    const screen: BuiltTrack = { ...camera([[2, 4]], [2, 4]), source: 'screen', trackId: 'screen' }
    const seen: BuiltTrack = { ...camera([[6, 8]], [6, 8]), seatId: 'g', trackId: 'seen' }
    const people = [present(judge, 0, 10), present(listener, 0, 10)]
    expect(outline([interval(0, 10)], people, [screen, seen])).toEqual([
      '0-50 j:name',
      '50-100 j:name share:picture',
      '100-150 j:name',
      '150-200 j:name g:picture',
      '200-250 j:name',
    ])
  })

  it('covers every frame exactly once, whatever the lengths', () => {
    const intervals = [interval(0, 7.013), interval(9.5, 80.777), interval(90, 90.02)]
    const people = [present(judge, 0.333, 60.01)]
    const epochs = epochsOf(intervals, { attendance: people, tracks: [camera([[1.1, 40.04]], [1, 50])] }, 25)
    let next = 0
    for (const { fromFrame, toFrame } of epochs) {
      expect(fromFrame).toBe(next)
      expect(toFrame).toBeGreaterThan(fromFrame)
      next = toFrame
    }
    expect(next).toBe(frameCount(intervals, 25))
    expect(Math.abs(next * 40 - 78_310)).toBeLessThanOrEqual(40)
  })
})
