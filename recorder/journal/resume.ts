/**
 * Takes up the journal of a sitting where an earlier process left it, without asking the server.
 *
 * The last segment is appended to, not replaced by a new one: its cell of the 64 s grid stays one file, the link in its
 * header stays true, and a writer that dies over and over does not leave a trail of tiny files. The torn tail is cut
 * first; damage with good records behind it is kept as it is, because cutting there would destroy what is good.
 *
 * Only the end of the segment is read before packets are taken again: with 58 rooms the whole would be two gigabytes,
 * and the SFU forgets after a second what it could send again. The rest is counted afterwards.
 */
import { readFile } from 'node:fs/promises'
import type { SittingLabel } from '#protocol/recording/control.ts'
import { toInstant } from './clock.ts'
import { type ChainedFact, type Fact, FactsLog, isSealed, type TrackTotals } from './facts.ts'
import { segmentNumbers, segmentPath, sittingFolder } from './folder.ts'
import { type JournalRecord, linkTo, NO_LINK, segmentDigest } from './format.ts'
import { readEnd, type Uncounted } from './earlier.ts'
import { FRESH_START, type PipelineStart } from './pipeline.ts'
import { ssrcOf } from './rtp.ts'
import { SegmentFile } from './segment-file.ts'
import { SittingJournal, type SittingContext, type Source } from './sitting.ts'
import { Track } from './track.ts'

/** About two seconds of a full room: more than the SFU can send again. */
const RECALLED_BYTES = 1024 * 1024

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
  const { pipeline, recalled, uncounted, tornBytes } = await reopenLastSegment(folder, facts)
  takeUp(past, recalled)
  const restarted: Fact = {
    type: 'writerRestarted',
    data: {
      downFromUs: recalled.reduce<number | null>(
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
    { folder, label, source, tracks: [...tracks.values()], closedSsrcs, pipeline, uncounted },
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

// Whether a packet is missing can be told only from some way into what is recalled: before that it may have come
// earlier than the first one recalled, because a packet sent again comes late.
const BEGINNING_SHARE = 0.25

function takeUp(past: Past, recalled: readonly JournalRecord[]): void {
  for (const totals of past.totals) past.tracks.get(totals.trackId)?.restore(totals)
  const bySsrc = new Map([...past.tracks.values()].map((track) => [track.plan.ssrc, track]))
  const beginning = recalled.length * BEGINNING_SHARE
  const seen = new Set<Track>()
  for (const [index, { kind, packet, arrivalUs }] of recalled.entries()) {
    const track = kind === 'rtp' ? bySsrc.get(ssrcOf(packet)) : undefined
    track?.recall(packet, arrivalUs, index < beginning || !seen.has(track))
    if (track) seen.add(track)
  }
  for (const { trackId, fromSeq, count } of past.gaps) {
    past.tracks.get(trackId)?.sequence.alreadyGivenUp(fromSeq, count)
  }
}

interface LastSegment {
  readonly pipeline: PipelineStart
  /** The last records of the last segment if it was not sealed. */
  readonly recalled: readonly JournalRecord[]
  /** The unsealed segment's records, to be counted when there is time; null when there are none. */
  readonly uncounted: Uncounted | null
  readonly tornBytes: number
}

async function reopenLastSegment(folder: string, facts: readonly ChainedFact[]): Promise<LastSegment> {
  const nothing = { recalled: [], uncounted: null, tornBytes: 0 }
  const number = (await segmentNumbers(folder)).at(-1)
  if (number === undefined) return { pipeline: FRESH_START, ...nothing }
  const sealed = facts.findLast((fact) => fact.type === 'segmentSealed' && fact.data.number === number)
  const path = segmentPath(folder, number)
  if (sealed?.type === 'segmentSealed') {
    const link = linkTo(Buffer.from(sealed.data.sha256, 'hex'))
    const lastStartUs = (await readEnd(path, 0)).header?.startUs ?? null
    return { pipeline: { segment: null, lastNumber: number, lastStartUs, link }, ...nothing }
  }
  const { header, records, goodEnd, bytes } = await readEnd(path, RECALLED_BYTES)
  if (!header) {
    // Without a header it cannot be gone on with; it stays as evidence and the next segment links to it.
    const link = linkTo(segmentDigest(await readFile(path)))
    return { pipeline: { segment: null, lastNumber: number, lastStartUs: null, link }, ...nothing }
  }
  const segment = await SegmentFile.reopen(folder, header, goodEnd)
  return {
    pipeline: { segment, lastNumber: number, lastStartUs: header.startUs, link: NO_LINK },
    recalled: records,
    uncounted: { path, goodEnd },
    tornBytes: bytes - goodEnd,
  }
}
