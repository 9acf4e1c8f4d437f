/** What the supervised programs are told: the caller's own settings, and what the supervisor finds out by itself. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join, resolve } from 'node:path'
import { ensureCertificate } from './certificate.ts'
import { defaultInterfaceOf, lanAddresses } from './lanAddress.ts'

/**
 * Makes the data folder, closed to everybody else.
 *
 * @returns its absolute path
 */
export async function ensureDataFolder(environment: NodeJS.ProcessEnv, root: string): Promise<string> {
  const folder = resolve(root, environment.TONGTING_DATA || '.data')
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  return folder
}

/** The secret that server and recorder share, made once per data folder. */
export async function recorderToken(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'recorder-token')
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    const token = randomBytes(32).toString('base64url')
    await writeFile(file, token, { mode: 0o600, flag: 'wx' })
    return token
  }
}

export interface HostSettings {
  /** The address a phone on the same network uses; null when this machine has no network. */
  readonly lanAddress: string | null
  readonly variables: NodeJS.ProcessEnv
}

/** Settings of `--host`: listen everywhere, HTTPS with a certificate of our own, media announced on the network. */
export async function hostSettings(dataFolder: string, httpsPort: string): Promise<HostSettings> {
  const routes = await readFile('/proc/net/route', 'utf8').catch(() => '')
  const addresses = lanAddresses(networkInterfaces(), defaultInterfaceOf(routes))
  const lanAddress = addresses[0] ?? null
  const { certFile, keyFile } = await ensureCertificate(join(dataFolder, 'tls'), addresses, new Date())
  return {
    lanAddress,
    variables: {
      HTTP_HOST: '0.0.0.0',
      MEDIA_LISTEN_IP: '0.0.0.0',
      MEDIA_ANNOUNCED_ADDRESS: lanAddress ?? '127.0.0.1',
      TLS_CERT_FILE: certFile,
      TLS_KEY_FILE: keyFile,
      HTTPS_PORT: httpsPort,
      ...(lanAddress !== null && { PUBLIC_URL: `https://${lanAddress}:${httpsPort}` }),
    },
  }
}

/** Later ones fill in what earlier ones leave open; an empty variable is left open. */
export function merged(...environments: readonly NodeJS.ProcessEnv[]): NodeJS.ProcessEnv {
  const given = environments.map((one) =>
    Object.fromEntries(Object.entries(one).filter(([, value]) => value)),
  )
  return Object.assign({}, ...given.toReversed())
}
