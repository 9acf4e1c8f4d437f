import { audience } from '#procedure/audience.ts'
import { isOver } from '#procedure/sitting/state.ts'
import { CatalogueError } from '#protocol/errors.ts'
import type { SittingId } from '#protocol/ids.ts'
import { acquireLease, releaseLease, type NodeIdentity } from './lease.ts'
import { LiveSitting, type LiveSittingDependencies } from './liveSitting.ts'
import { rebuildSitting } from './rebuild.ts'

const SWEEP_MS = 30_000
const AWAKE_PHASES = ['lobby', 'opening', 'inSession', 'paused', 'suspended'] as const

/** The sittings that live on this node. */
export class SittingRegistry {
  readonly #dependencies: LiveSittingDependencies
  readonly #node: NodeIdentity
  readonly #sittings = new Map<SittingId, Promise<LiveSitting>>()
  readonly #sweep: NodeJS.Timeout
  #closed = false

  constructor(dependencies: LiveSittingDependencies, node: NodeIdentity) {
    this.#dependencies = dependencies
    this.#node = node
    this.#sweep = setInterval(() => void this.#forgetIdle(), SWEEP_MS)
  }

  /**
   * The live sitting, brought to life from its events when it is not.
   *
   * @throws CatalogueError NOT_FOUND, SITTING_OVER, SITTING_ELSEWHERE
   */
  open(sittingId: SittingId): Promise<LiveSitting> {
    const known = this.#sittings.get(sittingId)
    if (known) return known
    if (this.#closed) return Promise.reject(new CatalogueError('UNAVAILABLE'))
    const opening = this.#wake(sittingId)
    this.#sittings.set(sittingId, opening)
    // Whoever asked hears of the failure; the next one tries anew.
    opening.catch(() => this.#sittings.delete(sittingId))
    return opening
  }

  /** Brings back what was going on when this node last stopped, so that clocks run before anybody comes. */
  async wakeInterrupted(): Promise<void> {
    const { prisma } = this.#dependencies
    const rows = await prisma.sitting.findMany({
      where: { phase: { in: [...AWAKE_PHASES] } },
      select: { id: true },
    })
    await Promise.all(rows.map(({ id }) => this.#wakeIfInterrupted(id)))
  }

  /** A login ended somewhere: its sockets and media end in every sitting. */
  endLogin(loginId: string): void {
    for (const opening of this.#sittings.values()) {
      // One that failed to open has nobody in it.
      opening.then((sitting) => sitting.endLogin(loginId)).catch(() => undefined)
    }
  }

  /** Ends all sittings on this node; another one, or the next start, takes them up. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweep)
    const openings = [...this.#sittings.values()]
    this.#sittings.clear()
    await Promise.allSettled(openings.map(async (opening) => (await opening).close()))
  }

  async #wakeIfInterrupted(sittingId: SittingId): Promise<void> {
    const { prisma, log } = this.#dependencies
    try {
      const state = (await rebuildSitting(prisma, sittingId))?.state
      if (!state || isOver(state)) return
      const isGoingOn = state.phase.name === 'opening' || state.phase.name === 'inSession'
      if (!isGoingOn && state.seats.every(({ presence }) => presence.status === 'away')) return
      await this.open(sittingId)
    } catch (error) {
      // Whoever comes to it hears why.
      log.warn({ sittingId, err: error }, 'sitting not brought back')
    }
  }

  async #wake(sittingId: SittingId): Promise<LiveSitting> {
    const { prisma, log } = this.#dependencies
    const before = await rebuildSitting(prisma, sittingId)
    if (!before) throw new CatalogueError('NOT_FOUND')
    if (isOver(before.state)) throw new CatalogueError('SITTING_OVER')
    const lease = await acquireLease(prisma, sittingId, this.#node)
    if (!lease.held) throw new CatalogueError('SITTING_ELSEWHERE', { url: lease.nodeUrl })
    try {
      // Read again under the lease: the node before may have written until now.
      const rebuilt = await rebuildSitting(prisma, sittingId)
      if (!rebuilt) throw new CatalogueError('NOT_FOUND')
      const onLost = () => void this.#drop(sittingId)
      const birth = { fence: lease.fence, rebuilt, onLost }
      const sitting = await LiveSitting.open(this.#dependencies, birth, audience(rebuilt.state))
      log.info({ sittingId, fence: lease.fence, phase: rebuilt.state.phase.name }, 'sitting opened')
      return sitting
    } catch (error) {
      await releaseLease(prisma, sittingId, lease.fence)
      throw error
    }
  }

  async #drop(sittingId: SittingId): Promise<void> {
    const opening = this.#sittings.get(sittingId)
    this.#sittings.delete(sittingId)
    await (await opening)?.close()
  }

  async #forgetIdle(): Promise<void> {
    for (const [sittingId, opening] of this.#sittings) {
      const sitting = await opening.catch(() => null)
      if (sitting?.isIdle) await this.#drop(sittingId)
    }
  }
}
