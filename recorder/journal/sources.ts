/** Which sittings a datagram may belong to, by the address it came from. Looked up for every packet. */
import type { Source } from './sitting.ts'

interface Entry<T> {
  readonly ip: string
  readonly owners: readonly T[]
}

export class SourceTable<T> {
  readonly #byPort = new Map<number, readonly Entry<T>[]>()

  /**
   * The owners of an address, newest first. There is one as a rule; an SFU that restarted uses its ports again while
   * a sitting of its former life is not sealed yet, and then the SSRC decides.
   */
  ownersOf({ ip, port }: Source): readonly T[] {
    return this.#byPort.get(port)?.find((entry) => entry.ip === ip)?.owners ?? []
  }

  /** Gives an address to an owner and takes every other one from it. */
  move(source: Source, owner: T): void {
    if (this.ownersOf(source)[0] === owner) return
    this.remove(owner)
    const owners = [owner, ...this.ownersOf(source)]
    const others = (this.#byPort.get(source.port) ?? []).filter(({ ip }) => ip !== source.ip)
    this.#byPort.set(source.port, [...others, { ip: source.ip, owners }])
  }

  /** Takes all addresses from an owner. */
  remove(owner: T): void {
    for (const [port, entries] of this.#byPort) {
      const rest = entries
        .map(({ ip, owners }) => ({ ip, owners: owners.filter((each) => each !== owner) }))
        .filter(({ owners }) => owners.length > 0)
      if (rest.length > 0) this.#byPort.set(port, rest)
      else this.#byPort.delete(port)
    }
  }
}
