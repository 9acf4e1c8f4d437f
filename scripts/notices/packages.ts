/** Which npm packages become part of what users run: those of the server and recorder, and those inside the client. */
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Package {
  readonly name: string
  readonly version: string
  /** As the package says; `unknown` when it says nothing. */
  readonly licence: string
  /** Its licence and notice files, one after another; empty when it has none. */
  readonly text: string
}

interface LockEntry {
  readonly version: string
  readonly dependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}

interface Manifest {
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
}

type Lock = Readonly<Record<string, LockEntry>>

/** @returns the packages by name and version, without those that exist for one platform only */
export function shippedPackages(root: string): Package[] {
  const lock = (readJson(join(root, 'package-lock.json')) as { packages: Lock }).packages
  const manifest = readJson(join(root, 'package.json')) as Manifest
  const roots = [...Object.keys(manifest.dependencies), ...clientPackages(root, manifest)]
  return [...reachable(lock, roots)]
    .map((place) => describe(root, place, lock[place]?.version ?? ''))
    .toSorted((one, other) => compare(`${one.name} ${one.version}`, `${other.name} ${other.version}`))
}

/** Packages that the client's sources import; the bundler puts them into the files that browsers load. */
function clientPackages(root: string, { devDependencies }: Manifest): string[] {
  const sources = globSync('client/**/*.{ts,tsx,css}', {
    cwd: root,
    exclude: ['**/*.test.*', 'client/dist/**', '**/*.config.ts', 'client/gallery/**'],
  })
  const imported = new Set<string>()
  for (const file of sources) {
    // What is imported as a type is not there at run time.
    const text = readFileSync(join(root, file), 'utf8').replaceAll(/^import type .*$/gm, '')
    for (const [, specifier = ''] of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'".#][^'"]*)['"]/g)) {
      imported.add(
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      )
    }
  }
  return [...imported].filter((name) => name in devDependencies)
}

/** Follows dependencies as Node does: the nearest `node_modules` first. Peers are listed by whoever chose them. */
function reachable(lock: Lock, roots: readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (name: string, from: string) => {
    const place = resolvePlace(lock, name, from)
    if (place === null || found.has(place)) return
    const entry = lock[place]
    if (isForOnePlatform(entry)) return
    found.add(place)
    for (const next of Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies }))
      visit(next, place)
  }
  for (const name of roots) visit(name, '')
  return found
}

function resolvePlace(lock: Lock, name: string, from: string): string | null {
  const folders = from.split('/node_modules/')
  for (let depth = folders.length; depth > 0; depth--) {
    const folder = folders.slice(0, depth).join('/node_modules/')
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (place in lock) return place
  }
  return `node_modules/${name}` in lock ? `node_modules/${name}` : null
}

/** Such packages hold the native part of another one that is listed, under the same licence. */
function isForOnePlatform(entry: LockEntry | undefined): boolean {
  return Boolean(entry?.os ?? entry?.cpu ?? entry?.libc)
}

function describe(root: string, place: string, version: string): Package {
  const folder = join(root, place)
  const manifest = readJson(join(folder, 'package.json')) as {
    name: string
    license?: unknown
    licenses?: unknown
  }
  return { name: manifest.name, version, licence: licenceOf(manifest), text: licenceText(folder) }
}

function licenceOf(manifest: { license?: unknown; licenses?: unknown }): string {
  if (typeof manifest.license === 'string') return manifest.license
  const [first] = Array.isArray(manifest.licenses) ? (manifest.licenses as { type?: string }[]) : []
  return first?.type ?? 'unknown'
}

function licenceText(folder: string): string {
  const files = readdirSync(folder).filter((name) => /^(licen[sc]e|copying|notice)/i.test(name))
  const texts = files.toSorted().map((name) => readFileSync(join(folder, name), 'utf8'))
  return texts.join('\n').replaceAll('\r\n', '\n').trim()
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
