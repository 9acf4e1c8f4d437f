/** `npm start`: the set-up, then the supervisor under Node 24. */
import { root } from './setup/places.mjs'
import { becomeNode24 } from './setup/become.mjs'

await becomeNode24({ script: `${root}/scripts/supervisor/main.ts`, parameters: process.argv.slice(2) })
