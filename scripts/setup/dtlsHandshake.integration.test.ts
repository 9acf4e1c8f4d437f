import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const script = join(import.meta.dirname, 'dtlsHandshake.mjs')

it('[RUN-13] the media worker of this machine completes a real DTLS handshake', async () => {
  const { stdout } = await run(process.execPath, [script])
  expect(stdout).toContain('DTLS handshake completed')
})

it('[RUN-13] a worker that cannot is found out', async () => {
  const env = { ...process.env, MEDIASOUP_WORKER_BIN: '/bin/false' }
  await expect(run(process.execPath, [script], { env })).rejects.toThrow('Command failed')
})
