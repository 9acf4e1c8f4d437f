import { TRIAL_PASSWORD } from '../../prisma/seed/demoCity.ts'
import type { TrialRole } from '../../protocol/http/routes.ts'
import { expect, test } from '../support/fixtures.ts'
import type { Person } from '../support/person.ts'
import { act, admit, hearsExactly, isInCourt, press } from '../support/room.ts'
import { until, type System } from '../support/system.ts'
import { englishTexts, texts } from '../support/texts.ts'
import { enterSeat, newSitting, prepare } from '../support/waysIn.ts'

/** Who stands behind each door, by the tile of their own seat. */
const people: Record<TrialRole, string> = {
  presidingJudge: '苏和平',
  clerk: '林晓燕',
  plaintiff: '巴特尔',
  defendant: '郭立新',
}

async function enterByDoor(tab: Person, system: System, role: TrialRole): Promise<void> {
  await tab.page.goto(system.address)
  await tab.page
    .getByRole('button', { name: texts.start.enterAs.replace('{{role}}', texts.roles[role]) })
    .click()
  await prepare(tab)
}

function ownTile({ page }: Person, role: TrialRole) {
  return page.getByRole('group', { name: `${texts.roles[role]} ${people[role]} ${texts.room.you}` })
}

/** The way from the courtroom to the desk of the same login. */
async function goToDesk({ page }: Person): Promise<void> {
  await page.goto(page.url().replace(/\/sittings\/.*/, ''))
  await page.getByRole('heading', { name: texts.desk.today }).waitFor()
}

test('[WAY-9] [WAY-11] four roles in four tabs of one browser; one signs out, the others stay', async ({
  system,
  arrive,
}) => {
  const judge = await arrive('presidingJudge', { withDevices: false })
  const clerk = await judge.openTab()
  const plaintiff = await judge.openTab()
  const defendant = await judge.openTab()

  await test.step('the start page says what it is', async () => {
    await judge.page.goto(system.address)
    await expect(judge.page.getByRole('status').getByText(texts.start.statusTrial)).toBeVisible()
    await expect(judge.page.getByText('民初', { exact: false })).toBeVisible()
  })

  await test.step('each door leads to its own seat', async () => {
    await enterByDoor(judge, system, 'presidingJudge')
    await enterByDoor(clerk, system, 'clerk')
    await enterByDoor(plaintiff, system, 'plaintiff')
    await enterByDoor(defendant, system, 'defendant')
    await expect(ownTile(judge, 'presidingJudge')).toBeVisible()
    await expect(ownTile(clerk, 'clerk')).toBeVisible()
    for (const [party, role] of [
      [plaintiff, 'plaintiff'],
      [defendant, 'defendant'],
    ] as const) {
      await expect(party.page.getByRole('heading', { name: texts.waiting.title })).toBeVisible()
      await expect(party.page.getByText(`${texts.roles[role]} ${people[role]}`)).toBeVisible()
      await admit(clerk, people[role])
      await expect(ownTile(party, role)).toBeVisible()
    }
  })

  await test.step('the judge signs out, which signs out nobody else', async () => {
    const seat = judge.page.url()
    await goToDesk(judge)
    await judge.page.getByRole('button', { name: texts.desk.signOut }).click()
    await judge.page.getByRole('heading', { name: texts.app.name }).waitFor()
    await judge.page.goto(seat)
    await expect(judge.page.getByText(texts.link.notSignedIn)).toBeVisible()

    await act(clerk, `${texts.roles.defendant}${people.defendant}`, 'dismiss')
    await expect(defendant.page.getByRole('heading', { name: texts.ended.dismissedTitle })).toBeVisible()
    await goToDesk(clerk)
    await expect(clerk.page.getByText(texts.desk.hello.replace('{{name}}', people.clerk))).toBeVisible()
  })
})

test('the start page speaks English when told to, and still after a reload', async ({ system, arrive }) => {
  const { page } = await arrive('clerk', { withDevices: false })
  await page.goto(system.address)
  await expect(page.getByText(texts.start.trialTitle)).toBeVisible()
  await page.getByLabel(texts.app.language).selectOption('en')
  await expect(page.getByText(englishTexts.start.trialTitle)).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.reload()
  await expect(page.getByText(englishTexts.start.trialTitle)).toBeVisible()
  await expect(page.getByText(englishTexts.start.statusTrial, { exact: true })).toBeVisible()
})

test('[WAY-1] a wrong password is said in words, and the right one still opens', async ({
  system,
  arrive,
}) => {
  const { page } = await arrive('clerk', { withDevices: false })
  await page.goto(system.address)
  await page.getByRole('link', { name: texts.start.staffSignIn }).click()
  const signIn = async (account: string, password: string) => {
    await page.getByLabel(texts.login.account).fill(account)
    await page.getByLabel(texts.login.password).fill(password)
    await page.getByRole('button', { name: texts.login.submit }).click()
  }
  for (const [account, password] of [
    ['clerk', 'not-the-password'],
    ['nobody', TRIAL_PASSWORD],
  ] as const) {
    await signIn(account, password)
    await expect(page.getByRole('alert')).toHaveText(texts.errors.WRONG_CREDENTIALS)
    await expect(page).toHaveURL(`${system.address}/login`)
  }
  await signIn('clerk', TRIAL_PASSWORD)
  await expect(page.getByRole('heading', { name: texts.desk.today })).toBeVisible()
})

test('[CONN-4] [SEAT-9] a reload comes back into the seat by itself, and the muted stay muted', async ({
  system,
  arrive,
}) => {
  const { sittingId } = await newSitting(system)
  const clerk = await arrive('clerk')
  const plaintiff = await arrive('plaintiff')
  const title = `${texts.roles.plaintiff}${people.plaintiff}`
  await enterSeat(clerk, system, sittingId, 'clerk')
  await enterSeat(plaintiff, system, sittingId, 'plaintiff')
  await prepare(clerk)
  await prepare(plaintiff)
  await admit(clerk, people.plaintiff)
  await isInCourt(plaintiff)
  await hearsExactly(clerk, ['plaintiff'])

  await test.step('the court mutes; a reload changes nothing about it', async () => {
    await act(clerk, title, 'mute')
    await hearsExactly(clerk, [])
    await plaintiff.page.reload()
    await isInCourt(plaintiff)
    await expect(ownTile(plaintiff, 'plaintiff')).toBeVisible()
    await expect(plaintiff.page.getByText(texts.voice.mutedByCourt)).toBeVisible()
    // What the reloaded page hears shows that its media runs; only then silence says something.
    await hearsExactly(plaintiff, ['clerk'])
    await hearsExactly(clerk, [])
  })

  await test.step('lifted by the court and opened by its owner it is heard, over a reload, too', async () => {
    await act(clerk, title, 'unmute')
    await press(plaintiff, texts.controls.micOn)
    await hearsExactly(clerk, ['plaintiff'])
    await plaintiff.page.reload()
    await isInCourt(plaintiff)
    await hearsExactly(clerk, ['plaintiff'])
  })
})

test('[CONN-2] a second tab takes the seat over, the first says so and can take it back', async ({
  system,
  arrive,
}) => {
  const { sittingId } = await newSitting(system)
  const first = await arrive('clerk')
  await enterSeat(first, system, sittingId, 'clerk')
  await prepare(first)
  await isInCourt(first)
  await rests(first, false)

  const second = await first.openTab()
  await second.page.goto(first.page.url())
  await prepare(second)
  await isInCourt(second)
  await saysSuperseded(first)
  await rests(first, true)

  await first.page.getByRole('button', { name: texts.link.takeBack }).click()
  await isInCourt(first)
  await saysSuperseded(second)
  await rests(second, true)
  await rests(first, false)
})

async function saysSuperseded({ page }: Person): Promise<void> {
  await expect(page.getByRole('heading', { name: texts.link.supersededTitle })).toBeVisible()
  await expect(page.getByText(texts.link.superseded)).toBeVisible()
}

/** Whether a page neither captures nor keeps a line open; a resting one does neither. */
async function rests({ page }: Person, resting: boolean): Promise<void> {
  let last = ''
  await until(
    async () => {
      const { capturing, lines } = await page.evaluate(() => window.tongtingTest.touched())
      last = `capturing ${capturing} tracks over ${lines} lines`
      return resting ? capturing + lines === 0 : capturing > 0 && lines > 0
    },
    15_000,
    () => `should ${resting ? 'rest' : 'be at work'}: ${last}`,
  )
}
