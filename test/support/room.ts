import { expect } from '@playwright/test'
import type { SeatTargetCommand } from '../../protocol/sitting/commands.ts'
import { until } from './system.ts'
import type { Person } from './person.ts'
import { texts } from './texts.ts'
import { toneOf, type Speaker } from './tones.ts'

/** Seconds that a tone needs to be surely heard or surely missed: three pulses of the fake microphone. */
const LISTEN_S = 2
/**
 * A tone this loud (dB of full scale, one bin) is heard; one below the lower mark is not there. Heard ones measure
 * about -25; the edges of other people's pulses leave about -65.
 */
const HEARD_DB = -40
const SILENT_DB = -55

/** Presses one of the person's own controls. */
export async function press(person: Person, name: string): Promise<void> {
  await person.page.getByRole('toolbar').getByRole('button', { name }).click()
}

/** Waits until somebody stands in the courtroom itself. */
export async function isInCourt(person: Person): Promise<void> {
  await person.page.getByRole('toolbar', { name: texts.controls.toolbar }).waitFor({ timeout: 30_000 })
}

/** Lets in whoever waits under this name. */
export async function admit(officer: Person, name: string): Promise<void> {
  await officer.page.getByRole('button', { name: `${texts.court.actions.admit} ${name}` }).click()
}

/** Does something about somebody through their menu in the list of people. */
export async function act(officer: Person, who: string, action: SeatTargetCommand): Promise<void> {
  const { page } = officer
  const menu = texts.court.actionsFor.replace('{{who}}', who)
  await page.getByRole('complementary').getByRole('button', { name: menu }).click()
  await page.getByRole('menuitem', { name: texts.court.actions[action], exact: true }).click()
}

/** Waits for the badge that says where the sitting stands. */
export async function phaseIs(person: Person, phase: keyof typeof texts.phases): Promise<void> {
  await expect(person.page.getByText(texts.phases[phase], { exact: true }).first()).toBeVisible({
    timeout: 15_000,
  })
}

/** Proves by decoded sound that exactly these are heard; the silent ones only after the loud ones were. */
export async function hearsExactly(listener: Person, speakers: readonly Speaker[]): Promise<void> {
  const others = (Object.keys(toneOf) as Speaker[]).filter((speaker) => speaker !== listener.speaker)
  let last = ''
  await until(
    async () => {
      const heard = await listener.hears(LISTEN_S)
      last = JSON.stringify(heard)
      return others.every((speaker) =>
        speakers.includes(speaker)
          ? (heard[speaker] ?? -999) > HEARD_DB
          : (heard[speaker] ?? -999) < SILENT_DB,
      )
    },
    20_000,
    () => `${listener.speaker} should hear exactly [${speakers.join(', ')}], heard ${last}`,
  )
}

/** Proves that a person's incoming pictures are alive: this many, each decoding frames. */
export async function seesPictures(viewer: Person, count: number): Promise<void> {
  let before: Record<string, number> = {}
  let last = ''
  await until(
    async () => {
      const now = await viewer.framesDecoded()
      const moving = Object.entries(now).filter(
        ([track, frames]) => frames > (before[track] ?? frames),
      ).length
      last = JSON.stringify({ before, now })
      before = now
      return moving >= count
    },
    20_000,
    () => `${viewer.speaker} should see ${count} moving pictures: ${last}`,
  )
}
