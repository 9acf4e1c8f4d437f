/** The journal writer's process, put together: configuration, writer, control link, and how it stops. */
import { ConfigError, loadConfig, type Config } from '#platform/config.ts'
import { createLog, type Log } from '#platform/log.ts'
import { ControlServer } from './control/server.ts'
import { JournalWriter, type SittingNotice } from './journal/writer.ts'

/** Journals of two recorders of one sitting are told apart by it; there is one so far. */
const RECORDER = 'A'
const SHUTDOWN_MS = 5000

async function run(config: Config, log: Log, signal: AbortSignal): Promise<() => Promise<void>> {
  const { rtpIp, rtpPort, controlPort, token } = config.recorder
  let control: ControlServer | null = null
  const writer = await JournalWriter.start({
    dataFolder: config.dataFolder,
    recorder: RECORDER,
    rtpIp,
    rtpPort,
    log,
    signal,
    notify: (notice: SittingNotice) => control?.notify(notice),
  })
  control = await ControlServer.open({
    // The server that sends media to this address reaches the control port on it too.
    host: rtpIp,
    port: controlPort,
    token,
    log,
    hello: { type: 'hello', rtpIp, rtpPort: writer.rtpPort, recorderId: RECORDER },
    desire: (desire) => writer.desire(desire),
    seal: (sittingId) => writer.seal(sittingId),
  })
  log.info({ controlPort: control.port }, 'ready')
  return async () => {
    await control.close()
    await writer.close()
  }
}

function stopOnce(log: Log, close: () => Promise<void>): void {
  let isStopping = false
  const stop = (why: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ why }, 'stopping')
    // A disk that hangs must not keep a dead process alive; what is in the page cache survives it.
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  const supervisorGone = () => stop('the supervisor is gone')
  process.on('disconnect', supervisorGone)
  // It may have gone while this process was still loading.
  if (process.send && !process.connected) supervisorGone()
}

/** Runs until a signal or until the supervisor is gone; ends the process with 1 when it cannot start. */
export async function runWriter(): Promise<void> {
  try {
    const config = loadConfig()
    const log = createLog('recorder', config.log.level)
    const abort = new AbortController()
    const started = run(config, log, abort.signal)
    stopOnce(log, async () => {
      abort.abort()
      const close = await started.catch(() => null)
      await close?.()
    })
    await started
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
