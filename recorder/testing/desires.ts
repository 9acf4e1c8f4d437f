/** Desires for tests. */
import { randomUUID } from 'node:crypto'
import type { SittingLabel, TrackPlan } from '#protocol/recording/control.ts'
import type { Desire, Source } from '../journal/sitting.ts'

/** A label of a sitting without seats. */
export function makeLabel(sittingId: string = randomUUID()): SittingLabel {
  return {
    sittingId,
    caseNumber: '(2026)内0102民初123号',
    courtName: '某市某区人民法院',
    courtroomName: '第五法庭',
    seats: [],
  }
}

/** A plan of a track that nothing but its SSRC matters of. */
export function makePlan(ssrc: number, kind: 'audio' | 'video' = 'audio'): TrackPlan {
  const isAudio = kind === 'audio'
  return {
    trackId: randomUUID(),
    seatId: randomUUID(),
    source: isAudio ? 'mic' : 'camera',
    kind,
    generation: 1,
    ssrc,
    payloadType: isAudio ? 100 : 101,
    mimeType: isAudio ? 'audio/opus' : 'video/VP8',
    clockRate: isAudio ? 48_000 : 90_000,
    cname: 'participant',
  }
}

/** A desire of one sitting. */
export function makeDesire(
  revision: number,
  label: SittingLabel,
  source: Source,
  tracks: readonly TrackPlan[],
): Desire {
  return {
    type: 'desire',
    revision,
    label,
    tracks: [...tracks],
    sourceIp: source.ip,
    sourcePort: source.port,
  }
}
