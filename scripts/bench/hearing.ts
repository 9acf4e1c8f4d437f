/**
 * Measures a hearing on this machine with real browsers: from the click to the first picture of somebody else, what
 * each process costs with four people in session, how long the server starts, how large the client is.
 *
 *   npm run bench
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { texts } from '../../test/support/texts.ts'
import { openPerson, type Person } from '../../test/support/person.ts'
import { admit, isInCourt, phaseIs } from '../../test/support/room.ts'
import { startSystem, type ServiceName, type System } from '../../test/support/system.ts'
import { enterSeat, newSitting, prepare } from '../../test/support/waysIn.ts'
import type { Speaker } from '../../test/support/tones.ts'
import { clientSizes } from './clientSizes.ts'
import { cpuSeconds, residentMegabytes, childrenOf } from './processes.ts'

const JOINS = 20
const COST_SECONDS = 20
const speakers: readonly Speaker[] = ['presidingJudge', 'clerk', 'plaintiff', 'defendant']

const folder = mkdtempSync(join(tmpdir(), 'tongting-bench-'))
const system = await startSystem(folder)
try {
  const people = await assemble(system)
  console.log('Server start:', readyMs(folder), 'ms from process start to ready')
  console.table(await costs(system, people))
  console.table(await joinTimes(people))
  console.table(clientSizes())
  await Promise.all(people.map((person) => person.close()))
} finally {
  await system.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Four people in session, all with the floor, microphone and camera. */
async function assemble(running: System): Promise<Person[]> {
  const { sittingId, seats } = await newSitting(running)
  const people: Person[] = []
  for (const speaker of speakers) {
    const person = await openPerson(speaker, { folder: join(folder, 'people') })
    await enterSeat(person, running, sittingId, speaker)
    await prepare(person)
    if (speaker === 'plaintiff' || speaker === 'defendant') {
      await admit(people[0] as Person, seats.find(({ role }) => role === speaker)?.name ?? '')
    }
    await isInCourt(person)
    people.push(person)
  }
  const judge = people[0] as Person
  await judge.page.getByRole('button', { name: texts.court.open, exact: true }).click()
  await phaseIs(judge, 'inSession')
  return people
}

/** One person leaves and comes back again and again; the clock runs from the click to the first decoded picture. */
async function joinTimes(people: readonly Person[]): Promise<object[]> {
  const { page } = people[3] as Person
  const times: number[] = []
  for (let join = 0; join < JOINS; join++) {
    await page.getByRole('toolbar').getByRole('button', { name: texts.controls.leave }).click()
    await page.getByRole('button', { name: texts.controls.leaveConfirm }).click()
    const enter = page.getByRole('button', { name: texts.ended.return })
    await enter.waitFor()
    // No line of before is left whose pictures could be taken for new ones.
    await page.waitForFunction(() => window.tongtingTest.touched().lines === 0)
    const clicked = performance.now()
    await enter.click()
    await page.waitForFunction(
      async () => Object.values(await window.tongtingTest.pictures()).some(({ frames }) => frames > 0),
      undefined,
      { polling: 20 },
    )
    times.push(performance.now() - clicked)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
  return [{ measured: 'click to first remote picture', joins: JOINS, 'p50 ms': at(0.5), 'p95 ms': at(0.95) }]
}

/** CPU (per cent of one core) and resident memory of each process over a stretch in session. */
async function costs(running: System, people: readonly Person[]): Promise<object[]> {
  const services: ServiceName[] = ['server', 'recorder', 'archivist', 'postgres']
  const rows = services.map((service) => ({ name: service as string, pids: [running.pid(service)] }))
  rows.push({ name: 'media workers', pids: childrenOf(running.pid('server')) })
  rows.push({ name: 'postgres backends', pids: childrenOf(running.pid('postgres')) })
  rows.push({ name: `browsers of ${people.length}`, pids: childrenOf(process.pid, 'chrom') })
  const before = rows.map(({ pids }) => cpuSeconds(pids))
  await sleep(COST_SECONDS * 1000)
  return rows.map(({ name, pids }, index) => ({
    process: name,
    'CPU %': Math.round(((cpuSeconds(pids) - (before[index] ?? 0)) / COST_SECONDS) * 1000) / 10,
    'memory MB': residentMegabytes(pids),
  }))
}

function readyMs(dataFolder: string): number | undefined {
  const lines = readFileSync(join(dataFolder, 'logs', 'server.log'), 'utf8')
    .trim()
    .split('\n')
  const entries = lines.map((line) => JSON.parse(line) as { msg: string; afterMs?: number })
  return entries.find(({ msg }) => msg === 'ready')?.afterMs
}
