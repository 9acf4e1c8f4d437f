/** Writes journals as a real hearing would leave them, but from tones and test pictures and without waiting. */
import { mkdir, writeFile } from 'node:fs/promises'
import type { SittingLabel, TrackPlan } from '#protocol/recording/control.ts'
import type { Source } from '#protocol/sources.ts'
import { v7 as uuidv7 } from 'uuid'
import { FactsLog, type Fact } from '../../journal/facts.ts'
import { segmentPath } from '../../journal/folder.ts'
import {
  encodeHeader,
  encodeRecord,
  linkTo,
  NO_LINK,
  SEGMENT_US,
  segmentDigest,
} from '../../journal/format.ts'

export interface SyntheticFrame {
  /** When it was captured, wall clock in milliseconds. */
  readonly atMs: number
  readonly data: Buffer
}

export interface SyntheticTrack {
  readonly seatId: string
  readonly source: Source
  readonly generation: number
  readonly frames: readonly SyntheticFrame[]
  /** Time through the network, milliseconds. */
  readonly delayMs?: number
  /** Packets, counted from 0, that are resent so many milliseconds later; `null` for never. */
  readonly lost?: ReadonlyMap<number, number | null>
  readonly withoutReports?: boolean
  /** When the facts say that it closed; the end of its frames by default, `null` for never. */
  readonly closedMs?: number | null
}

const RTP_PAYLOAD_BYTES = 1100
const REPORT_EVERY_MS = 1000
/** The SFU's clock is not the recorder's. */
const SFU_OFFSET_US = 1_234_567
const VIDEO = { mimeType: 'video/VP8', clockRate: 90_000, payloadType: 96 } as const
const AUDIO = { mimeType: 'audio/opus', clockRate: 48_000, payloadType: 111 } as const

interface Sent {
  readonly arrivalUs: number
  readonly packet: Buffer
}

/** Collects tracks, then writes facts and segments. */
export class SyntheticJournal {
  readonly #label: SittingLabel
  readonly #sent: Sent[] = []
  readonly #facts: { readonly atUs: number; readonly fact: Fact }[] = []
  #nextSsrc = 0x7fff_0001

  constructor(label: SittingLabel) {
    this.#label = label
  }

  /** Adds a track and what was sent on it. */
  add(track: SyntheticTrack): TrackPlan {
    const isAudio = track.source === 'mic'
    const plan: TrackPlan = {
      trackId: uuidv7(),
      seatId: track.seatId,
      source: track.source,
      kind: isAudio ? 'audio' : 'video',
      generation: track.generation,
      ssrc: this.#nextSsrc,
      ...(isAudio ? AUDIO : VIDEO),
      cname: track.seatId,
    }
    this.#nextSsrc += 1
    this.#sendPackets(track, plan)
    const first = track.frames[0]?.atMs ?? 0
    const last = track.frames.at(-1)?.atMs ?? first
    if (!track.withoutReports) this.#sendReports(plan, first, last)
    this.#note(first * 1000, { type: 'trackOpened', data: { track: plan, atUs: first * 1000 } })
    const closedUs = track.closedMs === undefined ? last * 1000 : (track.closedMs ?? 0) * 1000
    if (track.closedMs !== null) {
      this.#note(closedUs, { type: 'trackClosed', data: { trackId: plan.trackId, atUs: closedUs } })
    }
    return plan
  }

  /** Says that the writer was away. */
  addOutage(fromMs: number, toMs: number): void {
    const data = { downFromUs: fromMs * 1000, backUs: toMs * 1000, tornBytes: 0 }
    this.#note(data.backUs, { type: 'writerRestarted', data })
  }

  /** Writes the journal into a folder and seals it. */
  async write(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true })
    const sent = this.#sent.toSorted((a, b) => a.arrivalUs - b.arrivalUs)
    const cells = Map.groupBy(sent, ({ arrivalUs }) => Math.floor(arrivalUs / SEGMENT_US))
    let link = NO_LINK
    let number = 0
    for (const [cell, packets] of cells) {
      number += 1
      const { sittingId } = this.#label
      const header = {
        sittingId,
        recorder: 'A',
        number,
        startUs: cell * SEGMENT_US,
        monotonicUs: 0,
        link,
      } as const
      const records = packets.map(({ packet, arrivalUs }) => encodeRecord(packet, arrivalUs))
      const bytes = Buffer.concat([encodeHeader(header), ...records])
      await writeFile(segmentPath(folder, number), bytes)
      link = linkTo(segmentDigest(bytes))
    }
    const { log } = await FactsLog.open(folder)
    const opened: Fact = { type: 'journalOpened', data: { label: this.#label, recorder: 'A' } }
    const facts = this.#facts.toSorted((a, b) => a.atUs - b.atUs).map(({ fact }) => fact)
    await log.append([opened, ...facts, { type: 'sittingSealed', data: { segments: number } }], Date.now())
    await log.close()
  }

  #note(atUs: number, fact: Fact): void {
    this.#facts.push({ atUs, fact })
  }

  #sendPackets(track: SyntheticTrack, plan: TrackPlan): void {
    // Close to the top, so that every journal also passes the wrap-around.
    let sequence = 0xffff - 20
    let count = 0
    for (const [index, frame] of track.frames.entries()) {
      const payloads = plan.kind === 'audio' ? [frame.data] : packetizeVp8(frame.data, index)
      for (const [part, payload] of payloads.entries()) {
        const resentMs = track.lost?.get(count)
        count += 1
        sequence = (sequence + 1) & 0xffff
        if (resentMs === null) continue
        const arrivalUs =
          Math.round((frame.atMs + (track.delayMs ?? 5) + (resentMs ?? 0)) * 1000) + part * 100
        const isLast = part === payloads.length - 1
        this.#sent.push({
          arrivalUs,
          packet: rtpPacket(plan, sequence, rtpTime(plan, frame.atMs), isLast, payload),
        })
      }
    }
  }

  #sendReports(plan: TrackPlan, fromMs: number, toMs: number): void {
    for (let atMs = fromMs + 200; atMs <= toMs; atMs += REPORT_EVERY_MS) {
      const arrivalUs = Math.round(atMs * 1000) + (atMs % 3) * 700
      this.#sent.push({
        arrivalUs,
        packet: senderReport(plan, atMs * 1000 - SFU_OFFSET_US, rtpTime(plan, atMs)),
      })
    }
  }
}

function rtpTime(plan: TrackPlan, atMs: number): number {
  // A start near the top of the 32 bits makes short journals wrap around.
  const start = 2 ** 32 - 5 * plan.clockRate
  return (start + Math.round((atMs % 1e8) * (plan.clockRate / 1000))) % 2 ** 32
}

function rtpPacket(
  plan: TrackPlan,
  sequence: number,
  timestamp: number,
  marker: boolean,
  payload: Buffer,
): Buffer {
  const head = Buffer.alloc(12)
  head[0] = 0x80
  head[1] = (marker ? 0x80 : 0) | plan.payloadType
  head.writeUInt16BE(sequence, 2)
  head.writeUInt32BE(timestamp, 4)
  head.writeUInt32BE(plan.ssrc, 8)
  return Buffer.concat([head, payload])
}

function packetizeVp8(frame: Buffer, picture: number): Buffer[] {
  const packets: Buffer[] = []
  for (let at = 0; at < frame.length; at += RTP_PAYLOAD_BYTES) {
    const id = 0x8000 | (picture & 0x7fff)
    const head = Buffer.from([at === 0 ? 0x90 : 0x80, 0x80, id >> 8, id & 0xff])
    packets.push(Buffer.concat([head, frame.subarray(at, at + RTP_PAYLOAD_BYTES)]))
  }
  return packets
}

/** A compound packet: an empty receiver report first, as RFC 3550 has it when several sources share a transport. */
function senderReport(plan: TrackPlan, ntpUs: number, timestamp: number): Buffer {
  const receiver = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 9])
  const report = Buffer.alloc(28)
  report[0] = 0x80
  report[1] = 200
  report.writeUInt16BE(6, 2)
  report.writeUInt32BE(plan.ssrc, 4)
  report.writeUInt32BE(Math.floor(ntpUs / 1e6) + 2_208_988_800, 8)
  report.writeUInt32BE(Math.floor(((ntpUs % 1e6) / 1e6) * 2 ** 32), 12)
  report.writeUInt32BE(timestamp, 16)
  return Buffer.concat([receiver, report])
}
