/** The npm packages of the lockfile, under Node 24: an older one makes npm choose older versions. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './places.mjs'
import { run } from './run.mjs'
import { step } from './steps.mjs'

/** Each of these makes an install script leave out its own download; the set-up brings these programs itself. */
const withoutDownloads = {
  MEDIASOUP_WORKER_BIN: '/bin/true',
  FFMPEG_BIN: '/usr/bin/ffmpeg',
  PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
  PUPPETEER_SKIP_DOWNLOAD: '1',
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
}

/** @param {NodeJS.ProcessEnv} env with Node 24 first on PATH */
export async function ensureNpmPackages(env) {
  if (await isUpToDate()) return
  await step('npm packages: installing from the lockfile', '40 s', (say) =>
    run('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: root,
      env: { ...env, ...withoutDownloads },
      onLine: say,
    }),
  )
}

/** npm writes what it has installed at the very end, so an install that broke off counts as none. */
async function isUpToDate() {
  const wanted = await readPackages(join(root, 'package-lock.json'))
  const installed = await readPackages(join(root, 'node_modules/.package-lock.json'))
  if (!wanted || !installed) return false
  return matches(wanted, installed)
}

/**
 * Whether what is installed is what the lockfile asks for; optional packages of other platforms may be absent.
 *
 * @param {Record<string, {version?: string, integrity?: string, optional?: boolean}>} wanted
 * @param {Record<string, {version?: string, integrity?: string}>} installed
 */
export function matches(wanted, installed) {
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === '') continue
    const found = installed[place]
    if (!found && entry.optional) continue
    if (!found || found.version !== entry.version || found.integrity !== entry.integrity) return false
  }
  return Object.keys(installed).every((place) => place in wanted)
}

async function readPackages(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages
  } catch {
    return null
  }
}
