import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { Service, type Running } from './service.ts'

/** Stand-ins for processes that the test lets crash. */
function fakeLaunches() {
  const made: { crash: (reason: string) => void; isStopped: boolean }[] = []
  const failures: string[] = []
  const launch = async (): Promise<Running> => {
    const failure = failures.shift()
    if (failure) throw new Error(failure)
    const { promise: exited, resolve } = Promise.withResolvers<string>()
    const entry = { crash: resolve, isStopped: false }
    made.push(entry)
    const stop = async () => {
      entry.isStopped = true
      resolve('asked to')
    }
    return { pid: 100 + made.length, exited, stop }
  }
  return { made, failures, launch }
}

function keep(launches: ReturnType<typeof fakeLaunches>) {
  const crashes: [string, number][] = []
  const pids: (number | null)[] = []
  const service: Service = new Service({
    name: 'server',
    launch: launches.launch,
    onChange: () => pids.push(service.pid),
    onCrash: (reason, delayMs) => crashes.push([reason, delayMs]),
  })
  return { service, crashes, pids }
}

describe('a service', () => {
  it('[RUN-1] is started again at once after its first crash', async () => {
    const launches = fakeLaunches()
    const { service, crashes, pids } = keep(launches)
    await service.start()
    launches.made[0]?.crash('killed')
    await vi.waitFor(() => expect(service.pid).toBe(102), { interval: 2, timeout: 100 })
    expect(crashes).toEqual([['killed', 0]])
    expect(pids).toEqual([101, null, 102])
    await service.stop()
  })

  it('waits when it crashes again soon, and can be stopped meanwhile', async () => {
    const launches = fakeLaunches()
    const { service, crashes } = keep(launches)
    await service.start()
    launches.made[0]?.crash('killed')
    await vi.waitFor(() => expect(launches.made).toHaveLength(2))
    launches.made[1]?.crash('killed')
    await vi.waitFor(() => expect(crashes).toHaveLength(2))
    expect(crashes[1]).toEqual(['killed', 500])
    await service.stop()
    await wait(600)
    expect(launches.made).toHaveLength(2)
  })

  it('is not started again once it is stopped', async () => {
    const launches = fakeLaunches()
    const { service, crashes } = keep(launches)
    await service.start()
    await service.stop()
    await service.stop()
    expect(launches.made).toMatchObject([{ isStopped: true }])
    expect(crashes).toEqual([])
    expect(service.pid).toBeNull()
  })

  it('is tried again when a restart fails to launch', async () => {
    const launches = fakeLaunches()
    const { service, crashes } = keep(launches)
    await service.start()
    launches.failures.push('port in use')
    launches.made[0]?.crash('killed')
    await vi.waitFor(() => expect(launches.made).toHaveLength(2), { timeout: 2000 })
    expect(crashes).toEqual([
      ['killed', 0],
      ['port in use', 500],
    ])
    await service.stop()
  })

  it('says so when the first start fails', async () => {
    const launches = fakeLaunches()
    launches.failures.push('no such program')
    await expect(keep(launches).service.start()).rejects.toThrow('no such program')
  })

  it('does not count a wanted restart as a crash', async () => {
    const launches = fakeLaunches()
    const { service, crashes } = keep(launches)
    await service.start()
    await service.restart()
    await vi.waitFor(() => expect(service.pid).toBe(102))
    expect(crashes).toEqual([])
    await service.stop()
  })
})
