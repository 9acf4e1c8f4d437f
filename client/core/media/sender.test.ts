import type { Source } from '#protocol/sources.ts'
import type { types } from 'mediasoup-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ServerRefusal } from './ports.ts'
import { Sender } from './sender.ts'

class FakeTrack {
  enabled = true
  contentHint = ''
  readonly copies: FakeTrack[] = []

  clone(): FakeTrack {
    const copy = new FakeTrack()
    this.copies.push(copy)
    return copy
  }

  getSettings() {
    return { width: 640, height: 360 }
  }
}

/** A transport that lets the test decide how the server answers. */
function setUp() {
  const refusals: Error[] = []
  const produced: { source: Source; track: FakeTrack; closed: boolean }[] = []
  const stopped: Source[] = []
  const transport = {
    produce: async ({ track, appData }: { track: FakeTrack; appData: { source: Source } }) => {
      const refusal = refusals.shift()
      if (refusal) throw refusal
      const entry = { source: appData.source, track, closed: false }
      produced.push(entry)
      return {
        get track() {
          return entry.closed ? null : entry.track
        },
        replaceTrack: async (change: { track: FakeTrack }) => {
          entry.track = change.track
        },
        close: () => {
          entry.closed = true
        },
      }
    },
  }
  const sender = new Sender({
    transport: transport as unknown as types.Transport,
    codec: () => undefined,
    stop: (source) => stopped.push(source),
  })
  const mic = new FakeTrack()
  const give = (track: FakeTrack | null, silent = false) =>
    sender.handleTracks({
      mic: track && { track: track as unknown as MediaStreamTrack, silent },
      camera: null,
      screen: null,
    })
  return { sender, refusals, produced, stopped, mic, give }
}

const live = { live: ['mic' as const], held: [] }
const held = { live: [], held: ['mic' as const] }
const nothing = { live: [], held: [] }
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('what leaves this device', () => {
  it('is nothing before the server allows it', async () => {
    const { produced, mic, give } = setUp()
    give(mic)
    await settle()
    expect(produced).toEqual([])
  })

  it('is silence while held, and the voice once released; the own track is left alone', async () => {
    const { sender, produced, mic, give } = setUp()
    give(mic)
    sender.handleAllowed(held)
    await settle()
    expect(produced[0]?.track.enabled).toBe(false)
    expect(mic.enabled).toBe(true)
    sender.handleAllowed(live)
    expect(produced[0]?.track.enabled).toBe(true)
    expect(produced).toHaveLength(1)
  })

  it('is silent the moment the server holds it, before any view', async () => {
    const { sender, produced, mic, give } = setUp()
    give(mic)
    sender.handleAllowed(live)
    await settle()
    sender.handleHeld('mic', true)
    expect(produced[0]?.track.enabled).toBe(false)
    sender.handleHeld('mic', false)
    expect(produced[0]?.track.enabled).toBe(true)
  })

  it('is silent the moment the person switches it off, and a release by the court does not open it', async () => {
    const { sender, produced, mic, give } = setUp()
    give(mic)
    sender.handleAllowed(live)
    await settle()
    give(mic, true)
    expect(produced[0]?.track.enabled).toBe(false)
    sender.handleHeld('mic', false)
    sender.handleAllowed(live)
    expect(produced[0]?.track.enabled).toBe(false)
  })

  it('waits for the next view after the server closed it', async () => {
    const { sender, produced, mic, give } = setUp()
    give(mic)
    sender.handleAllowed(live)
    await settle()
    sender.handleClosed('mic')
    give(mic)
    await settle()
    expect(produced).toHaveLength(1)
    sender.handleAllowed(nothing)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(produced).toHaveLength(1)
    sender.handleAllowed(live)
    await settle()
    expect(produced.map(({ closed }) => closed)).toEqual([true, false])
  })

  it('does not ask again for what was refused, until a new view', async () => {
    const { sender, refusals, produced, mic, give } = setUp()
    const warning = vi.spyOn(console, 'warn').mockImplementation(() => {})
    refusals.push(new ServerRefusal('media.produce', 'MEDIA_NOT_GRANTED', false))
    give(mic)
    sender.handleAllowed(live)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(produced).toEqual([])
    sender.handleAllowed(live)
    await settle()
    expect(produced).toHaveLength(1)
    warning.mockRestore()
  })

  it('tries again soon when the server was only busy', async () => {
    const { sender, refusals, produced, mic, give } = setUp()
    const warning = vi.spyOn(console, 'warn').mockImplementation(() => {})
    refusals.push(new Error('media.produce: timeout'))
    give(mic)
    sender.handleAllowed(live)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(produced).toHaveLength(1)
    warning.mockRestore()
  })

  it('goes on with another microphone, as silent as the one before', async () => {
    const { sender, produced, mic, give } = setUp()
    give(mic)
    sender.handleAllowed(held)
    await settle()
    const other = new FakeTrack()
    give(other)
    await settle()
    expect(produced).toHaveLength(1)
    expect(produced[0]?.track).toBe(other.copies[0])
    expect(produced[0]?.track.enabled).toBe(false)
  })

  it('ends when the device closes or the leave ends, and says so', async () => {
    const { sender, produced, stopped, mic, give } = setUp()
    give(mic)
    sender.handleAllowed(live)
    await settle()
    give(null)
    await settle()
    expect(produced[0]?.closed).toBe(true)
    expect(stopped).toEqual(['mic'])
  })

  it('is sent anew after a loss that it did not survive on the server', async () => {
    const { sender, produced, mic, give } = setUp()
    give(mic)
    sender.handleAllowed(held)
    await settle()
    sender.handleStanding([])
    await settle()
    expect(produced.map(({ closed }) => closed)).toEqual([true, false])
    expect(produced[1]?.track.enabled).toBe(false)
  })

  it('is nothing any more once closed', async () => {
    const { sender, produced, mic, give } = setUp()
    give(mic)
    sender.handleAllowed(live)
    await settle()
    sender.close()
    sender.close()
    sender.handleAllowed(live)
    give(new FakeTrack())
    await settle()
    expect(produced.map(({ closed }) => closed)).toEqual([true])
  })
})
