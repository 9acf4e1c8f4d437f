/** How much of the client a browser loads first, and how much with the call. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = join(import.meta.dirname, '..', '..', 'client', 'dist')

/** Sizes of the built files in KiB, gzip; what index.html names is loaded first. */
export function clientSizes(): { file: string; first: boolean; 'KiB gzip': number }[] {
  const page = readFileSync(join(dist, 'index.html'), 'utf8')
  const assets = readdirSync(join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name))
  return assets
    .map((name) => ({
      file: name,
      first: page.includes(name),
      'KiB gzip': Math.round(gzipSync(readFileSync(join(dist, 'assets', name))).length / 102.4) / 10,
    }))
    .toSorted((a, b) => Number(b.first) - Number(a.first) || b['KiB gzip'] - a['KiB gzip'])
}
