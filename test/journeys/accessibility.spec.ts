import { TRIAL_PASSWORD } from '../../prisma/seed/demoCity.ts'
import { expect, test } from '../support/fixtures.ts'
import type { Person } from '../support/person.ts'
import { act, admit, isInCourt, phaseIs } from '../support/room.ts'
import { focusIsVisible, PAGE_SIZES, ROOM_SIZES, standsAt } from '../support/screens.ts'
import { englishTexts, texts } from '../support/texts.ts'
import { enterSeat, issueLink, newSitting, prepare } from '../support/waysIn.ts'

const PLAINTIFF = '巴特尔'
const plaintiffTitle = `${texts.roles.plaintiff}${PLAINTIFF}`
/** Enough to press Tab through any of our pages. */
const MOST_TABS = 60
/** What a finger hits, in px. */
const FINGER = 44

/** Presses Tab until a button of this name has the focus; every stop on the way must show it. */
async function tabTo({ page }: Person, name: string): Promise<void> {
  const target = page.getByRole('button', { name, exact: true })
  await target.waitFor()
  for (let tab = 0; tab < MOST_TABS; tab++) {
    await page.keyboard.press('Tab')
    if (await target.evaluate((element) => element === document.activeElement)) {
      await focusIsVisible(page)
      return
    }
  }
  throw new Error(`${MOST_TABS} tabs do not reach ${name}`)
}

test('[UI-4] every page before the courtroom is accessible and fits a phone and a desktop', async ({
  system,
  arrive,
}) => {
  const { sittingId } = await newSitting(system)
  const clerk = await arrive('clerk')
  const { page } = clerk

  await test.step('start, login, desk, case', async () => {
    await page.goto(system.address)
    await expect(page.getByText('民初', { exact: false })).toBeVisible()
    await standsAt(page, 'start', PAGE_SIZES)
    await page.goto(`${system.address}/login`)
    await page.getByLabel(texts.login.account).fill('clerk')
    await page.getByLabel(texts.login.password).fill('wrong')
    await page.keyboard.press('Enter')
    await expect(page.getByText(texts.errors.WRONG_CREDENTIALS)).toBeVisible()
    await standsAt(page, 'login', PAGE_SIZES)
    await page.getByLabel(texts.login.password).fill(TRIAL_PASSWORD)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: texts.desk.today })).toBeVisible()
    await standsAt(page, 'desk', PAGE_SIZES)
  })

  await test.step('case, and the link that is made there', async () => {
    const row = page.getByRole('listitem').filter({ has: page.locator(`a[href*="/sittings/${sittingId}/"]`) })
    await row.getByRole('link', { name: texts.desk.openCase }).click()
    await expect(page.getByRole('heading', { name: texts.case.seats })).toBeVisible()
    await standsAt(page, 'case', PAGE_SIZES)
    await page
      .getByRole('button', { name: texts.case.issueLinkFor.replace('{{name}}', PLAINTIFF) })
      .first()
      .click()
    await standsAt(page, 'link of the case', PAGE_SIZES)
    await page.getByRole('button', { name: texts.common.close }).click()
    await page.goBack()
  })

  await test.step('invitation, and one that does not work', async () => {
    const link = await issueLink(clerk, sittingId, PLAINTIFF)
    const tab = await clerk.openTab()
    const { page: party } = tab
    await party.goto(link)
    await expect(party.getByRole('button', { name: texts.invitation.claim })).toBeVisible()
    await standsAt(party, 'invitation', PAGE_SIZES)
    await party.goto(`${system.address}/i/no-such-link`)
    await expect(party.getByRole('heading', { name: texts.invitation.badTitle })).toBeVisible()
    await standsAt(party, 'bad invitation', PAGE_SIZES)
    await tab.close()
  })

  await test.step('notice, devices, waiting room', async () => {
    await enterSeat(clerk, system, sittingId, 'plaintiff')
    await expect(page.getByText(texts.prepare.privacyLead)).toBeVisible()
    await standsAt(page, 'notice', PAGE_SIZES)
    await page.getByRole('button', { name: texts.prepare.accept }).click()
    await expect(page.getByText(texts.prepare.levelHeard)).toBeVisible()
    await standsAt(page, 'devices', PAGE_SIZES)
    await page.getByRole('button', { name: texts.prepare.enterWaiting }).click()
    await expect(page.getByText(texts.waiting.told)).toBeVisible()
    await standsAt(page, 'waiting room', PAGE_SIZES)
  })
})

test('[UI-4] English words fit, too', async ({ system, arrive }) => {
  const { sittingId } = await newSitting(system)
  const judge = await arrive('presidingJudge', { withDevices: false, locale: 'en' })
  const { page } = judge
  await page.goto(system.address)
  await expect(page.getByText('民初', { exact: false })).toBeVisible()
  await standsAt(page, 'English start', PAGE_SIZES)
  await enterSeat(judge, system, sittingId, 'presidingJudge')
  await page.getByRole('button', { name: englishTexts.prepare.accept }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await standsAt(page, 'English device check', PAGE_SIZES)
  await page.setViewportSize(PAGE_SIZES[1])
  await page.getByRole('button', { name: englishTexts.prepare.enter, exact: true }).click()
  await page.getByRole('toolbar').waitFor()
  await standsAt(page, 'English courtroom', ROOM_SIZES)
})

test('[UI-4] the courtroom stands at every size, by keyboard and by finger, to the recording', async ({
  system,
  arrive,
}) => {
  const { sittingId } = await newSitting(system)
  const judge = await arrive('presidingJudge')
  const party = await arrive('plaintiff', { device: 'phone', withDevices: false })
  const { page } = judge
  await enterSeat(judge, system, sittingId, 'presidingJudge')
  await enterSeat(party, system, sittingId, 'plaintiff')

  await test.step('by keyboard alone: notice, check, courtroom', async () => {
    await tabTo(judge, texts.prepare.accept)
    await page.keyboard.press('Enter')
    await tabTo(judge, texts.prepare.enter)
    await page.keyboard.press('Enter')
    await isInCourt(judge)
  })

  await test.step('before the hearing', async () => {
    await prepare(party)
    await admit(judge, PLAINTIFF)
    await isInCourt(party)
    await standsAt(page, 'judge before the hearing', PAGE_SIZES)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  await test.step('by keyboard alone: 宣布开庭', async () => {
    await tabTo(judge, texts.court.open)
    await page.keyboard.press('Enter')
    await phaseIs(judge, 'inSession')
    await phaseIs(party, 'inSession')
  })

  await test.step('in session', async () => {
    await act(judge, plaintiffTitle, 'grantFloor')
    await expect(party.page.getByText(texts.room.hasFloor).first()).toBeVisible()
    await standsAt(page, 'judge in session', ROOM_SIZES)
    await standsAt(party.page, 'party in session', ROOM_SIZES.slice(0, 2))
  })

  await test.step('a finger hits every control on a phone', async () => {
    for (const person of [judge, party]) {
      for (const size of ROOM_SIZES.slice(0, 2)) {
        await person.page.setViewportSize(size)
        const small = await person.page
          .getByRole('toolbar')
          .getByRole('button')
          .evaluateAll(
            (buttons, least) =>
              buttons
                .map((button) => ({ name: button.textContent, box: button.getBoundingClientRect() }))
                .filter(({ box }) => box.width < least || box.height < least)
                .map(({ name, box }) => `${name} ${box.width}×${box.height}`),
            FINGER,
          )
        expect(small, `${person.speaker} at ${size.width}×${size.height}`).toEqual([])
      }
    }
  })

  await test.step('people and dialogs', async () => {
    await page.setViewportSize(PAGE_SIZES[0])
    await page.getByRole('button', { name: texts.controls.court, exact: true }).click()
    await expect(page.getByRole('heading', { name: texts.court.present })).toBeVisible()
    await standsAt(page, 'people on a phone', PAGE_SIZES.slice(0, 1))
    await page.keyboard.press('Escape')
    await expect(page.getByRole('heading', { name: texts.court.present })).toHaveCount(0)
    for (const size of PAGE_SIZES) {
      await page.setViewportSize(size)
      await page.getByRole('button', { name: texts.court.pause, exact: true }).click()
      await page.getByRole('radio', { name: texts.court.pauseReasons.recess, exact: true }).click()
      await standsAt(page, 'reason for a recess', [size])
      if (size === PAGE_SIZES[0]) await page.keyboard.press('Escape')
    }
    await page.getByRole('button', { name: texts.court.pauseConfirm }).click()
    await phaseIs(judge, 'paused')
    await standsAt(page, 'recess', PAGE_SIZES)
  })

  await test.step('the end, and the recording on the page of the case', async () => {
    await page.getByRole('button', { name: texts.court.close, exact: true }).click()
    await page.getByRole('button', { name: texts.court.closeConfirm }).click()
    await expect(page.getByRole('heading', { name: texts.ended.closedTitle })).toBeVisible()
    await standsAt(page, 'the end', PAGE_SIZES)
    await page.getByRole('link', { name: texts.ended.casePage }).click()
    await page.getByRole('button', { name: texts.case.play }).first().click({ timeout: 120_000 })
    await expect(page.locator('video')).toBeVisible()
    await standsAt(page, 'case with player', PAGE_SIZES)
  })
})
