/** The supervisor with stand-ins for its programs, as a process of its own so that a test can kill it. */
import { join } from 'node:path'
import { Supervisor } from '../supervise.ts'

const standIn = join(import.meta.dirname, 'standIn.ts')
const supervisor = new Supervisor({
  root: process.env.TONGTING_DATA ?? '',
  environment: process.env,
  isOnNetwork: process.argv.includes('--host'),
  preparations: () => [],
  programs: ({ http, recorder }) => [
    {
      name: 'server',
      parameters: [standIn, 'server', String(http.port)],
      port: { number: http.port, host: '127.0.0.1' },
    },
    {
      name: 'recorder',
      parameters: [standIn, 'recorder', String(recorder.controlPort)],
      port: { number: recorder.controlPort, host: '127.0.0.1' },
    },
    { name: 'archivist', parameters: [standIn, 'archivist'] },
  ],
  say: (line) => console.log(line),
})

process.on('SIGTERM', () => void supervisor.stop().finally(() => process.exit()))
await supervisor.start().catch(async (error: Error) => {
  console.error(error.message)
  await supervisor.stop()
  process.exit(1)
})
