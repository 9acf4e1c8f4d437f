import { describe, expect, it } from 'vitest'
import { SerialQueue } from './serialQueue.ts'

describe('[CMD-3] the queue of a sitting', () => {
  it('runs tasks one after another in the order in which they came', async () => {
    const queue = new SerialQueue()
    const order: string[] = []
    const task = (name: string, turns: number) =>
      queue.run(async () => {
        order.push(`${name} begins`)
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
        order.push(`${name} ends`)
      })
    await Promise.all([task('first', 20), task('second', 1), task('third', 5)])
    expect(order).toEqual([
      'first begins',
      'first ends',
      'second begins',
      'second ends',
      'third begins',
      'third ends',
    ])
  })

  it('goes on after a task that failed, whose caller alone hears of it', async () => {
    const queue = new SerialQueue()
    const failing = queue.run(() => Promise.reject(new Error('no')))
    const next = queue.run(() => Promise.resolve('yes'))
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('yes')
    await queue.idle()
  })
})
