/** The first character of a name and a star for every other: enough for its owner, too little for a stranger. */
export function maskName(name: string): string {
  const [first = '', ...rest] = name
  return first + '*'.repeat(rest.length)
}
