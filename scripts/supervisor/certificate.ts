/** A self-made certificate for `--host`: a phone gives camera and microphone to HTTPS pages only. */
import { X509Certificate } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'

const DAY_MS = 86_400_000
/** Apple's devices refuse certificates that are valid for longer. */
const VALID_DAYS = 397
const RENEW_BEFORE_DAYS = 30

export interface CertificateFiles {
  readonly certFile: string
  readonly keyFile: string
}

/**
 * Makes the certificate, or keeps the one that is there while it is valid and names all addresses: a phone that has
 * accepted it once is then not asked again.
 *
 * @param folder made when missing; the key can be read by its owner only
 * @param addresses IP addresses besides this computer's own
 */
export async function ensureCertificate(
  folder: string,
  addresses: readonly string[],
  now: Date,
): Promise<CertificateFiles> {
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') }
  if (await isUsable(files.certFile, addresses, now)) return files
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const made = await generate([{ name: 'commonName', value: 'Tongting' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - DAY_MS),
    notAfterDate: new Date(now.getTime() + (VALID_DAYS - 1) * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          ...['127.0.0.1', ...addresses].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  })
  await writeFile(files.keyFile, made.private, { mode: 0o600 })
  await writeFile(files.certFile, made.cert)
  return files
}

async function isUsable(certFile: string, addresses: readonly string[], now: Date): Promise<boolean> {
  const pem = await readFile(certFile).catch(() => null)
  if (!pem) return false
  const certificate = new X509Certificate(pem)
  const isFresh = certificate.validToDate.getTime() - now.getTime() > RENEW_BEFORE_DAYS * DAY_MS
  return isFresh && addresses.every((address) => certificate.checkIP(address) !== undefined)
}
