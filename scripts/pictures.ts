/** Takes the pictures of the README from a real hearing: `npm run pictures`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPerson, type Person } from '../test/support/person.ts'
import { act, admit, isInCourt, phaseIs, press, seesPictures } from '../test/support/room.ts'
import { startSystem } from '../test/support/system.ts'
import { texts } from '../test/support/texts.ts'
import type { Speaker } from '../test/support/tones.ts'
import { enterSeat, prepare } from '../test/support/waysIn.ts'

const output = join(import.meta.dirname, '..', 'docs', 'pictures')
const speakers: readonly Speaker[] = ['presidingJudge', 'clerk', 'plaintiff', 'defendant']

const folder = mkdtempSync(join(tmpdir(), 'tongting-pictures-'))
const system = await startSystem(folder)
try {
  const trial = (await (await fetch(`${system.address}/api/trial`)).json()) as {
    sittingId: string
    people: { role: Speaker; name: string }[]
  }
  const nameOf = (role: Speaker) => trial.people.find((person) => person.role === role)?.name ?? ''
  const people: Person[] = []
  for (const speaker of speakers) {
    const device = speaker === 'plaintiff' ? 'phone' : 'desktop'
    const person = await openPerson(speaker, { folder: join(folder, 'people'), device, camera: 'large' })
    await enterSeat(person, system, trial.sittingId, speaker)
    await prepare(person)
    if (people[0] && (speaker === 'plaintiff' || speaker === 'defendant'))
      await admit(people[0], nameOf(speaker))
    await isInCourt(person)
    people.push(person)
  }
  const [judge, , plaintiff, defendant] = people as [Person, Person, Person, Person]
  await judge.page.setViewportSize({ width: 1440, height: 900 })
  await judge.page.getByRole('button', { name: texts.court.open, exact: true }).click()
  await phaseIs(judge, 'inSession')
  await act(judge, `${texts.roles.plaintiff}${nameOf('plaintiff')}`, 'grantFloor')
  await press(defendant, texts.controls.handUp)
  await seesPictures(judge, 3)
  await seesPictures(plaintiff, 1)
  // Until the larger size of each picture has come.
  await judge.page.waitForTimeout(8_000)
  mkdirSync(output, { recursive: true })
  await judge.page.screenshot({ path: join(output, 'courtroom-desktop.png') })
  await plaintiff.page.screenshot({ path: join(output, 'courtroom-phone.png') })
  await Promise.all(people.map((person) => person.close()))
} finally {
  await system.close()
  rmSync(folder, { recursive: true, force: true })
}
