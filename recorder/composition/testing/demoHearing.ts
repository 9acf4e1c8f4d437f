/** A short hearing with everything that makes composing hard, as a journal and as the facts of the sitting. */
import type { MediaInterval } from '#procedure/mediaTime.ts'
import type { SittingLabel } from '#protocol/recording/control.ts'
import type { SeatPlan } from '#protocol/sitting/events.ts'
import { pictures, tone } from '../../tracks/testing/media.ts'
import { SyntheticJournal, type SyntheticFrame } from '../../tracks/testing/syntheticJournal.ts'
import type { Heading } from '../background.ts'
import type { Attendance } from '../scene.ts'

/** 14 November 2026, 09:00 in China; a multiple of 0.6 s, so that the tone pattern begins with the hearing. */
export const OPENED_AT = 1_794_618_000_000

const at = (seconds: number) => OPENED_AT + seconds * 1000

export const judge: SeatPlan = {
  seatId: '01999999-0000-7000-8000-000000000001',
  role: 'presidingJudge',
  side: 'bench',
  name: '巴特尔',
}
export const clerk: SeatPlan = {
  seatId: '01999999-0000-7000-8000-000000000002',
  role: 'clerk',
  side: 'bench',
  name: '王晓燕',
}
export const plaintiff: SeatPlan = {
  seatId: '01999999-0000-7000-8000-000000000003',
  role: 'plaintiff',
  side: 'plaintiff',
  name: '李志强',
}
export const defendant: SeatPlan = {
  seatId: '01999999-0000-7000-8000-000000000004',
  role: 'defendant',
  side: 'defendant',
  name: '青城蓝天物流有限公司',
}

export const heading: Heading = {
  courtName: '青城市新城区人民法院',
  courtroomName: '第五法庭',
  caseNumber: '（2026）内0102民初123号',
}

export const label: SittingLabel = {
  sittingId: '01999999-0000-7000-8000-0000000000ff',
  ...heading,
  seats: [judge, clerk, plaintiff, defendant],
}

/** Recess from second 16 to 22. */
export const intervals: readonly MediaInterval[] = [
  { from: at(0), to: at(16) },
  { from: at(22), to: at(32.5) },
]

/** The plaintiff comes at second 4; the clerk has no camera. */
export const attendance: readonly Attendance[] = [
  { seat: judge, present: [{ fromMs: at(-5), toMs: at(40) }] },
  { seat: clerk, present: [{ fromMs: at(-5), toMs: at(40) }] },
  { seat: plaintiff, present: [{ fromMs: at(4), toMs: at(40) }] },
  { seat: defendant, present: [{ fromMs: at(-5), toMs: at(30) }] },
]

/** Who sounds with which tone and when, seconds after opening. */
export const voices = [
  {
    name: 'judge',
    hertz: 440,
    seat: judge,
    spans: [
      [0, 16],
      [22, 32.5],
    ],
  },
  {
    name: 'plaintiff',
    hertz: 660,
    seat: plaintiff,
    spans: [
      [4, 16],
      [22, 32.5],
    ],
  },
  // Muted by the court from 8 to 12; leaves at 30.
  {
    name: 'defendant',
    hertz: 880,
    seat: defendant,
    spans: [
      [0, 8],
      [12, 16],
      [22, 30],
    ],
  },
] as const

/** Writes the journal of the hearing. @throws when ffmpeg fails */
export async function writeDemoJournal(ffmpeg: string, folder: string): Promise<void> {
  const journal = new SyntheticJournal(label)
  const film = (from: number, to: number, width: number, height: number, pattern?: string) =>
    pictures(ffmpeg, { fromMs: at(from), toMs: at(to), width, height, ...(pattern ? { pattern } : {}) })
  const add = (
    seat: SeatPlan,
    source: 'mic' | 'camera' | 'screen',
    generation: number,
    frames: SyntheticFrame[],
    more: { delayMs?: number; lost?: ReadonlyMap<number, number | null>; withoutReports?: boolean } = {},
  ) => journal.add({ seatId: seat.seatId, source, generation, frames, ...more })

  for (const { seat, hertz, spans } of voices) {
    const before = spans.filter(([from]) => from < 16)
    const after = spans.filter(([from]) => from >= 16)
    // One producer before the recess and another after it, as the courtroom makes them.
    add(
      seat,
      'mic',
      1,
      before.flatMap(([from, to]) => tone(hertz, at(from), at(to))),
      { delayMs: 30 },
    )
    add(
      seat,
      'mic',
      2,
      after.flatMap(([from, to]) => tone(hertz, at(from), at(to))),
      { delayMs: 30 },
    )
  }
  add(judge, 'camera', 1, await film(0.4, 16, 640, 360))
  add(judge, 'camera', 2, await film(22.2, 32.5, 640, 360), { delayMs: 150 })
  // A phone: smaller and larger as its network goes, then turned upright.
  add(plaintiff, 'camera', 1, [
    ...(await film(4.3, 8, 320, 180, 'smptebars=')),
    ...(await film(8, 11, 640, 360, 'smptebars=')),
    ...(await film(11, 16, 360, 640, 'smptebars=')),
  ])
  add(plaintiff, 'camera', 2, await film(22.3, 32.5, 640, 360, 'smptebars='))
  // Two packets come back by NACK; from 6 to 10 the line is dead and the picture is interrupted.
  add(
    defendant,
    'camera',
    1,
    [...(await film(0.5, 6, 480, 360, 'rgbtestsrc=')), ...(await film(10, 16, 480, 360, 'rgbtestsrc='))],
    {
      lost: new Map([
        [30, 300],
        [31, 320],
      ]),
    },
  )
  add(defendant, 'camera', 2, await film(22.1, 30, 480, 360, 'rgbtestsrc='))
  add(plaintiff, 'screen', 1, await film(24, 28, 1280, 720, 'yuvtestsrc='))
  await journal.write(folder)
}
