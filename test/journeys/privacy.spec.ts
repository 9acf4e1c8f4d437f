import { expect, test } from '../support/fixtures.ts'
import type { Person } from '../support/person.ts'
import { act, admit, hearsExactly, isInCourt, phaseIs, press } from '../support/room.ts'
import { until } from '../support/system.ts'
import { texts } from '../support/texts.ts'
import { enterSeat, newSitting, prepare } from '../support/waysIn.ts'

const PLAINTIFF = '巴特尔'
const plaintiffTitle = `${texts.roles.plaintiff}${PLAINTIFF}`

const touched = ({ page }: Person) => page.evaluate(() => window.tongtingTest.touched())

/** Everything that the server sends over the person's sockets from now on. */
function listenIn({ page }: Person): { takeAll: () => string } {
  let frames: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString())),
  )
  return {
    takeAll: () => {
      const taken = frames.join('\n')
      frames = []
      return taken
    },
  }
}

test('[PI-1] camera and microphone rest until the notice was accepted, and again after leaving', async ({
  system,
  arrive,
}) => {
  const { sittingId } = await newSitting(system)
  const clerk = await arrive('clerk')
  const { page } = clerk
  const accept = page.getByRole('button', { name: texts.prepare.accept })
  await test.step('start page, notice, notice again', async () => {
    await page.goto(system.address)
    await expect(page.getByText(texts.start.trialTitle)).toBeVisible()
    expect((await touched(clerk)).asked).toBe(0)
    await enterSeat(clerk, system, sittingId, 'clerk')
    await expect(accept).toBeVisible()
    await expect(page.getByText(texts.prepare.privacyLead)).toBeVisible()
    expect((await touched(clerk)).asked).toBe(0)
    await page.reload()
    await expect(accept).toBeVisible()
    expect((await touched(clerk)).asked).toBe(0)
  })
  await test.step('a second tab asks again, whatever the first one accepted', async () => {
    await accept.click()
    await expect(page.getByRole('img', { name: texts.prepare.preview })).toBeVisible()
    expect((await touched(clerk)).asked).toBeGreaterThan(0)
    const second = await clerk.openTab()
    await second.page.goto(page.url())
    await expect(second.page.getByText(texts.prepare.privacyLead)).toBeVisible()
    expect((await touched(second)).asked).toBe(0)
    await second.close()
  })
  await test.step('who left is not watched any more', async () => {
    await page.getByRole('button', { name: texts.prepare.enter, exact: true }).click()
    await isInCourt(clerk)
    expect((await touched(clerk)).capturing).toBe(2)
    await press(clerk, texts.controls.leave)
    await page.getByRole('button', { name: texts.controls.leaveConfirm }).click()
    await expect(page.getByRole('heading', { name: texts.ended.leftTitle })).toBeVisible()
    await until(async () => {
      const { capturing, lines } = await touched(clerk)
      return capturing + lines === 0
    }, 10_000)
  })
})

test('[PI-5] a whole visit speaks with this host alone, and asks no helper outside', async ({
  system,
  arrive,
}) => {
  const clerk = await arrive('clerk', { device: 'phone' })
  const { page, context } = clerk
  const hosts = new Set<string>()
  const note = (url: string) => hosts.add(new URL(url).host)
  context.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url())) note(request.url())
  })
  page.on('websocket', (socket) => note(socket.url()))

  await page.goto(`${system.address}/login`)
  await page.goto(system.address)
  await page.getByRole('button', { name: texts.start.enterAs.replace('{{role}}', texts.roles.clerk) }).click()
  await prepare(clerk)
  await isInCourt(clerk)
  await until(async () => (await touched(clerk)).lines > 0, 10_000)
  await page.getByRole('button', { name: texts.controls.clerk, exact: true }).click()
  await expect(page.getByRole('heading', { name: texts.court.waitingList })).toBeVisible()
  await page.getByRole('button', { name: texts.common.close }).click()
  expect((await touched(clerk)).iceServers).toBe(0)
  await page.goto(page.url().replace(/\/sittings\/.*/, ''))
  await page.getByRole('link', { name: texts.desk.openCase }).first().click()
  await expect(page.getByRole('heading', { name: texts.case.recordings })).toBeVisible()
  await page.goto(`${system.address}/i/no-such-link`)
  await expect(page.getByRole('heading', { name: texts.invitation.badTitle })).toBeVisible()
  expect([...hosts]).toEqual([new URL(system.address).host])
})

test('[AUD-1] [VIEW-2] who waits, was excused or removed is heard nowhere and told of nobody', async ({
  system,
  arrive,
}) => {
  const { sittingId, seats } = await newSitting(system)
  const judge = await arrive('presidingJudge')
  const plaintiff = await arrive('plaintiff')
  const told = listenIn(plaintiff)
  const others = seats.filter(({ role }) => role !== 'plaintiff')
  const strangersIn = (frames: string) =>
    others
      .flatMap(({ seatId, name }) => [seatId, name])
      .filter((part) => part !== PLAINTIFF && frames.includes(part))

  await enterSeat(judge, system, sittingId, 'presidingJudge')
  await enterSeat(plaintiff, system, sittingId, 'plaintiff')
  await prepare(judge)
  await isInCourt(judge)
  await prepare(plaintiff)

  await test.step('waiting, while the room is at work', async () => {
    await expect(plaintiff.page.getByText(texts.waiting.told)).toBeVisible()
    await press(judge, texts.controls.micOff)
    await press(judge, texts.controls.micOn)
    await hearsExactly(judge, [])
    await hearsExactly(plaintiff, [])
    const frames = told.takeAll()
    expect(frames).toContain(PLAINTIFF)
    expect(strangersIn(frames)).toEqual([])
  })

  await test.step('nor does the list of sittings name the public', async () => {
    const [handle = ''] = /(?<=\/s\/)[^/]+/.exec(plaintiff.page.url()) ?? []
    const reply = await plaintiff.context.request.get(`${system.address}/api/s/${handle}/sittings`)
    const list = await reply.text()
    expect(list).toContain(sittingId)
    const visitors = seats.filter(({ role }) => role === 'gallery')
    expect(visitors.filter(({ seatId, name }) => list.includes(seatId) || list.includes(name))).toEqual([])
    expect(visitors).not.toEqual([])
  })

  await test.step('let in: heard, and told who is there', async () => {
    await admit(judge, PLAINTIFF)
    await isInCourt(plaintiff)
    await hearsExactly(judge, ['plaintiff'])
    await hearsExactly(plaintiff, ['presidingJudge'])
    expect(strangersIn(told.takeAll())).toContain('苏和平')
  })

  await test.step('excused', async () => {
    await act(judge, plaintiffTitle, 'dismiss')
    await expect(plaintiff.page.getByRole('heading', { name: texts.ended.dismissedTitle })).toBeVisible()
    told.takeAll()
    await expectsNothing()
  })

  await test.step('let in again, then removed', async () => {
    await act(judge, plaintiffTitle, 'admit')
    await isInCourt(plaintiff)
    await press(plaintiff, texts.controls.micOn)
    await hearsExactly(judge, ['plaintiff'])
    await act(judge, plaintiffTitle, 'remove')
    await judge.page.getByRole('button', { name: texts.court.removeConfirm }).click()
    await expect(plaintiff.page.getByRole('heading', { name: texts.ended.removedTitle })).toBeVisible()
    told.takeAll()
    await expectsNothing()
    await plaintiff.page.reload()
    await expect(plaintiff.page.getByRole('heading', { name: texts.ended.removedTitle })).toBeVisible()
    expect(strangersIn(told.takeAll())).toEqual([])
  })

  /** The room goes on, and whoever is outside neither hears, nor is heard, nor is told. */
  async function expectsNothing(): Promise<void> {
    await press(judge, texts.controls.micOff)
    await press(judge, texts.controls.micOn)
    await phaseIs(judge, 'lobby')
    await hearsExactly(judge, [])
    await hearsExactly(plaintiff, [])
    expect(strangersIn(told.takeAll())).toEqual([])
  }
})
