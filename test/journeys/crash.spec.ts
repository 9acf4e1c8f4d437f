import { writeFileSync } from 'node:fs'
import { RECORDER_SILENCE_MS } from '../../procedure/sitting/state.ts'
import { factsOf, recordingOn, timeOnRecord } from '../support/facts.ts'
import { expect, test } from '../support/fixtures.ts'
import { decodeSound, probe } from '../support/media.ts'
import type { Person } from '../support/person.ts'
import { act, admit, hearsExactly, isInCourt, phaseIs, press, seesPictures } from '../support/room.ts'
import { until, type System } from '../support/system.ts'
import { texts } from '../support/texts.ts'
import { longestSilence, toneActivity, toneOf } from '../support/tones.ts'
import { enterSeat, newSitting, prepare } from '../support/waysIn.ts'

/** Kills services, then proves that everybody is back in their seat and that the silenced one still is. */
async function survives(
  system: System,
  people: readonly Person[],
  kill: () => Promise<unknown>,
): Promise<void> {
  const [judge, plaintiff, defendant] = people as [Person, Person, Person]
  const addresses = people.map(({ page }) => page.url())
  const facts = (await factsOf(system, sittingOf(judge))).length
  await kill()
  await seesPictures(judge, 2)
  await seesPictures(plaintiff, 2)
  await hearsExactly(judge, ['plaintiff'])
  await hearsExactly(defendant, ['presidingJudge', 'plaintiff'])
  await hearsExactly(plaintiff, ['presidingJudge'])
  await phaseIs(judge, 'inSession')
  expect(people.map(({ page }) => page.url())).toEqual(addresses)
  const now = await factsOf(system, sittingOf(judge))
  expect(now.length).toBeGreaterThanOrEqual(facts)
  expect(now.filter(({ type }) => type === 'seatMuted')).toHaveLength(1)
  expect(now.filter(({ type }) => type === 'seatUnmuted')).toHaveLength(0)
}

function sittingOf(person: Person): string {
  return /sittings\/([^/]+)/.exec(person.page.url())?.[1] ?? ''
}

test('[RUN-1] server, recorder and both are killed in session: everybody is back without a click', async ({
  system,
  arrive,
}) => {
  test.setTimeout(400_000)
  const { sittingId, seats } = await newSitting(system)
  const nameOf = (role: string) => seats.find((seat) => seat.role === role)?.name ?? ''
  const judge = await arrive('presidingJudge')
  const plaintiff = await arrive('plaintiff')
  const defendant = await arrive('defendant')
  const people = [judge, plaintiff, defendant]

  await test.step('a hearing in session: the plaintiff has the floor, the defendant too but is silenced', async () => {
    for (const person of people) {
      await enterSeat(person, system, sittingId, person.speaker)
      await prepare(person)
    }
    await isInCourt(judge)
    for (const role of ['plaintiff', 'defendant'] as const) {
      await admit(judge, nameOf(role))
      await isInCourt(role === 'plaintiff' ? plaintiff : defendant)
      await act(judge, `${texts.roles[role]}${nameOf(role)}`, 'grantFloor')
    }
    await judge.page.getByRole('button', { name: texts.court.open, exact: true }).click()
    await phaseIs(judge, 'inSession')
    await hearsExactly(judge, ['plaintiff', 'defendant'])
    await act(judge, `${texts.roles.defendant}${nameOf('defendant')}`, 'mute')
    await hearsExactly(judge, ['plaintiff'])
  })

  await test.step('the server', () => survives(system, people, () => system.kill('server')))
  await test.step('the recorder', () => survives(system, people, () => system.kill('recorder')))
  await test.step('both at once', () =>
    survives(system, people, () => Promise.all([system.kill('server'), system.kill('recorder')])))

  await test.step('a hand raised while the server is down arrives when it is back', async () => {
    const killed = system.kill('server')
    await press(defendant, texts.controls.handUp)
    await killed
    await expect(judge.page.getByText(texts.controls.handUp).first()).toBeVisible()
    await until(
      async () => (await factsOf(system, sittingId)).filter(({ type }) => type === 'handRaised').length === 1,
      15_000,
      () => 'the hand was not raised exactly once',
    )
  })

  await test.step('the film is whole: as long as the time on record, with the voices in it', async () => {
    await judge.page.getByRole('button', { name: texts.court.close, exact: true }).click()
    await judge.page.getByRole('button', { name: texts.court.closeConfirm }).click()
    await judge.page.getByRole('link', { name: texts.ended.casePage }).click()
    const recording = await recordingOn(judge.page, system, sittingId)
    await recording.getByRole('button', { name: texts.case.play }).click({ timeout: 180_000 })
    const address = await recording.locator('video').getAttribute('src')
    const reply = await judge.context.request.get(new URL(address ?? '', system.address).href)
    const path = test.info().outputPath('hearing.mp4')
    writeFileSync(path, await reply.body())
    const facts = await factsOf(system, sittingId)
    const { seconds } = probe(path)
    expect(Math.abs(seconds * 1000 - timeOnRecord(facts))).toBeLessThan(1_000)
    const { samples, sampleRate } = decodeSound(path)
    const opening = facts.find(({ type }) => type === 'openingBegan')?.at ?? 0
    const muted = (facts.find(({ type }) => type === 'seatMuted')?.at ?? 0) - opening
    const after = samples.subarray(Math.ceil((muted / 1000 + 0.5) * sampleRate))
    expect(toneActivity(after, sampleRate, toneOf.defendant), 'the silenced one is not in the film').toBe(0)
    expect(
      longestSilence(after, sampleRate, toneOf.plaintiff),
      'no stretch without the plaintiff is longer than a recorder may be silent',
    ).toBeLessThan(RECORDER_SILENCE_MS / 1000)
  })
})
