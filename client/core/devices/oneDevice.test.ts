import { describe, expect, it } from 'vitest'
import { OneDevice } from './oneDevice.ts'
import type { DeviceState } from './state.ts'

/** A track that can be unplugged. */
class FakeTrack extends EventTarget {
  enabled = true
  muted = false
  readyState: 'live' | 'ended' = 'live'

  stop(): void {
    this.readyState = 'ended'
  }

  unplug(): void {
    this.readyState = 'ended'
    this.dispatchEvent(new Event('ended'))
  }
}

function setUp() {
  const given: FakeTrack[] = []
  const states: DeviceState[] = []
  const failures: string[] = []
  let chosenIsGone = false
  const give = () => {
    const failure = failures.shift()
    if (failure) return Promise.reject(new DOMException('no', failure))
    const track = new FakeTrack()
    given.push(track)
    return Promise.resolve(track as unknown as MediaStreamTrack)
  }
  const device = new OneDevice({
    open: () => (chosenIsGone ? Promise.reject(new DOMException('no', 'OverconstrainedError')) : give()),
    openAny: give,
    report: (state) => states.push(state),
  })
  return {
    device,
    given,
    failures,
    statuses: () => states.map(({ status }) => status),
    last: () => states.at(-1),
    loseChosen: () => (chosenIsGone = true),
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

describe('a camera or microphone', () => {
  it('opens once, however often it is asked', async () => {
    const { device, given, statuses } = setUp()
    expect(await Promise.all([device.open(), device.open()])).toEqual([true, true])
    expect(given).toHaveLength(1)
    expect(statuses().slice(0, 2)).toEqual(['asking', 'live'])
  })

  it('says in one word why it will not open, and opens when asked again', async () => {
    const { device, failures, last } = setUp()
    const words = { NotAllowedError: 'denied', NotFoundError: 'notFound', NotReadableError: 'inUse' }
    for (const [name, status] of Object.entries(words)) {
      failures.push(...(name === 'NotFoundError' ? [name, name] : [name]))
      expect(await device.open()).toBe(false)
      expect(last()?.status).toBe(status)
    }
    expect(await device.open()).toBe(true)
  })

  it('takes another one when the chosen one is gone', async () => {
    const { device, loseChosen } = setUp()
    loseChosen()
    expect(await device.open()).toBe(true)
  })

  it('is silent at once and keeps the device', async () => {
    const { device, given, last } = setUp()
    await device.open()
    device.silence()
    expect(given[0]).toMatchObject({ enabled: false, readyState: 'live' })
    expect(last()).toMatchObject({ status: 'live', silent: true })
    await device.open()
    expect(given).toHaveLength(1)
    expect(given[0]?.enabled).toBe(true)
  })

  it('stays silent when another one is chosen meanwhile', async () => {
    const { device, given } = setUp()
    await device.open()
    device.silence()
    await device.reopen()
    expect(given[0]?.readyState).toBe('ended')
    expect(given[1]).toMatchObject({ enabled: false, readyState: 'live' })
  })

  it('[MEDIA-4] does not stay open when it was closed while the browser still asked', async () => {
    const { device, given, last } = setUp()
    const opening = device.open()
    device.close()
    expect(await opening).toBe(false)
    expect(given[0]?.readyState).toBe('ended')
    expect(last()?.status).toBe('off')
  })

  it('is found again after it was unplugged', async () => {
    const { device, given, last } = setUp()
    await device.open()
    given[0]?.unplug()
    await settled()
    expect(given).toHaveLength(2)
    expect(last()?.status).toBe('live')
  })

  it('[MEDIA-4] is not opened by itself after it was closed', async () => {
    const { device, given } = setUp()
    await device.open()
    device.close()
    device.tryAgainIfLost()
    await device.reopen()
    await settled()
    expect(given).toHaveLength(1)
  })
})
