/**
 * Completes a lockfile that npm wrote against a mirror: a mirror may lack packages that exist for other platforms only,
 * npm then leaves them out, and `npm ci` refuses such a lockfile everywhere. What they are called and which version is
 * asked for stands in the package that needs them.
 */

interface Entry {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export type Lock = Readonly<Record<string, Entry>>

/** @returns the same packages with entries for the missing ones, in npm's order */
export function completed(lock: Lock): Lock {
  const added: Record<string, Entry> = {}
  for (const [place, entry] of Object.entries(lock)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isPresent(lock, place, name)) continue
      added[`node_modules/${name}`] = {
        version: exact(name, version),
        ...platformOf(name),
        ...(entry.dev && { dev: true }),
        optional: true,
      }
    }
  }
  const all = Object.entries({ ...lock, ...added })
  return Object.fromEntries(all.toSorted(([one], [other]) => one.localeCompare(other, 'en')))
}

function isPresent(lock: Lock, place: string, name: string): boolean {
  const folders = place.split('/node_modules/')
  const places = folders.map(
    (_, depth) => `${folders.slice(0, depth + 1).join('/node_modules/')}/node_modules/${name}`,
  )
  return [...places, `node_modules/${name}`].some((candidate) => candidate in lock)
}

function exact(name: string, version: string): string {
  if (/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) return version
  throw new Error(`${name} is asked for as ${version}; only an exact version can be filled in`)
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'arm']

/** Platform packages end in their platform: `…-linux-x64-musl`, `…/darwin-arm64`. npm skips those of other platforms. */
function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> {
  const parts = name.split(/[-/]/)
  const os = systems.find((system) => parts.includes(system))
  const cpu = processors.find((processor) => parts.includes(processor))
  if (cpu === undefined) throw new Error(`${name} does not say for which processor it is`)
  const libc = parts.some((part) => part.startsWith('musl')) ? 'musl' : 'glibc'
  return { cpu: [cpu], ...(os === 'linux' && { libc: [libc] }), ...(os !== undefined && { os: [os] }) }
}
