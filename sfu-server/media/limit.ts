/** How long taking media away may last before the whole transport goes. */
export const REVOKE_LIMIT_MS = 2_000

/** Whether the work was done in time. It goes on otherwise; a failure counts as not done. */
export async function doneWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timeout: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timeout = setTimeout(() => resolve(false), limitMs)
  })
  const done = work.then(
    () => true,
    () => false,
  )
  try {
    return await Promise.race([done, late])
  } finally {
    clearTimeout(timeout)
  }
}
