/** Secrets that people hold and only hashes that the system keeps. */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

const SECRET_BYTES = 32
const HANDLE_CHARACTERS = 12
const handleAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** 32 random bytes as base64url: 43 characters. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/** The public part of a login: 12 characters of a–z and 0–9. Not a secret, so 62 bits are enough against collisions. */
export function newHandle(): string {
  return Array.from(
    { length: HANDLE_CHARACTERS },
    () => handleAlphabet[randomInt(handleAlphabet.length)],
  ).join('')
}

/** Six decimal digits. Guessing is held off by the attempts that are allowed, not by the code's length. */
export function newCode(): string {
  return randomInt(1_000_000).toString().padStart(6, '0')
}

/** SHA-256, hex. A fast hash will do: what is hashed is random, not chosen by a person. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex')
}

/** Compares a secret with a kept hash in a time that does not depend on where they differ. */
export function matchesHash(secret: string, hash: string): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex')
  const kept = Buffer.from(hash, 'hex')
  return given.length === kept.length && timingSafeEqual(given, kept)
}
