/**
 * Runs a whole Tongting: PostgreSQL and the programs beside it, none a child of another, each started again by itself
 * after a crash, all ended in order.
 */
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { loadConfig, type Config } from '../../platform/config.ts'
import { startCluster, type Cluster } from '../../platform/postgres/cluster.ts'
import { findOwner, letPass } from '../../platform/postgres/owner.ts'
import { lastLines, startChild } from './childProcess.ts'
import { ensureDataFolder, hostSettings, merged, recorderToken } from './environment.ts'
import { answers, busyPorts, type WantedPort } from './ports.ts'
import { Service } from './service.ts'
import { StatusFile } from './status.ts'

const DATABASE_NAME = 'tongting'
const READY_TIMEOUT_MS = 60_000
const POLL_MS = 25
/** So many crashes in a row before it was ever ready mean that something is wrong with the installation. */
const CRASHES_BEFORE_GIVING_UP = 3

export interface Program {
  readonly name: string
  /** Parameters of `node`. */
  readonly parameters: readonly string[]
  /** TCP port on which it answers once it is up. */
  readonly port?: { readonly number: number; readonly host: string }
}

export interface Plan {
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
  /** Serve the local network as well, over HTTPS. */
  readonly isOnNetwork: boolean
  /** Parameters of `node` for what is to run to its end, in order, before the programs start. */
  readonly preparations: (config: Config) => readonly (readonly string[])[]
  /** In the order in which they are stopped. */
  readonly programs: (config: Config) => readonly Program[]
  readonly say: (line: string) => void
}

export class Supervisor {
  readonly #plan: Plan
  readonly #stopping = new AbortController()
  readonly #services: Service[] = []
  #status: StatusFile | null = null
  #cluster: Cluster | null = null
  #environment: NodeJS.ProcessEnv = {}
  #config: Config | null = null
  #lanAddress: string | null = null
  #isReady = false
  #stopped: Promise<void> | null = null

  constructor(plan: Plan) {
    this.#plan = plan
  }

  /**
   * Starts everything. Resolves when all programs answer.
   *
   * @throws Error saying what is wrong; call `stop` then as well
   */
  async start(): Promise<void> {
    const { root, environment, isOnNetwork } = this.#plan
    const dataFolder = await ensureDataFolder(environment, root)
    this.#status = new StatusFile(dataFolder)
    const host = isOnNetwork ? await hostSettings(dataFolder, environment.HTTPS_PORT || '3443') : null
    this.#lanAddress = host?.lanAddress ?? null
    const own = { TONGTING_DATA: dataFolder, RECORDER_TOKEN: await recorderToken(dataFolder) }
    const withoutDatabase = merged({ ...environment, TONGTING_DATA: dataFolder }, host?.variables ?? {}, own)
    // Checked before anything runs; the address of a PostgreSQL of our own is known only once that runs.
    this.#config = loadConfig(merged(withoutDatabase, { DATABASE_URL: 'postgresql://localhost' }))
    await this.#checkPorts(this.#config)
    if (!withoutDatabase.DATABASE_URL) await this.#startPostgres(dataFolder)
    const address = { DATABASE_URL: this.#cluster?.url(DATABASE_NAME) ?? '' }
    this.#environment = merged(withoutDatabase, address)
    this.#config = loadConfig(this.#environment)
    for (const parameters of this.#plan.preparations(this.#config)) await this.#runToEnd(parameters)
    const programs = this.#plan.programs(this.#config)
    await Promise.all(programs.map((program) => this.#startProgram(program)))
    this.#throwIfStopping()
    this.#isReady = true
    this.#report()
  }

  /** What to show once it is ready: where browsers find it, and the folder of the programs' logs. */
  get addresses(): { readonly local: string; readonly lan: string | null; readonly logs: string } {
    const http = this.#config?.http
    const lan =
      http?.https && this.#lanAddress !== null ? `https://${this.#lanAddress}:${http.https.port}` : null
    return { local: `http://localhost:${http?.port}`, lan, logs: dirname(this.#logFile('any')) }
  }

  /** Restarts programs after their sources changed. */
  async restart(names: ReadonlySet<string>): Promise<void> {
    await Promise.all(
      this.#services.filter(({ name }) => names.has(name)).map((service) => service.restart()),
    )
  }

  /** Ends everything, in order: the programs first, PostgreSQL last. May be called twice, and during `start`. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stopAll())
  }

  async #stopAll(): Promise<void> {
    this.#stopping.abort()
    this.#isReady = false
    this.#report()
    const order = [
      'preparation',
      ...(this.#config ? this.#plan.programs(this.#config) : []).map(({ name }) => name),
    ]
    const rank = (service: Service) => {
      const place = order.indexOf(service.name)
      return place === -1 ? order.length : place
    }
    for (const service of this.#services.toSorted((one, other) => rank(one) - rank(other)))
      await service.stop()
    this.#status?.remove()
    this.#status = null
  }

  async #startPostgres(dataFolder: string): Promise<void> {
    const owner = await findOwner()
    if (owner) await letPass(dataFolder, owner)
    const launch = async () => {
      const cluster = await startCluster({ folder: join(dataFolder, 'postgres') })
      this.#cluster = cluster
      return { pid: cluster.pid, exited: cluster.exited.then(() => 'it ended'), stop: () => cluster.stop() }
    }
    await this.#keep('postgres', launch).start()
    this.#throwIfStopping()
    await this.#cluster?.ensureDatabase(DATABASE_NAME)
  }

  async #startProgram(program: Program): Promise<void> {
    const logFile = this.#logFile(program.name)
    const service = this.#keep(program.name, () => this.#child(program.parameters, logFile))
    await service.start()
    const deadline = Date.now() + READY_TIMEOUT_MS
    while (!(await this.#isUp(service, program))) {
      this.#throwIfStopping()
      const hasGivenUp = service.crashes >= CRASHES_BEFORE_GIVING_UP || Date.now() > deadline
      if (hasGivenUp)
        throw new Error(`The ${program.name} does not come up:\n${await lastLines(logFile, 20)}`)
      await wait(POLL_MS)
    }
  }

  async #isUp(service: Service, { port }: Program): Promise<boolean> {
    if (service.pid === null) return false
    return port ? answers(port.number, port.host) : true
  }

  /** Runs a preparation as a child that is ended with everything else when somebody stops the start. */
  async #runToEnd(parameters: readonly string[]): Promise<void> {
    this.#throwIfStopping()
    const logFile = this.#logFile('preparation')
    const child = await this.#child(parameters, logFile)
    const end = () => void child.stop()
    this.#stopping.signal.addEventListener('abort', end)
    const outcome = await child.exited
    this.#stopping.signal.removeEventListener('abort', end)
    this.#throwIfStopping()
    if (outcome !== 'ended with code 0')
      throw new Error(`${parameters[0]} failed:\n${await lastLines(logFile, 20)}`)
  }

  #keep(name: string, launch: ConstructorParameters<typeof Service>[0]['launch']): Service {
    const service = new Service({
      name,
      launch,
      onChange: () => this.#report(),
      onCrash: (reason, delayMs) => {
        const when = delayMs === 0 ? 'now' : `in ${delayMs / 1000} s`
        this.#plan.say(`The ${name} stopped unexpectedly (${reason}); starting it again ${when}.`)
      },
    })
    this.#services.push(service)
    return service
  }

  #child(parameters: readonly string[], logFile: string) {
    return startChild({ parameters, logFile, cwd: this.#plan.root, env: this.#environment })
  }

  #logFile(name: string): string {
    return join(this.#config?.dataFolder ?? this.#plan.root, 'logs', `${name}.log`)
  }

  #report(): void {
    const running = this.#services.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid] as const]))
    this.#status?.write({
      supervisor: process.pid,
      ready: this.#isReady,
      address: this.addresses.local,
      lanAddress: this.addresses.lan,
      pids: Object.fromEntries(running),
    })
  }

  #throwIfStopping(): void {
    if (this.#stopping.signal.aborted) throw new Error('It was stopped while it was starting.')
  }

  async #checkPorts({ http, media, recorder }: Config): Promise<void> {
    const wanted: WantedPort[] = [
      { variable: 'HTTP_PORT', port: http.port, host: http.host, protocol: 'tcp' },
      { variable: 'RECORDER_CONTROL_PORT', port: recorder.controlPort, host: '127.0.0.1', protocol: 'tcp' },
      { variable: 'RECORDER_RTP_PORT', port: recorder.rtpPort, host: recorder.rtpIp, protocol: 'udp' },
    ]
    if (http.https)
      wanted.push({ variable: 'HTTPS_PORT', port: http.https.port, host: http.host, protocol: 'tcp' })
    for (let worker = 0; worker < media.workers; worker++) {
      for (const protocol of ['udp', 'tcp'] as const) {
        wanted.push({ variable: 'MEDIA_PORT', port: media.port + worker, host: media.listenIp, protocol })
      }
    }
    const problems = await busyPorts(wanted)
    if (problems.length > 0) throw new Error(problems.join('\n'))
  }
}
