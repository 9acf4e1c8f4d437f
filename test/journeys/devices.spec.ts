import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import type { Person } from '../support/person.ts'
import { admit, hearsExactly, isInCourt, seesPictures } from '../support/room.ts'
import { until } from '../support/system.ts'
import { texts } from '../support/texts.ts'
import { enterSeat, newSitting, prepare } from '../support/waysIn.ts'

const DEFENDANT = '郭立新'
const LOOK_MS = 2_000

/** The trouble with both devices as the page words it. */
const troubleTitle = texts.deviceFailure.title.replace(
  '{{what}}',
  `${texts.prepare.camera}、${texts.prepare.microphone}`,
)

/** Lowest and highest value of the microphone's bar while it is watched for a moment. */
function watchMeter(page: Page): Promise<{ lowest: number; highest: number }> {
  return page.getByRole('meter', { name: texts.prepare.level }).evaluate(async (meter, ms) => {
    const values: number[] = []
    const end = performance.now() + ms
    while (performance.now() < end) {
      values.push(Number(meter.getAttribute('aria-valuenow')))
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
    return { lowest: Math.min(...values), highest: Math.max(...values) }
  }, LOOK_MS)
}

/** Which incoming pictures move, by the width of their last frame, least first. */
async function movingWidths({ page }: Person): Promise<number[]> {
  const look = () => page.evaluate(() => window.tongtingTest.pictures())
  const before = await look()
  await page.waitForTimeout(LOOK_MS)
  const now = await look()
  return Object.entries(now)
    .filter(([track, { frames }]) => frames > (before[track]?.frames ?? 0))
    .map(([, { width }]) => width)
    .toSorted((a, b) => a - b)
}

async function picturesMove(viewer: Person, widths: readonly number[]): Promise<void> {
  let last: number[] = []
  await until(
    async () => {
      last = await movingWidths(viewer)
      return last.join() === widths.join()
    },
    30_000,
    () => `pictures of [${widths.join(', ')}] px should move, and do of [${last.join(', ')}]`,
  )
}

test('who has no camera and no microphone gets in, sees and hears', async ({ system, arrive }) => {
  const { sittingId } = await newSitting(system)
  const judge = await arrive('presidingJudge')
  const defendant = await arrive('defendant', { withDevices: false })
  await enterSeat(judge, system, sittingId, 'presidingJudge')
  await enterSeat(defendant, system, sittingId, 'defendant')
  await prepare(judge)
  await test.step('the check says what is missing and what to do', async () => {
    await defendant.page.getByRole('button', { name: texts.prepare.accept }).click()
    const trouble = defendant.page.getByRole('alert')
    await expect(trouble).toContainText(troubleTitle)
    await expect(trouble).toContainText(texts.deviceFailure.NotFound)
    await expect(trouble.getByRole('button', { name: texts.common.retry })).toBeVisible()
    await defendant.page.getByRole('button', { name: texts.prepare.enterWaiting }).click()
  })
  await admit(judge, DEFENDANT)
  await isInCourt(defendant)
  await expect(defendant.page.getByText(texts.voice.noDevice)).toBeVisible()
  await hearsExactly(defendant, ['presidingJudge'])
  await seesPictures(defendant, 1)
})

test('a permission that was refused is said in plain words, and keeps nobody out', async ({
  system,
  arrive,
}) => {
  const { sittingId } = await newSitting(system)
  const clerk = await arrive('clerk', { permission: 'denied' })
  await enterSeat(clerk, system, sittingId, 'clerk')
  await clerk.page.getByRole('button', { name: texts.prepare.accept }).click()
  const trouble = clerk.page.getByRole('alert')
  await expect(trouble).toContainText(troubleTitle)
  await expect(trouble).toContainText(texts.deviceFailure.PermissionDenied)
  await clerk.page.getByRole('button', { name: texts.prepare.enterWithout }).click()
  await isInCourt(clerk)
})

test('the check: the level moves with the voice, the loudspeaker plays', async ({ system, arrive }) => {
  const { sittingId } = await newSitting(system)
  const { page, ...clerk } = await arrive('clerk')
  await enterSeat({ page, ...clerk }, system, sittingId, 'clerk')
  await page.getByRole('button', { name: texts.prepare.accept }).click()
  await expect(page.getByText(texts.prepare.levelHeard)).toBeVisible()
  const { lowest, highest } = await watchMeter(page)
  expect(highest - lowest).toBeGreaterThan(20)
  await expect(page.getByRole('img', { name: texts.prepare.preview })).toBeVisible()

  await page.evaluate(() => {
    window.Audio = new Proxy(window.Audio, {
      construct: (Original, [source]: [string]) => {
        const audio = new Original(source)
        audio.addEventListener('ended', () => {
          document.documentElement.dataset['played'] = String(audio.currentTime)
        })
        return audio
      },
    })
  })
  await page.getByRole('button', { name: texts.prepare.speakerTest }).click()
  await expect(page.getByRole('button', { name: texts.prepare.speakerPlaying })).toBeVisible()
  await expect(page.getByRole('button', { name: texts.prepare.speakerTest })).toBeEnabled()
  const played = await page.locator('html').getAttribute('data-played')
  expect(Number(played)).toBeGreaterThan(0.5)
})

test('the check: the level rests while the microphone is silent', async ({ system, arrive }) => {
  const { sittingId } = await newSitting(system)
  const clerk = await arrive('clerk', { microphone: 'silent' })
  await enterSeat(clerk, system, sittingId, 'clerk')
  await clerk.page.getByRole('button', { name: texts.prepare.accept }).click()
  await expect(clerk.page.getByRole('img', { name: texts.prepare.preview })).toBeVisible()
  expect(await watchMeter(clerk.page)).toEqual({ lowest: 0, highest: 0 })
  await expect(clerk.page.getByText(texts.prepare.levelSilent)).toBeVisible()
})

test('[MEDIA-2] a phone gets the size that it shows, and nothing of a picture that is scrolled away', async ({
  system,
  arrive,
}) => {
  const { sittingId } = await newSitting(system)
  const phone = await arrive('plaintiff', { withDevices: false, device: 'phone' })
  // Silent, so that nobody becomes the one who speaks and is shown large for it.
  const judge = await arrive('presidingJudge', { microphone: 'silent' })
  const defendant = await arrive('defendant', { microphone: 'silent', camera: 'large' })
  // The clerk looks in and is gone again: a place in the strip without a picture.
  const clerk = await phone.openTab()
  await enterSeat(clerk, system, sittingId, 'clerk')
  await prepare(clerk)
  await isInCourt(clerk)
  await clerk.close()
  await enterSeat(judge, system, sittingId, 'presidingJudge')
  await enterSeat(phone, system, sittingId, 'plaintiff')
  await enterSeat(defendant, system, sittingId, 'defendant')
  for (const person of [judge, phone, defendant]) await prepare(person)
  await admit(judge, '巴特尔')
  await admit(judge, DEFENDANT)
  await isInCourt(phone)
  await isInCourt(defendant)
  const strip = phone.page.getByRole('region', { name: texts.room.strip })
  const tile = strip.getByRole('group', { name: DEFENDANT })

  await test.step('in the strip: the small size', async () => {
    await expect(tile).toBeInViewport()
    await picturesMove(phone, [320, 320])
  })

  await test.step('scrolled away: nothing', async () => {
    // A phone lying flat with its keyboard out.
    await phone.page.setViewportSize({ width: 560, height: 150 })
    await expect(tile).not.toBeInViewport()
    await picturesMove(phone, [320])
    await tile.scrollIntoViewIfNeeded()
    await picturesMove(phone, [320, 320])
  })

  await test.step('on a large screen: the large size', async () => {
    await phone.page.setViewportSize({ width: 1280, height: 800 })
    await picturesMove(phone, [320, 640])
  })
})
