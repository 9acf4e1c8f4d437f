/** The whole set-up: what is there already costs next to nothing and prints nothing. */
import { delimiter, join } from 'node:path'
import { ensureBrowserClient, ensurePrismaClient } from './generated.mjs'
import { alone } from './lock.mjs'
import { ensureWorker, packagesFor, planWorker } from './mediasoupWorker.mjs'
import { ensureNode24 } from './node24.mjs'
import { ensureNpmPackages } from './npmPackages.mjs'
import { cacheFolder } from './places.mjs'
import { findChromium, installPackages, missingTools } from './systemPackages.mjs'

/**
 * Brings everything that a start, or the tests, need.
 *
 * @param {{forTests?: boolean, withBrowserClient?: boolean}} [purpose]
 * @returns {Promise<NodeJS.ProcessEnv>} the environment for everything that runs afterwards: Node 24 first on PATH,
 *   the places of the worker and, for tests, of the browser
 */
export function setUp({ forTests = false, withBrowserClient = true } = {}) {
  return alone(async () => {
    const plan = await planWorker()
    const missing = [...(await missingTools({ forTests })), ...(await packagesFor(plan))]
    await installPackages(missing, forTests ? 'running and testing' : 'running')
    const env = await node24Environment()
    await ensureNpmPackages(env)
    const worker = await ensureWorker(plan, env)
    await ensurePrismaClient(env)
    if (withBrowserClient) await ensureBrowserClient(env)
    const chromium = forTests ? await findChromium() : null
    return { ...env, MEDIASOUP_WORKER_BIN: worker, ...(chromium !== null && { CHROMIUM_BIN: chromium }) }
  })
}

/**
 * Only Node 24, for the project's tools.
 *
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function node24Environment() {
  const bin = await ensureNode24()
  return {
    ...process.env,
    PATH: [bin, process.env.PATH].join(delimiter),
    // Compiled code is kept between starts; saves about a third of the server's start.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(cacheFolder, 'compiled'),
  }
}
