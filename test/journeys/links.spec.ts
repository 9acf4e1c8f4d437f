import { query } from '../support/facts.ts'
import { expect, test } from '../support/fixtures.ts'
import type { Person } from '../support/person.ts'
import type { System } from '../support/system.ts'
import { texts } from '../support/texts.ts'
import { claimLink, enterSeat, issueLink, newSitting, prepare, signIn } from '../support/waysIn.ts'

const NAME = '巴特尔'

/** Everything that the database knows about the ways into a seat. */
async function waysInto(system: System, seatId: string): Promise<object[]> {
  const invitations = await query(system, 'SELECT * FROM "Invitation" WHERE "seatId" = $1 ORDER BY "id"', [
    seatId,
  ])
  const logins = await query(system, 'SELECT * FROM "Login" WHERE "seatId" = $1 ORDER BY "id"', [seatId])
  return [...invitations, ...logins]
}

/** The clerk makes a code for another device, on the case's page. The desk must be open. */
async function issueCode({ page }: Person, sittingId: string): Promise<string> {
  const row = page.getByRole('listitem').filter({ has: page.locator(`a[href*="/sittings/${sittingId}/"]`) })
  await row.getByRole('link', { name: texts.desk.openCase }).click()
  await page
    .getByRole('button', { name: texts.case.issueCodeFor.replace('{{name}}', NAME) })
    .first()
    .click()
  const code = await page.getByLabel(texts.case.code, { exact: true }).innerText()
  await page.getByRole('button', { name: texts.common.close }).click()
  return code.trim()
}

async function enterCode({ page }: Person, code: string): Promise<void> {
  await page.getByLabel(texts.invitation.code).fill(code)
  await page.getByRole('button', { name: texts.invitation.codeSubmit }).click()
}

test('[WAY-3] [WAY-4] [WAY-5] a personal link: looked at, claimed, resumed, taken to another device', async ({
  system,
  arrive,
}) => {
  const { sittingId, seats } = await newSitting(system)
  const { seatId } = seats.find(({ role }) => role === 'plaintiff') ?? { seatId: '' }
  const clerk = await arrive('clerk', { withDevices: false })
  await signIn(clerk, system, 'clerk')
  const link = await issueLink(clerk, sittingId, NAME)
  const token = link.split('/').at(-1) ?? ''
  const party = await arrive('plaintiff', { withDevices: false, device: 'phone' })

  await test.step('looking changes nothing, whoever looks', async () => {
    const before = await waysInto(system, seatId)
    await fetch(link)
    await fetch(`${system.address}/api/invitations/${token}`)
    await party.page.goto(link)
    await expect(party.page.getByRole('button', { name: texts.invitation.claim })).toBeVisible()
    await party.page.reload()
    await expect(party.page.getByRole('button', { name: texts.invitation.claim })).toBeVisible()
    expect(await waysInto(system, seatId)).toEqual(before)
    expect(await party.context.cookies()).toEqual([])
  })

  await test.step('it tells that it is the right one, and not the whole name', async () => {
    await expect(party.page.getByText(texts.roles.plaintiff, { exact: true })).toBeVisible()
    expect(await party.page.getByRole('main').innerText()).not.toContain(NAME)
  })

  await test.step('a tap claims it, and the same browser comes in again', async () => {
    await claimLink(party, link)
    await prepare(party)
    await expect(party.page.getByText(texts.waiting.told)).toBeVisible()
    await party.page.goto(link)
    await party.page.getByRole('button', { name: texts.invitation.resume }).click()
    await expect(party.page).toHaveURL(/\/sittings\//)
    await expect(party.page.getByText(texts.waiting.told)).toBeVisible()
  })

  await test.step('another browser needs the code of the clerk; then the first one is out', async () => {
    const other = await arrive('defendant', { withDevices: false })
    await other.page.goto(link)
    await expect(other.page.getByText(texts.invitation.elsewhereTitle)).toBeVisible()
    await expect(other.page.getByRole('button', { name: texts.invitation.claim })).toHaveCount(0)
    const code = await issueCode(clerk, sittingId)
    expect(code).toMatch(/^\d{6}$/)
    const wrong = code.replace(/^./, (digit) => String((Number(digit) + 1) % 10))
    await enterCode(other, wrong)
    await expect(other.page.getByText(texts.errors.INVITATION_CODE_WRONG)).toBeVisible()
    await expect(party.page.getByText(texts.waiting.told)).toBeVisible()

    await enterCode(other, code)
    await prepare(other)
    await expect(other.page.getByText(texts.waiting.told)).toBeVisible()
    await expect(party.page.getByText(texts.link.notSignedIn)).toBeVisible()
    await party.page.reload()
    await expect(party.page.getByText(texts.link.notSignedIn)).toBeVisible()
    await party.page.goto(link)
    await expect(party.page.getByText(texts.invitation.elsewhereTitle)).toBeVisible()
  })
})

test('[WAY-6] a link that does not work says why in plain words and lets nobody in', async ({
  system,
  arrive,
}) => {
  const clerk = await arrive('clerk', { withDevices: false })
  const party = await arrive('plaintiff', { withDevices: false })
  const { page } = party
  const freshLink = async () => {
    const { sittingId, seats } = await newSitting(system)
    const { seatId } = seats.find(({ role }) => role === 'plaintiff') ?? { seatId: '' }
    await enterSeat(clerk, system, sittingId, 'clerk')
    const handle = /\/s\/([^/]+)\//.exec(clerk.page.url())?.[1] ?? ''
    const issue = async () => {
      const reply = await clerk.context.request.post(
        `${system.address}/api/s/${handle}/sittings/${sittingId}/seats/${seatId}/invitation`,
        { data: { what: 'link' }, headers: { origin: system.address } },
      )
      return ((await reply.json()) as { url: string }).url
    }
    return { sittingId, seatId, link: await issue(), issue }
  }
  const refuses = async (link: string, words: string) => {
    const { pathname } = new URL(link)
    const claim = () =>
      party.context.request.post(`${system.address}/api${pathname.replace('/i/', '/invitations/')}/claim`, {
        data: {},
        headers: { origin: system.address },
      })
    await page.goto(link)
    await expect(page.getByRole('heading', { name: texts.invitation.badTitle })).toBeVisible()
    await expect(page.getByRole('alert')).toContainText(words)
    await expect(page.getByRole('alert')).toContainText(texts.invitation.badHelp)
    await expect(page.getByRole('button', { name: texts.invitation.claim })).toHaveCount(0)
    // The button is only not offered; the door itself is shut, too.
    expect((await claim()).ok(), link).toBe(false)
    expect(await party.context.cookies()).toEqual([])
  }

  await test.step('unknown, cut off, of another site', async () => {
    const { link } = await freshLink()
    const token = link.split('/').at(-1) ?? ''
    const foreign = token.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))
    await refuses(`${system.address}/i/${foreign}`, texts.errors.INVITATION_UNKNOWN)
    await refuses(link.slice(0, -5), texts.errors.INVITATION_UNKNOWN)
  })

  await test.step('revoked by a newer one, which works', async () => {
    const { link, issue } = await freshLink()
    const newer = await issue()
    await refuses(link, texts.errors.INVITATION_REVOKED)
    await page.goto(newer)
    await expect(page.getByRole('button', { name: texts.invitation.claim })).toBeVisible()
  })

  await test.step('expired', async () => {
    const { link, seatId } = await freshLink()
    await query(
      system,
      `UPDATE "Invitation" SET "expiresAt" = now() - interval '1 second' WHERE "seatId" = $1`,
      [seatId],
    )
    await refuses(link, texts.errors.INVITATION_EXPIRED)
  })

  await test.step('of a sitting that is over', async () => {
    const { link, sittingId } = await freshLink()
    await query(system, `UPDATE "Sitting" SET "phase" = 'closed' WHERE "id" = $1`, [sittingId])
    await refuses(link, texts.errors.SITTING_OVER)
  })

  await test.step('closed while its page stood open: the tap says it', async () => {
    const { link, seatId } = await freshLink()
    const claim = page.getByRole('button', { name: texts.invitation.claim })
    await page.goto(link)
    await claim.waitFor()
    await query(system, `UPDATE "Invitation" SET "revokedAt" = now() WHERE "seatId" = $1`, [seatId])
    await claim.click()
    await expect(page.getByRole('alert')).toHaveText(texts.errors.INVITATION_REVOKED)
    await expect(page).toHaveURL(link)
  })
})
