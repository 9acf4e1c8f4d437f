import { TRIAL_PASSWORD } from '../../prisma/seed/demoCity.ts'
import type { SeatEntry, TrialRole, TrialSittingMade } from '../../protocol/http/routes.ts'
import { texts } from './texts.ts'
import type { Person } from './person.ts'
import type { System } from './system.ts'

/** A sitting of the test's own, with every kind of seat. */
export async function newSitting(system: System): Promise<TrialSittingMade> {
  const reply = await fetch(`${system.address}/api/trial/sittings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: system.address },
    body: '{}',
  })
  if (!reply.ok) throw new Error(`POST /api/trial/sittings answered ${reply.status}: ${await reply.text()}`)
  return (await reply.json()) as TrialSittingMade
}

/** Signs in with a password and stands at the desk. */
export async function signIn(person: Person, system: System, account: 'judge' | 'clerk'): Promise<void> {
  const { page } = person
  await page.goto(`${system.address}/login`)
  await page.getByLabel(texts.login.account).fill(account)
  await page.getByLabel(texts.login.password).fill(TRIAL_PASSWORD)
  await page.getByRole('button', { name: texts.login.submit }).click()
  await page.getByRole('heading', { name: texts.desk.today }).waitFor()
}

/** From the desk to the door of one's seat in a sitting. */
export async function openSitting(person: Person, sittingId: string): Promise<void> {
  await person.page.locator(`a[href*="/sittings/${sittingId}/"]`).first().click()
}

/** The clerk makes a personal link for somebody, on the case's page. The desk must be open. */
export async function issueLink(clerk: Person, sittingId: string, name: string): Promise<string> {
  const { page } = clerk
  const row = page.getByRole('listitem').filter({ has: page.locator(`a[href*="/sittings/${sittingId}/"]`) })
  await row.getByRole('link', { name: texts.desk.openCase }).click()
  await page
    .getByRole('button', { name: texts.case.issueLinkFor.replace('{{name}}', name) })
    .first()
    .click()
  const link = await page.getByLabel(texts.case.link, { exact: true }).innerText()
  await page.getByRole('button', { name: texts.common.close }).click()
  await page.goBack()
  return link.trim()
}

/** Opens a personal link and takes the seat. */
export async function claimLink(person: Person, link: string): Promise<void> {
  await person.page.goto(link)
  await person.page.getByRole('button', { name: texts.invitation.claim }).click()
}

/** Reads the notice, looks at the devices, and goes in (to the waiting room or the courtroom). */
export async function prepare(person: Person): Promise<void> {
  const { page } = person
  await page.getByRole('button', { name: texts.prepare.accept }).click()
  const enter = page.getByRole('button', {
    name: new RegExp(`^(${texts.prepare.enter}|${texts.prepare.enterWaiting})$`),
  })
  // A phone shows one thing at a time: the picture, then the sound.
  const next = page.getByRole('button', { name: texts.common.continue, exact: true })
  await enter.or(next).first().waitFor()
  if (await next.isVisible()) await next.click()
  await enter.click()
}

/** Through the trial door into a sitting of one's own choice: a login without a password. */
export async function enterSeat(
  person: Person,
  system: System,
  sittingId: string,
  role: TrialRole,
): Promise<void> {
  const reply = await person.context.request.post(`${system.address}/api/trial/enter`, {
    data: { role, sittingId },
    headers: { origin: system.address },
  })
  if (!reply.ok()) throw new Error(`POST /api/trial/enter answered ${reply.status()}: ${await reply.text()}`)
  const { handle, seatId } = (await reply.json()) as SeatEntry
  await person.page.goto(`${system.address}/s/${handle}/sittings/${sittingId}/seats/${seatId}`)
}
