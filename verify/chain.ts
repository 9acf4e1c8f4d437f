import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** What the chain covers. Actor, salt and payload can be left out of a package without breaking it. */
export interface Envelope {
  readonly stream: string
  readonly seq: number
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string
  readonly type: string
  readonly version: number
  readonly payloadDigest: string
}

/** `prev` of the first event of every stream. */
export const CHAIN_START = '0'.repeat(64)

/** The canonical form (RFC 8785) that every hash is taken over. Throws on values JSON cannot hold. */
export function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('The value has no canonical form')
  return text
}

/**
 * SHA-256(salt ‖ JCS({actor, payload})), hex: who caused an event is as much part of it as what happened. The salt
 * keeps short payloads from being guessed from their digest.
 */
export function payloadDigest(salt: string, content: { actor: unknown; payload: unknown }): string {
  const { actor, payload } = content
  return sha256(salt + canonical({ actor, payload }))
}

/** SHA-256(prev ‖ JCS(envelope)), hex. */
export function chainHash(prev: string, envelope: Envelope): string {
  return sha256(prev + canonical(envelope))
}

export interface ChainLink extends Envelope {
  readonly hash: string
}

export type ChainVerdict =
  | { readonly ok: true; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly fault: 'stream' | 'order' | 'hash' }

/**
 * Checks order and hashes of a whole stream from its first event. That nothing is missing at its end only the
 * returned head can show, compared with one that was kept elsewhere.
 */
export function verifyChain(links: readonly ChainLink[]): ChainVerdict {
  let prev = CHAIN_START
  for (const [index, { hash, stream, seq, at, type, version, payloadDigest }] of links.entries()) {
    const envelope = { stream, seq, at, type, version, payloadDigest }
    if (stream !== links[0]?.stream) return { ok: false, seq, fault: 'stream' }
    if (seq !== index + 1) return { ok: false, seq, fault: 'order' }
    if (chainHash(prev, envelope) !== hash) return { ok: false, seq, fault: 'hash' }
    prev = hash
  }
  return { ok: true, head: prev }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
