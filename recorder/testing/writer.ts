/** The real writer process and a server's end of its control link, for tests. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RecorderNotice, type RecorderRequest } from '#protocol/recording/control.ts'
import { WebSocket } from 'ws'

const LOOPBACK = '127.0.0.1'
export const TEST_TOKEN = 'test-token-of-the-recorder-0123456789'
const CONNECT_PAUSE_MS = 20
const START_TIMEOUT_MS = 20_000

export interface WriterProcessOptions {
  readonly dataFolder: string
  readonly controlPort: number
  readonly rtpPort: number
  readonly logLevel?: string
}

/** A writer process that can be killed and started again at the same ports. */
export class WriterProcess {
  readonly #options: WriterProcessOptions
  #child: ChildProcess | null = null
  #output = ''

  constructor(options: WriterProcessOptions) {
    this.#options = options
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Starts the process and returns at once. */
  start(): void {
    const { dataFolder, controlPort, rtpPort, logLevel = 'info' } = this.#options
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts')], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: {
        ...process.env,
        // Vitest sets a MODE of its own.
        MODE: 'trial',
        TONGTING_DATA: dataFolder,
        DATABASE_URL: 'postgresql://nobody@localhost/none',
        RECORDER_TOKEN: TEST_TOKEN,
        RECORDER_CONTROL_PORT: String(controlPort),
        RECORDER_RTP_IP: LOOPBACK,
        RECORDER_RTP_PORT: String(rtpPort),
        LOG_LEVEL: logLevel,
      },
    })
    this.#child = child
    this.#output = ''
    child.stdout?.on('data', (text) => {
      this.#output += String(text)
    })
  }

  /** Waits until the process has logged a text. */
  async logged(text: string): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS
    while (!this.#output.includes(text)) {
      if (Date.now() > deadline) throw new Error(`not logged: ${text}; but ${this.#output}`)
      await sleep(CONNECT_PAUSE_MS)
    }
  }

  /** Kills the process with SIGKILL and waits until it is gone. */
  async kill(): Promise<void> {
    await this.stop('SIGKILL')
  }

  /** Ends the process and returns its exit code, null after a signal. Idempotent. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null) return child?.exitCode ?? null
    const exited = once(child, 'exit')
    child.kill(signal)
    const [code] = (await exited) as [number | null]
    return code
  }

  /** Closes the IPC channel, as the death of the supervisor does, and returns the exit code. */
  async orphan(): Promise<number | null> {
    const child = this.#child
    this.#child = null
    if (!child) return null
    const exited = once(child, 'exit')
    child.disconnect()
    const [code] = (await exited) as [number | null]
    return code
  }
}

/** A server's end of the control link. */
export class ControlClient {
  readonly #socket: WebSocket
  readonly notices: RecorderNotice[] = []

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      this.notices.push(RecorderNotice.parse(JSON.parse((data as Buffer).toString('utf8'))))
    })
  }

  /** Connects, trying until the recorder listens. */
  static async connect(controlPort: number, token = TEST_TOKEN, tries = 200): Promise<ControlClient> {
    for (let attempt = 1; ; attempt++) {
      const socket = new WebSocket(`ws://${LOOPBACK}:${controlPort}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const client = new ControlClient(socket)
      try {
        await once(socket, 'open')
        return client
      } catch (error) {
        if (attempt >= tries) throw error
        await sleep(CONNECT_PAUSE_MS)
      }
    }
  }

  send(request: RecorderRequest): void {
    this.#socket.send(JSON.stringify(request))
  }

  /** Sends text that need not be a request. */
  sendText(text: string): void {
    this.#socket.send(text)
  }

  /** The first notice, from now back to the beginning or still to come, that fits. */
  async expect<T extends RecorderNotice>(
    fits: (notice: RecorderNotice) => notice is T,
    timeoutMs?: number,
  ): Promise<T>
  async expect(fits: (notice: RecorderNotice) => boolean, timeoutMs?: number): Promise<RecorderNotice>
  async expect(fits: (notice: RecorderNotice) => boolean, timeoutMs = 5000): Promise<RecorderNotice> {
    const deadline = Date.now() + timeoutMs
    for (;;) {
      const found = this.notices.find(fits)
      if (found) return found
      if (Date.now() > deadline) {
        throw new Error(`no such notice; the last was ${JSON.stringify(this.notices.at(-1))}`)
      }
      await sleep(5)
    }
  }

  /** The close code that the recorder sent. */
  async closeCode(): Promise<number> {
    const [code] = (await once(this.#socket, 'close')) as [number]
    return code
  }

  close(): void {
    this.#socket.terminate()
  }
}

/** A UDP port nobody uses at this moment. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, LOOPBACK)
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

/** A TCP port nobody uses at this moment. */
export async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
