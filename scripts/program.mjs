/**
 * One program of the system by itself, for containers and service managers:
 * `node scripts/program.mjs sfu-server/main.ts`. Does the set-up first, which costs nothing where it was done.
 */
import { resolve } from 'node:path'
import { becomeNode24 } from './setup/become.mjs'
import { root } from './setup/places.mjs'

const [script, ...parameters] = process.argv.slice(2)
if (!script) {
  console.error('Usage: node scripts/program.mjs <script> [parameters]')
  process.exit(1)
}
await becomeNode24({ script: resolve(root, script), parameters })
