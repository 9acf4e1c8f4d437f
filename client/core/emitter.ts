/** Tells facts to listeners. A listener that throws is logged and cannot keep the others from hearing. */
export class Emitter<Events extends Record<keyof Events, unknown[]>> {
  readonly #listeners: { [K in keyof Events]?: Set<(...fact: Events[K]) => void> } = {}

  /** Listens until what it returns is called. */
  on<K extends keyof Events>(name: K, listener: (...fact: Events[K]) => void): () => void {
    const listeners = (this.#listeners[name] ??= new Set())
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  emit<K extends keyof Events>(name: K, ...fact: Events[K]): void {
    for (const listener of this.#listeners[name] ?? []) {
      try {
        listener(...fact)
      } catch (error) {
        console.error('A listener failed', name, error)
      }
    }
  }
}
