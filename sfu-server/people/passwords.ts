import { hash, verify } from '@node-rs/argon2'

/** `Algorithm.Argon2id`; the enum itself cannot be imported by erasable TypeScript. */
const ARGON2ID = 2
/** OWASP's recommendation for argon2id: 19 MiB, two passes, one lane; some 30 ms. */
const parameters = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Argon2id in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters)
}

let nobodysHash: Promise<string> | undefined

/**
 * Whether the password fits the hash. Without a hash it takes as long and answers no, so that the time does not
 * tell which accounts exist.
 */
export async function checkPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const kept = passwordHash ?? (await (nobodysHash ??= hashPassword('nobody has this account')))
  const fits = await verify(kept, password)
  return fits && passwordHash !== null
}
