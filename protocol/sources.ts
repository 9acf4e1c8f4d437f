import * as z from 'zod/mini'

/** What one seat can send. */
export const Source = z.enum(['mic', 'camera', 'screen'])
export type Source = z.infer<typeof Source>

export const MediaKind = z.enum(['audio', 'video'])
export type MediaKind = z.infer<typeof MediaKind>

/** The kind of media a source carries. */
export function kindOf(source: Source): MediaKind {
  return source === 'mic' ? 'audio' : 'video'
}
