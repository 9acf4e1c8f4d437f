/**
 * Proves that a mediasoup worker can complete a DTLS handshake, without a browser: OpenSSL's own client is the peer,
 * and a small relay speaks the ICE that comes before. Exits with 0 when the transport is connected.
 *
 * usage: MEDIASOUP_WORKER_BIN=... node dtlsHandshake.mjs
 */
import { execFileSync, spawn } from 'node:child_process'
import { createHmac, randomBytes, X509Certificate } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { createWorker } from 'mediasoup'

const TIMEOUT_MS = 15_000
const HOST = '127.0.0.1'
const MAGIC_COOKIE = 0x2112a442
const FINGERPRINT_XOR = 0x5354554e
const attributes = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  controlling: 0x802a,
}

function attribute(type, value) {
  const padding = Buffer.alloc((4 - (value.length % 4)) % 4)
  const head = Buffer.alloc(4)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(value.length, 2)
  return Buffer.concat([head, value, padding])
}

function uint32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

/** A binding request that nominates this path, as a browser sends it before DTLS (RFC 8445). */
function bindingRequest({ usernameFragment, password }) {
  const header = Buffer.alloc(20)
  header.writeUInt16BE(0x0001, 0)
  header.writeUInt32BE(MAGIC_COOKIE, 4)
  randomBytes(12).copy(header, 8)
  const withLength = (body, following) => {
    header.writeUInt16BE(body.length + following, 2)
    return Buffer.concat([header, body])
  }
  let body = Buffer.concat([
    attribute(attributes.username, Buffer.from(`${usernameFragment}:check`)),
    attribute(attributes.priority, uint32(0x6e7f00ff)),
    attribute(attributes.controlling, randomBytes(8)),
    attribute(attributes.useCandidate, Buffer.alloc(0)),
  ])
  const integrity = createHmac('sha1', password).update(withLength(body, 24)).digest()
  body = Buffer.concat([body, attribute(attributes.messageIntegrity, integrity)])
  const fingerprint = crc32(withLength(body, 8)) ^ FINGERPRINT_XOR
  body = Buffer.concat([body, attribute(attributes.fingerprint, uint32(fingerprint))])
  return withLength(body, 0)
}

function bind(socket) {
  return new Promise((resolve) => socket.bind(0, HOST, () => resolve(socket.address().port)))
}

/** Passes DTLS between OpenSSL, which talks to `near`, and the transport. STUN answers are dropped. */
async function relay(transport) {
  const near = createSocket('udp4')
  const far = createSocket('udp4')
  const { ip, port } = transport.iceCandidates[0]
  let client
  near.on('message', (message, from) => {
    client = from
    far.send(message, port, ip)
  })
  far.on('message', (message) => {
    const isDtls = message[0] >= 20 && message[0] <= 63
    if (isDtls && client) near.send(message, client.port, client.address)
  })
  const nearPort = await bind(near)
  await bind(far)
  far.send(bindingRequest(transport.iceParameters), port, ip)
  return {
    port: nearPort,
    close() {
      near.close()
      far.close()
    },
  }
}

function makeCertificate(folder) {
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1']
  const output = ['-keyout', files.key, '-out', files.cert]
  execFileSync('openssl', ['req', ...kind, '-subj', '/CN=check', ...output], { stdio: 'ignore' })
  return { ...files, fingerprint: new X509Certificate(readFileSync(files.cert)).fingerprint256 }
}

function connected(transport, worker) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no DTLS handshake in time')), TIMEOUT_MS)
    const settle = (action) => {
      clearTimeout(timer)
      action()
    }
    transport.on('dtlsstatechange', (state) => {
      if (state === 'connected') settle(resolve)
      if (state === 'failed') settle(() => reject(new Error('the DTLS handshake failed')))
    })
    worker.on('died', () => settle(() => reject(new Error('the worker died during the DTLS handshake'))))
  })
}

async function check(folder) {
  const worker = await createWorker({ logLevel: 'error' })
  const router = await worker.createRouter()
  const transport = await router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: HOST }] })
  const certificate = makeCertificate(folder)
  const handshake = connected(transport, worker)
  const path = await relay(transport)
  await transport.connect({
    dtlsParameters: {
      role: 'client',
      fingerprints: [{ algorithm: 'sha-256', value: certificate.fingerprint }],
    },
  })
  const identity = ['-cert', certificate.cert, '-key', certificate.key]
  const profile = ['-use_srtp', 'SRTP_AES128_CM_SHA1_80']
  const openssl = spawn(
    'openssl',
    ['s_client', '-dtls1_2', ...profile, ...identity, '-connect', `${HOST}:${path.port}`],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  )
  try {
    await handshake
  } finally {
    openssl.kill('SIGKILL')
    path.close()
    worker.close()
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tongting-dtls-'))
try {
  await check(folder)
  console.log('DTLS handshake completed')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
