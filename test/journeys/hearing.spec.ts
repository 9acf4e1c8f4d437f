import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { factsOf, recordingOn, timeOnRecord } from '../support/facts.ts'
import { decodeSound, probe } from '../support/media.ts'
import { PRIVACY_NOTICE_VERSION } from '../../protocol/privacyNotice.ts'
import { expect, test } from '../support/fixtures.ts'
import { act, admit, hearsExactly, isInCourt, phaseIs, press, seesPictures } from '../support/room.ts'
import { texts } from '../support/texts.ts'
import { toneOf, toneActivity, type Speaker } from '../support/tones.ts'
import { claimLink, issueLink, newSitting, openSitting, prepare, signIn } from '../support/waysIn.ts'

/** A stretch in which only some were live, in ms since the first 开庭, by this process's clock. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly speakers: readonly Speaker[]
}

test('[REC-3] a hearing from four ways in to the recording that the clerk downloads', async ({
  system,
  arrive,
}) => {
  test.setTimeout(400_000)
  const { sittingId, seats } = await newSitting(system)
  const nameOf = (role: string) => seats.find((seat) => seat.role === role)?.name ?? ''
  const judge = await arrive('presidingJudge')
  const clerk = await arrive('clerk')
  const plaintiff = await arrive('plaintiff', { device: 'phone' })
  const defendant = await arrive('defendant')
  const plaintiffTitle = `${texts.roles.plaintiff}${nameOf('plaintiff')}`
  const defendantTitle = `${texts.roles.defendant}${nameOf('defendant')}`

  await test.step('judge and clerk sign in, the clerk makes the links, everybody comes in', async () => {
    await signIn(judge, system, 'judge')
    await signIn(clerk, system, 'clerk')
    const plaintiffLink = await issueLink(clerk, sittingId, nameOf('plaintiff'))
    const defendantLink = await issueLink(clerk, sittingId, nameOf('defendant'))
    await openSitting(judge, sittingId)
    await openSitting(clerk, sittingId)
    await claimLink(plaintiff, plaintiffLink)
    await claimLink(defendant, defendantLink)
    for (const person of [judge, clerk, plaintiff, defendant]) await prepare(person)
    await isInCourt(judge)
    await isInCourt(clerk)
    await expect(plaintiff.page.getByRole('heading', { name: texts.waiting.title })).toBeVisible()
    await admit(clerk, nameOf('plaintiff'))
    await admit(clerk, nameOf('defendant'))
    await isInCourt(plaintiff)
    await isInCourt(defendant)
  })

  await test.step('[PI-1] who read which privacy notice is stored', async () => {
    const accepted = async () =>
      (await factsOf(system, sittingId))
        .filter(({ type }) => type === 'noticeAccepted')
        .map(({ payload }) => payload)
    await expect.poll(accepted).toHaveLength(4)
    expect(new Set((await accepted()).map(({ version }) => version))).toEqual(
      new Set([PRIVACY_NOTICE_VERSION]),
    )
  })

  await test.step('before the hearing all see and hear each other', async () => {
    await hearsExactly(judge, ['clerk', 'plaintiff', 'defendant'])
    await hearsExactly(plaintiff, ['presidingJudge', 'clerk', 'defendant'])
    await hearsExactly(defendant, ['presidingJudge', 'clerk', 'plaintiff'])
    await hearsExactly(clerk, ['presidingJudge', 'plaintiff', 'defendant'])
    await seesPictures(judge, 3)
    await seesPictures(clerk, 3)
    await seesPictures(defendant, 3)
    await seesPictures(plaintiff, 1)
  })

  const stretches: Stretch[] = []
  let opened = 0
  let recessMs = 0
  const speak = async (speakers: readonly Speaker[]) => {
    await judge.page.waitForTimeout(500)
    const from = Date.now() - opened - recessMs
    await judge.page.waitForTimeout(3_000)
    stretches.push({ from, to: Date.now() - opened - recessMs, speakers })
  }

  await test.step('开庭: the recorder writes, the parties wait for the floor', async () => {
    await judge.page.getByRole('button', { name: texts.court.open, exact: true }).click()
    await phaseIs(judge, 'inSession')
    opened = Date.now()
    await phaseIs(plaintiff, 'inSession')
    await hearsExactly(defendant, ['presidingJudge', 'clerk'])
    await speak(['presidingJudge', 'clerk'])
  })

  await test.step('hand and floor', async () => {
    await press(plaintiff, texts.controls.handUp)
    await judge.page
      .getByRole('button', { name: `${texts.court.actions.grantFloor} ${nameOf('plaintiff')}` })
      .click()
    await hearsExactly(defendant, ['presidingJudge', 'clerk', 'plaintiff'])
    await speak(['presidingJudge', 'clerk', 'plaintiff'])
    await act(judge, plaintiffTitle, 'revokeFloor')
    await act(judge, defendantTitle, 'grantFloor')
    await hearsExactly(plaintiff, ['presidingJudge', 'clerk', 'defendant'])
    await speak(['presidingJudge', 'clerk', 'defendant'])
  })

  await test.step('the court mutes; only the court can lift it', async () => {
    await act(clerk, defendantTitle, 'mute')
    await hearsExactly(plaintiff, ['presidingJudge', 'clerk'])
    await hearsExactly(judge, ['clerk'])
    await act(clerk, defendantTitle, 'unmute')
    await press(defendant, texts.controls.micOn)
    await hearsExactly(plaintiff, ['presidingJudge', 'clerk', 'defendant'])
  })

  await test.step('the clerk shares a screen', async () => {
    await press(clerk, texts.controls.share)
    await expect(defendant.page.getByLabel(texts.room.sharedScreen)).toBeVisible()
    await seesPictures(defendant, 4)
    await press(clerk, texts.controls.shareStop)
  })

  await test.step('recess: nobody hears anybody; afterwards it goes on', async () => {
    await judge.page.getByRole('button', { name: texts.court.pause, exact: true }).click()
    await judge.page.getByRole('radio', { name: texts.court.pauseReasons.recess, exact: true }).click()
    await judge.page.getByRole('button', { name: texts.court.pauseConfirm }).click()
    await phaseIs(judge, 'paused')
    const pausedAt = Date.now()
    await hearsExactly(plaintiff, [])
    await hearsExactly(judge, [])
    await judge.page.getByRole('button', { name: texts.court.resume, exact: true }).click()
    await phaseIs(judge, 'inSession')
    recessMs += Date.now() - pausedAt
    await hearsExactly(plaintiff, ['presidingJudge', 'clerk', 'defendant'])
    await speak(['presidingJudge', 'clerk', 'defendant'])
  })

  let onRecordMs = 0
  await test.step('闭庭', async () => {
    await judge.page.getByRole('button', { name: texts.court.close, exact: true }).click()
    await judge.page.getByRole('button', { name: texts.court.closeConfirm }).click()
    await expect(plaintiff.page.getByRole('heading', { name: texts.ended.closedTitle })).toBeVisible()
    onRecordMs = timeOnRecord(await factsOf(system, sittingId))
  })

  await test.step('the clerk plays and downloads the recording', async () => {
    const { page } = clerk
    await page.getByRole('link', { name: texts.ended.casePage }).click()
    const recording = await recordingOn(page, system, sittingId)
    const play = recording.getByRole('button', { name: texts.case.play })
    await play.click({ timeout: 120_000 })
    const player = recording.locator('video')
    await expect
      .poll(() => player.evaluate((video: HTMLVideoElement) => video.currentTime), { timeout: 15_000 })
      .toBeGreaterThan(1)
    const download = page.waitForEvent('download')
    await recording.getByRole('link', { name: texts.case.download }).click()
    const path = test.info().outputPath('hearing.mp4')
    await (await download).saveAs(path)
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
    await expect(recording.getByText(sha256)).toBeVisible()

    const file = probe(path)
    expect(file.codecs.toSorted()).toEqual(['aac', 'h264'])
    expect(Math.abs(file.seconds * 1000 - onRecordMs)).toBeLessThan(1_000)
    const { samples, sampleRate } = decodeSound(path)
    for (const { from, to, speakers } of stretches) {
      const part = samples.subarray((from / 1000) * sampleRate, (to / 1000) * sampleRate)
      for (const [speaker, hertz] of Object.entries(toneOf)) {
        const activity = toneActivity(part, sampleRate, hertz)
        const message = `${speaker} from ${from} to ${to} ms`
        if (speakers.includes(speaker as Speaker)) expect(activity, message).toBeGreaterThan(0.25)
        else expect(activity, message).toBe(0)
      }
    }
  })
})
