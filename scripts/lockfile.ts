/** `npm run lockfile`: completes package-lock.json after an install from a mirror, see lockfile/complete.ts. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { completed, type Lock } from './lockfile/complete.ts'

const file = resolve(import.meta.dirname, '../package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Lock }
const packages = completed(lock.packages)
const added = Object.keys(packages).length - Object.keys(lock.packages).length
writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
console.log(`package-lock.json: ${added} entries added.`)
