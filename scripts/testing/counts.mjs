/** Reading how many tests passed and failed out of what the runners report. */

/** @typedef {{passed: number, failed: number}} Counts */

/**
 * A check that only passes or fails as a whole.
 *
 * @param {number | null} code exit code
 * @returns {Counts}
 */
export function countCheck(code) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/**
 * @param {string | null} report vitest's JSON report; null when it wrote none
 * @param {number | null} code exit code
 * @returns {Counts}
 */
export function countVitest(report, code) {
  if (report === null) return countCheck(code)
  const { numPassedTests, numFailedTests } = JSON.parse(report)
  return withUnexplainedFailure({ passed: numPassedTests, failed: numFailedTests }, code)
}

/**
 * @param {string | null} report Playwright's JSON report; null when it wrote none
 * @param {number | null} code exit code
 * @returns {Counts}
 */
export function countPlaywright(report, code) {
  if (report === null) return countCheck(code)
  const { stats } = JSON.parse(report)
  return withUnexplainedFailure({ passed: stats.expected, failed: stats.unexpected + stats.flaky }, code)
}

/** A file that does not even load, or a crash, fails the runner without failing a test. */
function withUnexplainedFailure(counts, code) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  return all.reduce(
    (total, one) => ({ passed: total.passed + one.passed, failed: total.failed + one.failed }),
    {
      passed: 0,
      failed: 0,
    },
  )
}
