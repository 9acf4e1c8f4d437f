/** Printing: each step says what it does, how long that usually takes, and how long it took. */

/** A problem the reader can solve; shown without a stack trace. */
export class SetupError extends Error {}

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/**
 * Runs one step that has something to do.
 *
 * @template T
 * @param {string} title what is being done
 * @param {string} usually for example `30 s`
 * @param {(say: (progress: string) => void) => Promise<T>} work may report progress, of which a line is printed now and then
 * @returns {Promise<T>}
 */
export async function step(title, usually, work) {
  const begun = Date.now()
  let said = begun
  console.log(`- ${title} (usually ${usually}) ...`)
  const result = await work((progress) => {
    if (Date.now() - said < 20_000) return
    said = Date.now()
    console.log(`    ${progress}`)
  })
  console.log(`  done in ${duration(Date.now() - begun)}`)
  return result
}
