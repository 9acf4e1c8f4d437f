import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureCertificate } from './certificate.ts'

const now = new Date()
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)
let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'certificate-'))))
afterEach(() => rm(folder, { recursive: true }))

it('[RUN-6] serves HTTPS under every address named, and keeps the key private', async () => {
  const files = await ensureCertificate(join(folder, 'tls'), ['192.168.1.7'], now)
  const [cert, key] = [await readFile(files.certFile), await readFile(files.keyFile)]
  expect((await stat(files.keyFile)).mode & 0o777).toBe(0o600)
  expect(new X509Certificate(cert).checkIP('192.168.1.7')).toBeDefined()
  const server = createServer({ cert, key }, (_, response) => response.end('hello')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const status = await new Promise((resolve, reject) =>
    request({ port, host: '127.0.0.1', ca: cert }, (response) => resolve(response.statusCode))
      .on('error', reject)
      .end(),
  )
  server.close()
  expect(status).toBe(200)
})

it('[RUN-6] is kept while it fits, and made anew for another address or before it runs out', async () => {
  const serial = async (addresses: string[], at: Date) =>
    new X509Certificate(await readFile((await ensureCertificate(folder, addresses, at)).certFile))
      .serialNumber
  const first = await serial(['192.168.1.7'], now)
  expect(await serial(['192.168.1.7'], inDays(300))).toBe(first)
  expect(await serial(['192.168.1.8'], now)).not.toBe(first)
  const second = await serial(['192.168.1.8'], now)
  expect(await serial(['192.168.1.8'], inDays(380))).not.toBe(second)
})
