/** Chance that a test can repeat: the same seed gives the same walk. */
export interface Random {
  /** A whole number from 0 up to, without, the limit. */
  below(limit: number): number
  pick<T>(from: readonly T[]): T
}

/** The generator mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed * 0x9e37_79b9
  const next = () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    pick: (from) => {
      const chosen = from[below(from.length)]
      if (chosen === undefined) throw new Error('Nothing to pick from')
      return chosen
    },
  }
}
