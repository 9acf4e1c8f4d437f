/**
 * `npm test`: the set-up, then every check, each a named step; the last line says how many passed and failed.
 *
 * `npm test -- --quick` leaves out what is slow; `npm test -- unit journeys` runs only what is named.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './setup/places.mjs'
import { setUp } from './setup/setUp.mjs'
import { duration, SetupError } from './setup/steps.mjs'
import { allChecks } from './testing/checks.mjs'
import { sum } from './testing/counts.mjs'

/**
 * @param {import('./testing/checks.mjs').Check} check
 * @param {string} report
 * @param {NodeJS.ProcessEnv} env
 */
async function runCheck(check, report, env) {
  const begun = Date.now()
  console.log(`\n== ${check.title} (usually ${check.usually})`)
  const [command, ...parameters] = check.command
  const code = await new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
      stdio: 'inherit',
    })
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  const counts = check.count(await readFile(report, 'utf8').catch(() => null), code)
  console.log(
    `== ${check.title}: ${counts.failed === 0 ? 'passed' : 'FAILED'} in ${duration(Date.now() - begun)}`,
  )
  return counts
}

const given = process.argv.slice(2)
const isQuick = given.includes('--quick')
const names = given.filter((parameter) => !parameter.startsWith('-'))
const reports = await mkdtemp(join(tmpdir(), 'tongting-reports-'))
const reportOf = (name) => join(reports, `${name}.json`)
const checks = allChecks(reportOf).filter(({ name, isQuick: isAlsoQuick }) =>
  names.length > 0 ? names.includes(name) : !isQuick || isAlsoQuick,
)
const needsBrowser = checks.some(({ name }) => name === 'journeys')

const counts = []
try {
  const env = await setUp({ forTests: needsBrowser, withBrowserClient: needsBrowser })
  for (const check of checks) counts.push(await runCheck(check, reportOf(check.name), env))
} catch (error) {
  console.error(error instanceof SetupError ? `\n${error.message}` : error)
  counts.push({ passed: 0, failed: 1 })
} finally {
  await rm(reports, { recursive: true, force: true })
}
const { passed, failed } = sum(counts)
process.exitCode = failed === 0 ? 0 : 1
console.log(`\n${passed} passed, ${failed} failed`)
