/** Node 24, fetched as an npm package by whichever Node is there, and kept in the cache. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, root } from './places.mjs'
import { run } from './run.mjs'
import { SetupError, step } from './steps.mjs'

/** SHA-256 of `bin/node`, since the lockfile cannot vouch for a package that is fetched before it is read. */
const checksums = {
  'linux-x64': '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
  'linux-arm64': '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
}

/** @returns {Promise<string>} the folder that holds `node`, to be put first on PATH */
export async function ensureNode24() {
  const { config } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const version = config.node
  const platform = `${process.platform}-${process.arch}`
  const expected = checksums[platform]
  if (!expected)
    throw new SetupError(
      `There is no Node ${version} package for ${platform}. Linux on x64 or arm64 is needed.`,
    )

  const name = `node-${platform}`
  const folder = join(cacheFolder, `node-${version}`)
  const bin = join(folder, 'node_modules', name, 'bin')
  if (await exists(join(bin, 'node'))) return bin

  await step(`Node ${version}: fetching`, '10 s', async () => {
    const partial = `${folder}.${process.pid}`
    await mkdir(partial, { recursive: true })
    try {
      const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts']
      await run('npm', ['install', '--prefix', partial, ...flags, `${name}@${version}`], { cwd: partial })
      const found = await sha256(join(partial, 'node_modules', name, 'bin/node'))
      if (found !== expected)
        throw new SetupError(`Node ${version} as fetched is not the expected one (SHA-256 ${found})`)
      await rm(folder, { recursive: true, force: true })
      await rename(partial, folder)
    } finally {
      await rm(partial, { recursive: true, force: true })
    }
  })
  return bin
}

async function sha256(path) {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part)
  return hash.digest('hex')
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  )
}
