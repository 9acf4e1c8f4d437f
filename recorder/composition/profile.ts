import * as z from 'zod/mini'

/** 64 s are 1600 frames at 25 fps and 3000 AAC frames at 48 kHz, so borders never drift (recording.md §3.2). */
export const CHUNK_SECONDS = 64

const even = z.int().check(z.gte(2), z.multipleOf(2))

/** How the composed file looks and how it is encoded. The court's technical rule for it may differ per place. */
export const CompositionProfile = z.object({
  width: z._default(even, 1280),
  height: z._default(even, 720),
  /** Whole frames per 64 s chunk follow from whole frames per second. */
  framesPerSecond: z._default(z.int().check(z.gte(5), z.lte(60)), 25),
  preset: z._default(z.enum(['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium']), 'veryfast'),
  /** x264's constant quality; lower is better and larger. */
  quality: z._default(z.int().check(z.gte(10), z.lte(40)), 24),
  keyframeSeconds: z._default(z.number().check(z.gt(0)), 6.4),
  encoderThreads: z._default(z.int().check(z.gte(1), z.lte(16)), 2),
  audioBitrate: z._default(z.int().check(z.gte(32_000)), 96_000),
  /** A PNG for the emblem's place; the project ships none (court-rules PI-11). */
  emblemFile: z._default(z.nullable(z.string()), null),
  /** Font of the burned-in clock; digits only. Null leaves the choice to ffmpeg. */
  clockFontFile: z._default(z.nullable(z.string()), null),
})
export type CompositionProfile = z.infer<typeof CompositionProfile>

/** The profile used when nothing else is configured. */
export const defaultProfile: CompositionProfile = CompositionProfile.parse({})
