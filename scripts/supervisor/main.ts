/**
 * `npm start` after its set-up: runs everything until Ctrl-C. With `--host` also for the local network, with `--dev`
 * as `npm run dev`.
 */
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DEV_PORT, preparations, programs, vite } from './programs.ts'
import { Supervisor } from './supervise.ts'
import { watchSources } from './watch.ts'

const root = resolve(import.meta.dirname, '../..')
const begun = Date.now()

/** A signal that comes twice within this time is the same one: Ctrl-C reaches us, and our caller, who passes it on. */
const SAME_SIGNAL_MS = 1000

const { values } = parseArgs({
  options: { host: { type: 'boolean', default: false }, dev: { type: 'boolean', default: false } },
})
const supervisor = new Supervisor({
  root,
  environment: process.env,
  isOnNetwork: values.host,
  preparations,
  programs: (config) => (values.dev ? [...programs(config), vite] : programs(config)),
  say: (line) => console.log(line),
})

let stopRequestedAt = 0

async function stopOn(cause: string): Promise<void> {
  if (stopRequestedAt > 0) {
    if (Date.now() - stopRequestedAt > SAME_SIGNAL_MS) console.log('Still stopping ...')
    return
  }
  stopRequestedAt = Date.now()
  console.log(`\nStopping (${cause}) ...`)
  await supervisor.stop()
  console.log('Stopped.')
  process.exit()
}

function sayReady(): void {
  const { local, lan, logs } = supervisor.addresses
  console.log(`\nTongting is ready after ${((Date.now() - begun) / 1000).toFixed(1)} s.\n`)
  console.log(`  On this computer:  ${values.dev ? `http://localhost:${DEV_PORT}` : local}`)
  if (lan) console.log(`  On the network:    ${lan}  (accept the certificate warning once)`)
  if (values.host && !lan)
    console.log('  On the network:    not reachable, this computer has no network address')
  console.log(`  Logs:              ${logs.startsWith(root) ? relative(root, logs) : logs}`)
  console.log('\nCtrl-C stops it.')
}

async function restart(names: ReadonlySet<string>): Promise<void> {
  console.log(`Restarting after a change: ${[...names].join(', ')}`)
  await supervisor.restart(names)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopOn(signal))
// The caller that did the set-up and holds this channel was killed.
process.on('disconnect', () => void stopOn('its caller ended'))

try {
  await supervisor.start()
  sayReady()
  if (values.dev) watchSources(root, (names) => void restart(names))
} catch (error) {
  if (stopRequestedAt === 0) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
    await stopOn('it could not start')
  }
}
