/** Ends a switch whose cases are complete: a new one that is forgotten fails the type check. */
export function assertUnreachable(value: never): never {
  throw new Error(`Unknown case: ${JSON.stringify(value)}`)
}
