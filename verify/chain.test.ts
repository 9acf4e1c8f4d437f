import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  canonical,
  CHAIN_START,
  chainHash,
  payloadDigest,
  verifyChain,
  type ChainLink,
  type Envelope,
} from './chain.ts'

const payloads = [
  { type: 'seatMuted', seatId: 'b' },
  { type: 'sessionPaused', reason: 'recess' },
  { type: 'sittingClosed' },
]

const actor = { kind: 'seat', seatId: 'a' }

/** A stream as a package carries it: envelopes and hashes, no payload, salt or actor. */
function stream(name = 'sitting:1'): ChainLink[] {
  let prev = CHAIN_START
  return payloads.map((payload, index) => {
    const envelope: Envelope = {
      stream: name,
      seq: index + 1,
      at: `2026-03-02T01:00:0${index}.000Z`,
      type: payload.type,
      version: 1,
      payloadDigest: payloadDigest(`salt${index}`, { actor, payload }),
    }
    prev = chainHash(prev, envelope)
    return { ...envelope, hash: prev }
  })
}

function changed(index: number, change: Partial<ChainLink>): ChainLink[] {
  return stream().map((link, at) => (at === index ? { ...link, ...change } : link))
}

describe('the chain of a stream', () => {
  it('[STORE-3] a whole stream verifies without payloads, salts and actors', () => {
    const links = stream()
    expect(verifyChain(links)).toEqual({ ok: true, head: links.at(-1)?.hash })
    expect(verifyChain([])).toEqual({ ok: true, head: CHAIN_START })
  })

  it('[STORE-3] a payload that is shown is checked by its salt and digest', () => {
    const [first] = stream()
    expect(payloadDigest('salt0', { payload: { seatId: 'b', type: 'seatMuted' }, actor })).toBe(
      first?.payloadDigest,
    )
    expect(payloadDigest('salt0', { actor, payload: { type: 'seatMuted', seatId: 'c' } })).not.toBe(
      first?.payloadDigest,
    )
    const other = { kind: 'seat', seatId: 'd' }
    expect(payloadDigest('salt0', { actor: other, payload: { type: 'seatMuted', seatId: 'b' } })).not.toBe(
      first?.payloadDigest,
    )
    expect(payloadDigest('salt1', { actor, payload: { type: 'seatMuted', seatId: 'b' } })).not.toBe(
      first?.payloadDigest,
    )
  })

  it.each([
    ['time', { at: '2026-03-02T01:00:01.001Z' }],
    ['type', { type: 'sittingClosed' }],
    ['version', { version: 2 }],
    ['payload digest', { payloadDigest: '0'.repeat(64) }],
    ['hash', { hash: '0'.repeat(64) }],
  ])('[STORE-3] another %s breaks the chain where it stands', (_what, change) => {
    expect(verifyChain(changed(1, change))).toEqual({ ok: false, seq: 2, fault: 'hash' })
  })

  it('[STORE-3] an event that is missing, doubled or moved breaks the order', () => {
    const [first, second, third] = stream() as [ChainLink, ChainLink, ChainLink]
    expect(verifyChain([second, third])).toEqual({ ok: false, seq: 2, fault: 'order' })
    expect(verifyChain([first, third])).toEqual({ ok: false, seq: 3, fault: 'order' })
    expect(verifyChain([first, first, second])).toEqual({ ok: false, seq: 1, fault: 'order' })
    expect(verifyChain([first, third, second])).toEqual({ ok: false, seq: 3, fault: 'order' })
  })

  it('[STORE-3] a missing event cannot be hidden by counting anew', () => {
    const [first, , third] = stream() as [ChainLink, ChainLink, ChainLink]
    expect(verifyChain([first, { ...third, seq: 2 }])).toEqual({ ok: false, seq: 2, fault: 'hash' })
  })

  it('[STORE-3] an event of another stream is told apart', () => {
    const [first] = stream()
    const [, second] = stream('sitting:2')
    expect(verifyChain([first, second] as ChainLink[])).toEqual({ ok: false, seq: 2, fault: 'stream' })
  })

  it('[STORE-3] a stream cut off at its end shows by its head alone', () => {
    const links = stream()
    const cut = verifyChain(links.slice(0, 2))
    expect(cut).toEqual({ ok: true, head: links[1]?.hash })
    expect(cut).not.toEqual(verifyChain(links))
  })

  it('[STORE-3] what is not part of the envelope does not count', () => {
    const links = stream().map((link) => ({ ...link, actor: { kind: 'system' }, salt: 'x' }))
    expect(verifyChain(links).ok).toBe(true)
  })
})

describe('the canonical form', () => {
  it('[STORE-2] hashes are those of the documented formula', () => {
    const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
    const envelope = {
      stream: 's',
      seq: 1,
      at: '2026-03-02T01:00:00.000Z',
      type: 't',
      version: 1,
      payloadDigest: 'd',
    }
    expect(payloadDigest('ab', { payload: { b: 1, a: '庭' }, actor: 'c' })).toBe(
      sha256('ab{"actor":"c","payload":{"a":"庭","b":1}}'),
    )
    expect(chainHash(CHAIN_START, envelope)).toBe(
      sha256(
        `${'0'.repeat(64)}{"at":"2026-03-02T01:00:00.000Z","payloadDigest":"d","seq":1,"stream":"s","type":"t","version":1}`,
      ),
    )
  })

  it('[STORE-2] the order of keys does not matter, the order of lists does', () => {
    expect(canonical({ b: [1, 2], a: { d: null, c: 'x' } })).toBe('{"a":{"c":"x","d":null},"b":[1,2]}')
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]))
  })

  it.each([
    ['undefined', undefined, 'no canonical form'],
    ['a function', () => 1, 'no canonical form'],
    ['NaN', Number.NaN, 'NaN'],
    ['infinity', Number.POSITIVE_INFINITY, 'Infinity'],
    ['half a character', '\ud800', 'surrogate'],
  ])('[STORE-2] %s has no canonical form', (_what, value, message) => {
    expect(() => canonical(value)).toThrow(message)
  })
})
