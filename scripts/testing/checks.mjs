/** What `npm test` runs, in order. */
import { join } from 'node:path'
import { root } from '../setup/places.mjs'
import { countCheck, countPlaywright, countVitest } from './counts.mjs'

const bin = (name) => join(root, 'node_modules/.bin', name)

/**
 * @typedef {object} Check
 * @property {string} name as given on the command line
 * @property {string} title
 * @property {string} usually how long it takes
 * @property {boolean} isQuick whether `--quick` runs it too
 * @property {readonly string[]} command
 * @property {(report: string | null, code: number | null) => import('./counts.mjs').Counts} count
 */

/** @param {string} name @param {string} report @returns {string[]} */
function vitest(name, report) {
  return [
    bin('vitest'),
    'run',
    '--project',
    name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
}

const whole = (_, code) => countCheck(code)

/**
 * @param {(name: string) => string} reportOf where a runner is to write its JSON report
 * @returns {readonly Check[]}
 */
export function allChecks(reportOf) {
  const playwright = [bin('playwright'), 'test', '-c', 'test/playwright.config.ts', '--reporter=list,json']
  return [
    {
      name: 'lint',
      title: 'Lint',
      usually: '5 s',
      isQuick: true,
      command: [bin('oxlint'), '--type-aware'],
      count: whole,
    },
    {
      name: 'format',
      title: 'Format',
      usually: '1 s',
      isQuick: true,
      command: [bin('oxfmt'), '--check'],
      count: whole,
    },
    {
      name: 'types',
      title: 'Types',
      usually: '3 s',
      isQuick: true,
      command: [bin('tsc'), '--noEmit'],
      count: whole,
    },
    { name: 'knip', title: 'Dead code', usually: '5 s', isQuick: true, command: [bin('knip')], count: whole },
    {
      name: 'unit',
      title: 'Unit tests',
      usually: '30 s',
      isQuick: true,
      command: vitest('unit', reportOf('unit')),
      count: countVitest,
    },
    {
      name: 'integration',
      title: 'Integration tests: real PostgreSQL, media workers, recorder',
      usually: '3 min',
      isQuick: false,
      command: vitest('integration', reportOf('integration')),
      count: countVitest,
    },
    {
      name: 'journeys',
      title: 'Journeys in real browsers',
      usually: '5 min',
      isQuick: false,
      command: playwright,
      count: countPlaywright,
    },
  ]
}
