/**
 * Takes up the journal of a sitting where an earlier process left it, without asking the server.
 *
 * The last segment is appended to, not replaced by a new one: its cell of the 64 s grid stays one file, the link in its
 * header stays true, and a writer that dies over and over does not leave a trail of tiny files. The torn tail is cut
 * first; damage with good records behind it is kept as it is, because cutting there would destroy what is good.
 */
import { open, readFile } from 'node:fs/promises'
import type { SittingLabel } from '#protocol/recording/control.ts'
import { toInstant } from './clock.ts'
import { type ChainedFact, type Fact, FactsLog, isSealed, type TrackTotals } from './facts.ts'
import { segmentNumbers, segmentPath, sittingFolder } from './folder.ts'
import {
  decodeHeader,
  type JournalRecord,
  linkTo,
  NO_LINK,
  scanSegment,
  SEGMENT_HEADER_BYTES,
  segmentDigest,
} from './format.ts'
import { FRESH_START, type PipelineStart } from './pipeline.ts'
import { ssrcOf } from './rtp.ts'
import { SegmentFile } from './segment-file.ts'
import { SittingJournal, type SittingContext, type Source } from './sitting.ts'
import { Track } from './track.ts'

/** A sitting folder that cannot be written on. */
export class ResumeError extends Error {
  override readonly name = 'ResumeError'
}

/**
 * Resumes a sitting; null when it is sealed.
 *
 * @throws FactsError when the facts were tampered with; ResumeError when the folder holds no journal; the file
 * system's errors
 */
export async function resumeSitting(
  sittingId: string,
  context: SittingContext,
): Promise<SittingJournal | null> {
  const folder = sittingFolder(context.dataFolder, sittingId)
  const { log, facts } = await FactsLog.open(folder)
  try {
    if (!isSealed(facts)) return await goOn(sittingId, folder, log, facts, context)
  } catch (error) {
    await log.close()
    throw error
  }
  await log.close()
  return null
}

async function goOn(
  sittingId: string,
  folder: string,
  log: FactsLog,
  facts: readonly ChainedFact[],
  context: SittingContext,
): Promise<SittingJournal> {
  const past = replay(facts)
  if (!past.label) throw new ResumeError(`no label in ${folder}`)
  const { pipeline, records, tornBytes } = await reopenLastSegment(folder, facts)
  takeUp(past, records)
  const restarted: Fact = {
    type: 'writerRestarted',
    data: {
      downFromUs: records.reduce<number | null>(
        (last, { arrivalUs }) => Math.max(last ?? 0, arrivalUs),
        null,
      ),
      backUs: context.clock.nowUs(),
      tornBytes,
    },
  }
  await log.append([restarted], toInstant(context.clock.nowUs()))
  context.log.info({ sittingId, tracks: past.tracks.size, tornBytes }, 'journal resumed')
  const { label, source, tracks, closedSsrcs } = past
  return new SittingJournal(
    { folder, label, source, tracks: [...tracks.values()], closedSsrcs, pipeline },
    log,
    context,
  )
}

interface Past {
  label: SittingLabel | null
  source: Source | null
  readonly tracks: Map<string, Track>
  readonly closedSsrcs: Set<number>
  /** Counts at the end of the last sealed segment. */
  totals: readonly TrackTotals[]
  /** Gaps given up since then. */
  gaps: Extract<Fact, { type: 'gapGivenUp' }>['data'][]
}

function replay(facts: readonly ChainedFact[]): Past {
  const past: Past = {
    label: null,
    source: null,
    tracks: new Map(),
    closedSsrcs: new Set(),
    totals: [],
    gaps: [],
  }
  for (const fact of facts) applyFact(past, fact)
  return past
}

function applyFact(past: Past, fact: Fact): void {
  switch (fact.type) {
    case 'journalOpened':
    case 'labelChanged':
      past.label = fact.data.label
      return
    case 'sourceSet':
      past.source = fact.data
      return
    case 'trackOpened':
      past.tracks.set(fact.data.track.trackId, new Track(fact.data.track))
      past.closedSsrcs.delete(fact.data.track.ssrc)
      return
    case 'trackClosed': {
      const closed = past.tracks.get(fact.data.trackId)
      past.tracks.delete(fact.data.trackId)
      if (closed) past.closedSsrcs.add(closed.plan.ssrc)
      return
    }
    case 'segmentSealed':
      past.totals = fact.data.tracks
      past.gaps = []
      return
    case 'gapGivenUp':
      past.gaps.push(fact.data)
      return
    case 'writerRestarted':
    case 'sittingSealed':
      return
  }
}

function takeUp(past: Past, records: readonly JournalRecord[]): void {
  const bySsrc = new Map<number, Track>()
  for (const totals of past.totals) past.tracks.get(totals.trackId)?.restore(totals)
  for (const track of past.tracks.values()) bySsrc.set(track.plan.ssrc, track)
  for (const { kind, packet, arrivalUs } of records) {
    if (kind === 'rtp') bySsrc.get(ssrcOf(packet))?.take(packet, arrivalUs)
  }
  for (const { trackId, fromSeq, count } of past.gaps) {
    past.tracks.get(trackId)?.sequence.alreadyGivenUp(fromSeq, count)
  }
}

interface LastSegment {
  readonly pipeline: PipelineStart
  /** Records of the last segment if it was not sealed. */
  readonly records: readonly JournalRecord[]
  readonly tornBytes: number
}

async function reopenLastSegment(folder: string, facts: readonly ChainedFact[]): Promise<LastSegment> {
  const number = (await segmentNumbers(folder)).at(-1)
  if (number === undefined) return { pipeline: FRESH_START, records: [], tornBytes: 0 }
  const sealed = facts.findLast((fact) => fact.type === 'segmentSealed' && fact.data.number === number)
  if (sealed?.type === 'segmentSealed') {
    const link = linkTo(Buffer.from(sealed.data.sha256, 'hex'))
    const lastStartUs = await startOf(folder, number)
    return { pipeline: { segment: null, lastNumber: number, lastStartUs, link }, records: [], tornBytes: 0 }
  }
  const bytes = await readFile(segmentPath(folder, number))
  const { header, records, goodEnd } = scanSegment(bytes)
  if (!header) {
    // Without a header it cannot be gone on with; it stays as evidence and the next segment links to it.
    const link = bytes.length === 0 ? NO_LINK : linkTo(segmentDigest(bytes))
    return { pipeline: { segment: null, lastNumber: number, lastStartUs: null, link }, records, tornBytes: 0 }
  }
  const segment = await SegmentFile.reopen(folder, header, bytes.subarray(0, goodEnd))
  return {
    pipeline: { segment, lastNumber: number, lastStartUs: header.startUs, link: NO_LINK },
    records,
    tornBytes: bytes.length - goodEnd,
  }
}

async function startOf(folder: string, number: number): Promise<number | null> {
  const file = await open(segmentPath(folder, number), 'r')
  try {
    const head = Buffer.alloc(SEGMENT_HEADER_BYTES)
    await file.read(head, 0, head.length, 0)
    return decodeHeader(head)?.startUs ?? null
  } finally {
    await file.close()
  }
}
