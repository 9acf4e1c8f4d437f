import { stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface Emblem {
  readonly file: string
  readonly mediaType: string
}

const candidates = [
  { name: 'emblem.svg', mediaType: 'image/svg+xml' },
  { name: 'emblem.png', mediaType: 'image/png' },
] as const

/** The emblem that the court put into its data folder, or null: the project itself brings none (PI-11). */
export async function findEmblem(dataFolder: string): Promise<Emblem | null> {
  for (const { name, mediaType } of candidates) {
    const file = join(dataFolder, name)
    const found = await stat(file).catch(() => null)
    if (found?.isFile()) return { file, mediaType }
  }
  return null
}
