/**
 * mediasoup's worker, the native program that forwards the media. Upstream's prebuilt one where it can be reached
 * within a few seconds, else built from the sources in the npm package against the distribution's libraries. Kept in
 * the cache by version and, when built here, by distribution.
 */
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { release, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cacheFolder, root } from './places.mjs'
import { run, tryRun } from './run.mjs'
import { SetupError, step } from './steps.mjs'
import { buildPackages, distribution, installPackages, notInstalled } from './systemPackages.mjs'

const REACH_TIMEOUT_MS = 4_000
const DOWNLOAD_TIMEOUT_MS = 60_000
/** The worker's own exit code when it is started without `MEDIASOUP_VERSION`: it runs, and there is nothing to do. */
const EXIT_WITHOUT_VERSION = 41

const packageFolder = join(root, 'node_modules/mediasoup')

/**
 * @typedef {{kind: 'ready', path: string} | {kind: 'download' | 'build', downloaded: string, built: string}} WorkerPlan
 */

/**
 * Finds out where the worker is to come from. Needs no npm packages yet, so that the system packages for a build can
 * be installed together with all others.
 *
 * @returns {Promise<WorkerPlan>}
 */
export async function planWorker() {
  if (process.env.MEDIASOUP_WORKER_BIN) return { kind: 'ready', path: process.env.MEDIASOUP_WORKER_BIN }
  const version = await workerVersion()
  const platform = `${process.platform}-${process.arch}`
  const folder = join(cacheFolder, 'mediasoup-worker')
  const downloaded = join(folder, `${version}-prebuilt-${platform}`, 'mediasoup-worker')
  const built = join(folder, `${version}-${await distribution()}-${process.arch}`, 'mediasoup-worker')
  if (await runs(downloaded)) return { kind: 'ready', path: downloaded }
  if (await runs(built)) return { kind: 'ready', path: built }
  return { kind: (await isReachable(version)) ? 'download' : 'build', downloaded, built }
}

/**
 * System packages that the plan needs: those to build with, which also bring the libraries a built worker runs with.
 *
 * @param {WorkerPlan} plan
 */
export async function packagesFor(plan) {
  return plan.kind === 'build' ? notInstalled(buildPackages) : []
}

/**
 * Carries the plan out; the npm packages must be there.
 *
 * @param {WorkerPlan} plan
 * @param {NodeJS.ProcessEnv} env with Node 24 first on PATH
 * @returns {Promise<string>} the worker's path
 */
export async function ensureWorker(plan, env) {
  if (plan.kind === 'ready') return plan.path
  if (plan.kind === 'download' && (await download(plan.downloaded))) return plan.downloaded
  // After a download that failed half-way the packages to build with are not asked for yet.
  await installPackages(await notInstalled(buildPackages), 'building mediasoup’s worker')
  if (!(await runs(plan.built))) await build(plan.built, env)
  return plan.built
}

async function build(path, env) {
  await step('mediasoup’s worker: building from its sources', '4 to 8 min on two cores', async (say) => {
    const partial = `${path}.${process.pid}`
    const script = join(root, 'scripts/mediasoup-worker/build.sh')
    try {
      await run('nice', ['bash', script, packageFolder, partial], { onLine: say })
      await checkHandshake(partial, env)
      await rename(partial, path)
    } finally {
      await rm(partial, { force: true })
    }
  })
}

/** A real DTLS handshake: a worker built against an unfitting OpenSSL starts well and dies at the first one. */
async function checkHandshake(path, env) {
  const script = join(root, 'scripts/setup/dtlsHandshake.mjs')
  await run('node', [script], { env: { ...env, MEDIASOUP_WORKER_BIN: path }, timeoutMs: 30_000 })
}

async function download(path) {
  return step('mediasoup’s worker: downloading', '5 s', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'tongting-worker-'))
    try {
      const response = await fetch(await prebuiltUrl(await workerVersion()), {
        signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
      })
      if (!response.ok) return false
      await writeFile(join(temporary, 'worker.tgz'), Buffer.from(await response.arrayBuffer()))
      await run('tar', ['-xzf', 'worker.tgz'], { cwd: temporary })
      const worker = join(temporary, 'mediasoup-worker')
      await chmod(worker, 0o755)
      if (!(await runs(worker))) return false
      await mkdir(dirname(path), { recursive: true })
      // Copied and renamed, since the temporary folder may lie on another disk.
      await writeFile(`${path}.${process.pid}`, await readFile(worker), { mode: 0o755 })
      await rename(`${path}.${process.pid}`, path)
      return true
    } catch {
      return false
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  })
}

async function isReachable(version) {
  try {
    const url = await prebuiltUrl(version)
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) })).ok
  } catch {
    return false
  }
}

async function prebuiltUrl(version) {
  const base =
    process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ??
    'https://github.com/versatica/mediasoup/releases/download'
  const kernel = release().split('.', 1)[0]
  return `${base}/${version}/mediasoup-worker-${version}-${process.platform}-${process.arch}-kernel${kernel}.tgz`
}

async function workerVersion() {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  const version = packages['node_modules/mediasoup']?.version
  if (!version) throw new SetupError('The lockfile names no mediasoup')
  return version
}

async function runs(path) {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  return isThere && (await tryRun(path, [], { env: {}, timeoutMs: 5_000 })).code === EXIT_WITHOUT_VERSION
}
