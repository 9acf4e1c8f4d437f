/** Debian's packages: as root installed, otherwise named in the one line that installs them. */
import { access, readFile } from 'node:fs/promises'
import { isInstalled, run, tryRun } from './run.mjs'
import { SetupError, step } from './steps.mjs'

/** What mediasoup's worker is built with. */
export const buildPackages = [
  'g++',
  'meson',
  'ninja-build',
  'pkg-config',
  'libuv1-dev',
  'libssl-dev',
  'libsrtp2-dev',
  'libabsl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
  'openssl',
]

const cjkFont = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'

/**
 * What is missing of the things that every start needs, or the tests.
 *
 * @param {{forTests: boolean}} purpose
 * @returns {Promise<string[]>} package names
 */
export async function missingTools({ forTests }) {
  const missing = []
  if (!(await hasFfmpeg())) missing.push('ffmpeg')
  if (!(await hasCjkFont())) missing.push('fonts-noto-cjk')
  if (!(await isInstalled('setpriv'))) missing.push('util-linux')
  if (forTests && (await findChromium()) === null) missing.push('chromium')
  return missing
}

/** @returns {Promise<string | null>} the browser for journeys: CHROMIUM_BIN, or the system's */
export async function findChromium() {
  if (process.env.CHROMIUM_BIN) return process.env.CHROMIUM_BIN
  const { code, output } = await tryRun('sh', ['-c', 'command -v chromium'])
  return code === 0 ? output.trim() : null
}

async function hasFfmpeg() {
  if (process.env.FFMPEG_BIN && process.env.FFPROBE_BIN) return true
  return (await isInstalled('ffmpeg')) && (await isInstalled('ffprobe'))
}

async function hasCjkFont() {
  const isThere = await access(cjkFont).then(
    () => true,
    () => false,
  )
  if (isThere) return true
  const { code, output } = await tryRun('fc-list', [':lang=zh', 'family'])
  return code === 0 && output.trim() !== ''
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<string[]>} those that dpkg does not know as installed
 */
export async function notInstalled(packages) {
  const missing = []
  for (const name of packages) {
    if (!(await isRegistered(name))) missing.push(name)
  }
  return missing
}

async function isRegistered(name) {
  return (await tryRun('dpkg-query', ['-W', '-f', '${db:Status-Status}', name])).output === 'installed'
}

/**
 * Installs Debian packages, or stops with the line that does.
 *
 * @param {readonly string[]} packages none is fine
 * @param {string} reason what they are for
 */
export async function installPackages(packages, reason) {
  if (packages.length === 0) return
  const install = ['install', '-y', '--no-install-recommends', ...packages]
  if (process.getuid?.() !== 0 || !(await isInstalled('apt-get'))) {
    throw new SetupError(
      `These packages are needed for ${reason}. Please run this line, then start again:\n\n` +
        `    sudo apt-get update && sudo apt-get ${install.join(' ')}\n`,
    )
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const patience = ['-o', 'DPkg::Lock::Timeout=300']
  await step(`System packages for ${reason}: ${packages.join(', ')}`, '1 min', async (say) => {
    await run('apt-get', [...patience, 'update'], { env, onLine: say })
    await run('apt-get', [...patience, ...install], { env, onLine: say })
  })
}

/**
 * @returns {Promise<string>} for example `debian-12`; built programs depend on the distribution's libraries
 */
export async function distribution() {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const field = (name) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1]
  return `${field('ID') ?? 'linux'}-${field('VERSION_ID') ?? field('VERSION_CODENAME') ?? 'rolling'}`
}
