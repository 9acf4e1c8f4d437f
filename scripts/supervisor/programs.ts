/** What a Tongting consists of besides PostgreSQL. */
import type { Config } from '../../platform/config.ts'
import type { Program } from './supervise.ts'

/** Where `npm run dev` serves the browser client from its sources. */
export const DEV_PORT = 5173

const LOOPBACK = '127.0.0.1'

/** What runs to its end before the programs start. */
export function preparations(config: Config): (readonly string[])[] {
  const steps = [['scripts/migrate.ts', 'deploy']]
  // The demo city; in production courts and people come from the court.
  if (config.mode === 'trial') steps.push(['prisma/seed.ts'])
  return steps
}

/** In the order in which they are stopped: the recorder outlives the server, to write what it still receives. */
export function programs({ http, recorder }: Config): Program[] {
  return [
    { name: 'server', parameters: ['sfu-server/main.ts'], port: { number: http.port, host: http.host } },
    // Two writers, fully loaded: whichever has the media port writes, the other takes over within milliseconds when
    // that one dies, well inside the second for which the media server can send audio again.
    { name: 'recorder-standby', parameters: ['recorder/main.ts'] },
    {
      name: 'recorder',
      parameters: ['recorder/main.ts'],
      port: { number: recorder.controlPort, host: LOOPBACK },
    },
    { name: 'archivist', parameters: ['recorder/archivist.ts'] },
  ]
}

/** Serves the browser client from its sources, for `npm run dev`. */
export const vite: Program = {
  name: 'vite',
  parameters: `node_modules/vite/bin/vite.js client --host ${LOOPBACK} --port ${DEV_PORT} --strictPort`.split(
    ' ',
  ),
  port: { number: DEV_PORT, host: LOOPBACK },
}
