import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Config } from '#platform/config.ts'

const ownDevices = [
  'camera',
  'microphone',
  'display-capture',
  'fullscreen',
  'screen-wake-lock',
  'speaker-selection',
]
const permissionsPolicy = [
  ...ownDevices.map((feature) => `${feature}=(self)`),
  'geolocation=()',
  'payment=()',
  'usb=()',
].join(', ')

/** Headers of every answer: the browser may load from this server only, and nobody may frame our pages (PI-5). */
export async function setSecurityHeaders(
  app: FastifyInstance,
  config: Pick<Config, 'mode' | 'http'>,
): Promise<void> {
  // Older Safari does not count the socket's scheme as 'self'.
  const socketOrigin = new URL(config.http.publicUrl).origin.replace(/^http/, 'ws')
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", socketOrigin],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // A browser that once heard it would refuse the trial's plain HTTP on the same host.
    strictTransportSecurity: config.mode === 'production',
    // Addresses hold invitation tokens: no other site ever learns them.
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
  })
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('Permissions-Policy', permissionsPolicy)
    if (request.url.startsWith('/api/')) void reply.header('Cache-Control', 'no-store')
  })
}
