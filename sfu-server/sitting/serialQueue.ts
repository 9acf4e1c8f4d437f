/** Runs tasks one after another, in the order in which they came. A task that fails does not stop the next. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve()

  /** Settles as the task does. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task)
    // The caller hears of a failure through `result`; the queue goes on either way.
    this.#tail = result.catch(() => undefined)
    return result
  }

  /** Resolves once everything that was queued so far is done. */
  async idle(): Promise<void> {
    await this.#tail
  }
}
