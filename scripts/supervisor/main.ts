/** `npm start` after its set-up: runs everything until Ctrl-C. With `--host` also for the local network. */
import { parseArgs } from 'node:util'
import { resolve } from 'node:path'
import type { Config } from '../../platform/config.ts'
import { Supervisor, type Program } from './supervise.ts'

const root = resolve(import.meta.dirname, '../..')
const begun = Date.now()

/** A signal that comes twice within this time is the same one: Ctrl-C reaches us, and our caller, who passes it on. */
const SAME_SIGNAL_MS = 1000

function preparations(config: Config): (readonly string[])[] {
  const steps = [['scripts/migrate.ts', 'deploy']]
  // The demo city; in production courts and people come from the court.
  if (config.mode === 'trial') steps.push(['prisma/seed.ts'])
  return steps
}

function programs({ http, recorder }: Config): Program[] {
  return [
    { name: 'server', parameters: ['sfu-server/main.ts'], port: { number: http.port, host: http.host } },
    {
      name: 'recorder',
      parameters: ['recorder/main.ts'],
      port: { number: recorder.controlPort, host: '127.0.0.1' },
    },
    { name: 'archivist', parameters: ['recorder/archivist.ts'] },
  ]
}

const { values } = parseArgs({ options: { host: { type: 'boolean', default: false } } })
const supervisor = new Supervisor({
  root,
  environment: process.env,
  isOnNetwork: values.host,
  preparations,
  programs,
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

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopOn(signal))
// The caller that did the set-up and holds this channel was killed.
process.on('disconnect', () => void stopOn('its caller ended'))

try {
  await supervisor.start()
  const { local, lan } = supervisor.addresses
  console.log(`\nTongting is ready after ${((Date.now() - begun) / 1000).toFixed(1)} s.\n`)
  console.log(`  On this computer:  ${local}`)
  if (lan) console.log(`  On the network:    ${lan}  (accept the certificate warning once)`)
  if (values.host && !lan)
    console.log('  On the network:    not reachable, this computer has no network address')
  console.log('\nCtrl-C stops it.')
} catch (error) {
  if (stopRequestedAt === 0) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
    await stopOn('it could not start')
  }
}
