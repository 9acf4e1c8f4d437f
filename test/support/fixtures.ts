import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { openPerson, type Person, type PersonOptions } from './person.ts'
import { startSystem, type System } from './system.ts'
import type { Speaker } from './tones.ts'

interface JourneyFixtures {
  /** Opens a browser for somebody; it is closed with the test. */
  arrive: (speaker: Speaker, options?: Omit<PersonOptions, 'folder'>) => Promise<Person>
}

interface JourneyWorkerFixtures {
  system: System
}

/** `test` with a running system, shared by all journeys, and people who arrive at their own browsers. */
export const test = base.extend<JourneyFixtures, JourneyWorkerFixtures>({
  system: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'tongting-journeys-'))
      const system = await startSystem(folder)
      await use(system)
      await system.close()
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  arrive: async ({ system }, use, info) => {
    const people: Person[] = []
    await use(async (speaker, options = {}) => {
      const person = await openPerson(speaker, { ...options, folder: join(system.dataFolder, 'people') })
      people.push(person)
      return person
    })
    if (info.status !== info.expectedStatus) {
      await Promise.all(
        people.map(({ page, speaker }) => page.screenshot({ path: info.outputPath(`${speaker}.png`) })),
      )
    }
    await Promise.all(people.map((person) => person.close()))
  },
})

export { expect } from '@playwright/test'
