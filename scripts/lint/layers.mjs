/** The house's import rule: imports point down only, and client, sfu-server and recorder never import each other. */
import { isAbsolute, posix, relative, resolve, sep } from 'node:path'

/**
 * What each folder may import besides itself; `prisma` is its generated client. Folders that are not named stand above
 * the house and may import anything: the seed, the tests.
 */
export const layers = {
  protocol: [],
  procedure: ['protocol'],
  verify: ['protocol'],
  platform: ['protocol', 'prisma'],
  'sfu-server': ['protocol', 'procedure', 'verify', 'platform', 'prisma'],
  recorder: ['protocol', 'procedure', 'verify', 'platform', 'prisma'],
  client: ['protocol', 'procedure'],
  scripts: ['platform'],
}

/** npm packages and Node modules, where a folder may not have just any: the rules stay free of I/O. */
const packages = {
  protocol: ['zod'],
  procedure: ['zod'],
}

const parts = new Set([...Object.keys(layers), 'prisma'])

const isTest = (file) => /\.test\.[a-z]+$|\/testing\//.test(file)

/**
 * @param {string} root the project's folder
 * @param {string} file absolute path of the importing file
 * @param {string} specifier as written
 * @returns {string | null} what is wrong, or null
 */
export function forbiddenImport(root, file, specifier) {
  const place = relative(root, file).split(sep).join('/')
  const folder = place.split('/')[0]
  const allowed = layers[folder]
  if (!allowed || isAbsolute(place) || place.startsWith('..')) return null
  const target = projectFolder(root, file, specifier)
  if (target === null) return forbiddenPackage(folder, place, specifier)
  if (target === folder || allowed.includes(target) || !parts.has(target)) return null
  return `${folder} may not import from ${target}; it may import from ${[folder, ...allowed].join(', ')}`
}

function forbiddenPackage(folder, place, specifier) {
  const allowed = packages[folder]
  if (!allowed || isTest(place) || allowed.includes(packageName(specifier))) return null
  return `${folder} may not import ${specifier}; it may import ${allowed.join(', ')} only`
}

/** The top folder that a specifier leads to, or null when it is a package. */
function projectFolder(root, file, specifier) {
  if (specifier.startsWith('#')) return specifier.slice(1).split('/')[0]
  if (!specifier.startsWith('.')) return null
  return relative(root, resolve(posix.dirname(file), specifier)).split(sep)[0]
}

function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
