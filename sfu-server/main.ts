/** The server's process: configuration in, one line when it is ready, and an orderly end. */
import { ConfigError, loadConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { startServer } from './server.ts'

/** An orderly end takes well under a second; what hangs longer shall not keep the port. */
const SHUTDOWN_LIMIT_MS = 8_000

const begun = performance.now()

try {
  const config = loadConfig()
  const log = createLog('server', config.log.level)
  const server = await startServer({ config, log })
  let isStopping = false
  const stop = (why: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ why }, 'stopping')
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref()
    void server.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  process.on('disconnect', () => stop('the supervisor is gone'))
  log.info({ port: server.port, afterMs: Math.round(performance.now() - begun) }, 'ready')
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`)
  process.exit(1)
}
