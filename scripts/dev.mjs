/** `npm run dev`: as `npm start`, with the browser client served from its sources and programs restarted on change. */
import { becomeNode24 } from './setup/become.mjs'
import { root } from './setup/places.mjs'

await becomeNode24({
  script: `${root}/scripts/supervisor/main.ts`,
  parameters: ['--dev', ...process.argv.slice(2)],
  purpose: { withBrowserClient: false },
})
