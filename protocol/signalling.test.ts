import { describe, expect, it } from 'vitest'
import { SeatId } from './ids.ts'
import { clientRequests, Handshake, serverNotices } from './signalling.ts'
import { CommandRequest, SeatCommand, seatTargetCommands } from './sitting/commands.ts'
import { SittingEvent } from './sitting/events.ts'
import { SittingView } from './sitting/view.ts'
import { kindOf, Source } from './sources.ts'

const id = '019cab00-0000-7000-8000-000000000001'
const commandId = '019cab00-0000-7000-8000-0000000000aa'

const fingerprint = { algorithm: 'sha-256', value: 'AB:CD' }
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)
const rtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
}

/** A well-formed input for every request of a client. */
const wellFormed: Record<keyof typeof clientRequests, Record<string, unknown>> = {
  heartbeat: {},
  command: { commandId, command: { type: 'open' } },
  'media.start': { rtpCapabilities: { codecs: [] } },
  'media.startPlain': { rtpCapabilities: { codecs: [] } },
  'media.connectTransport': { transportId: 't1', dtlsParameters: { fingerprints: [fingerprint] } },
  'media.restartIce': { direction: 'send' },
  'media.produce': { source: 'mic', kind: 'audio', rtpParameters },
  'media.stopProducing': { source: 'camera' },
  'media.consumerReady': { consumerId: 'c1' },
  'media.prefer': { consumerId: 'c1', spatialLayer: null },
}
const requestNames = Object.keys(clientRequests) as (keyof typeof clientRequests)[]

const accepts = (name: keyof typeof clientRequests, input: unknown) =>
  clientRequests[name].in.safeParse(input).success

describe('requests of a client', () => {
  it.each(requestNames)('[CMD-4] %s takes its own form and refuses anything more', (name) => {
    expect(accepts(name, wellFormed[name])).toBe(true)
    expect(accepts(name, { ...wellFormed[name], extra: 1 })).toBe(false)
  })

  it.each(requestNames)(
    '[CMD-4] %s refuses what is missing, empty, of another type, or no object',
    (name) => {
      for (const bad of [undefined, null, 7, 'text', [], [wellFormed[name]], true]) {
        expect(accepts(name, bad)).toBe(false)
      }
      for (const key of Object.keys(wellFormed[name])) {
        expect(accepts(name, { ...wellFormed[name], [key]: undefined })).toBe(false)
        expect(accepts(name, { ...wellFormed[name], [key]: ['x'] })).toBe(false)
      }
    },
  )

  it.each([
    ['a transport id of 65 letters', 'media.connectTransport', { transportId: 'x'.repeat(65) }],
    ['no fingerprint', 'media.connectTransport', { dtlsParameters: { fingerprints: [] } }],
    [
      'nine fingerprints',
      'media.connectTransport',
      { dtlsParameters: { fingerprints: times(9, fingerprint) } },
    ],
    [
      'a fingerprint of 257 letters',
      'media.connectTransport',
      { dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'x'.repeat(257) }] } },
    ],
    ['no codec', 'media.produce', { rtpParameters: { codecs: [] } }],
    ['seventeen codecs', 'media.produce', { rtpParameters: { codecs: times(17, rtpParameters.codecs[0]) } }],
    ['five encodings', 'media.produce', { rtpParameters: { ...rtpParameters, encodings: times(5, {}) } }],
    [
      'an SSRC beyond 32 bits',
      'media.produce',
      { rtpParameters: { ...rtpParameters, encodings: [{ ssrc: 2 ** 32 }] } },
    ],
    [
      'a payload type beyond 127',
      'media.produce',
      { rtpParameters: { codecs: [{ ...rtpParameters.codecs[0], payloadType: 128 }] } },
    ],
    [
      '65 codecs of capabilities',
      'media.start',
      {
        rtpCapabilities: {
          codecs: times(65, { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000 }),
        },
      },
    ],
    ['a source that does not exist', 'media.produce', { source: 'webcam' }],
    ['a layer below none', 'media.prefer', { spatialLayer: -1 }],
    ['half a layer', 'media.prefer', { spatialLayer: 0.5 }],
    ['an empty consumer id', 'media.consumerReady', { consumerId: '' }],
    ['a command id that is none', 'command', { commandId: 'again' }],
    ['a command that does not exist', 'command', { command: { type: 'connect', seatId: id } }],
  ] as const)('[CMD-4] %s is refused', (_what, name, change) => {
    expect(accepts(name, { ...wellFormed[name], ...change })).toBe(false)
  })

  it('[CONN-1] a handshake needs a ticket of a ticket’s size, a connection and a version', () => {
    const good = { ticket: 'x'.repeat(32), connectionId: id, protocolVersion: 1 }
    expect(Handshake.safeParse(good).success).toBe(true)
    for (const bad of [
      { ticket: 'x'.repeat(15) },
      { ticket: 'x'.repeat(129) },
      { connectionId: '1' },
      { protocolVersion: '1' },
    ]) {
      expect(Handshake.safeParse({ ...good, ...bad }).success).toBe(false)
    }
  })
})

const seatCommands: Record<SeatCommand['type'], Record<string, unknown>> = {
  open: {},
  pause: { reason: 'recess' },
  resume: {},
  close: {},
  cancel: {},
  admit: { seatId: id },
  dismiss: { seatId: id },
  remove: { seatId: id },
  grantFloor: { seatId: id },
  revokeFloor: { seatId: id },
  mute: { seatId: id },
  unmute: { seatId: id },
  muteAll: {},
  setMic: { on: true },
  setCamera: { on: false },
  raiseHand: {},
  lowerHand: { seatId: id },
  startShare: {},
  stopShare: {},
  leave: {},
  acceptNotice: { version: '2026-1' },
}

describe('commands of a seat', () => {
  it.each(Object.entries(seatCommands))('[CMD-4] %s is taken in its own form only', (type, fields) => {
    const command = { type, ...fields }
    expect(SeatCommand.safeParse(command).success).toBe(true)
    expect(SeatCommand.safeParse({ ...command, actor: id }).success).toBe(false)
    expect(CommandRequest.safeParse({ commandId, command, seatId: id }).success).toBe(false)
    for (const key of Object.keys(fields)) {
      expect(SeatCommand.safeParse({ ...command, [key]: 'anything' }).success).toBe(false)
      expect(SeatCommand.safeParse({ ...command, [key]: undefined }).success).toBe(false)
    }
  })

  it('[CMD-4] those that name a seat are exactly those that act on one', () => {
    const naming = Object.entries(seatCommands).filter(([, fields]) => 'seatId' in fields)
    expect(naming.map(([type]) => type).toSorted()).toEqual(seatTargetCommands.toSorted())
  })

  it('[CMD-1] what only the system reports is not a command of a seat', () => {
    for (const type of [
      'connect',
      'disconnect',
      'graceExpired',
      'recorderWriting',
      'openingExpired',
      'recorderSilent',
      'restarted',
    ]) {
      expect(SeatCommand.safeParse({ type, seatId: id }).success).toBe(false)
      expect(SeatCommand.safeParse({ type }).success).toBe(false)
    }
  })
})

describe('unions and names', () => {
  it('[CMD-4] no two commands, and no two events, share a name', () => {
    const commands = SeatCommand.def.options.map((option) => option.def.shape.type.def.values[0])
    const events = SittingEvent.def.options.map((option) => option.def.shape.type.def.values[0])
    expect(commands.map(String).toSorted()).toEqual(Object.keys(seatCommands).toSorted())
    expect(new Set(events).size).toBe(events.length)
  })

  it('[VIEW-5] every notice that carries a view carries a whole one', () => {
    expect(serverNotices.view.safeParse({ version: 1, serverTime: 1, view: {} }).success).toBe(false)
    expect(SittingView.safeParse({}).success).toBe(false)
  })

  it('[AUD-8] only the microphone carries sound', () => {
    expect(Source.options.filter((source) => kindOf(source) === 'audio')).toEqual(['mic'])
  })

  it('[CMD-4] ids are UUIDs', () => {
    expect(SeatId.safeParse(id).success).toBe(true)
    for (const bad of ['', '1', `${id} `, `${id}0`, "' or 1=1 --", 7]) {
      expect(SeatId.safeParse(bad).success).toBe(false)
    }
  })
})
