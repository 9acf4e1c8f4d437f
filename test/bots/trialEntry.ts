/** A bot's way in: over HTTP, with a login of its own, as everybody. Trial mode only. */
import { SeatEntry, TicketReply, TrialSittingMade } from '#protocol/http/routes.ts'
import type { SeatId } from '#protocol/ids.ts'

/** A sitting that nobody else uses, with a seat of every kind. */
export async function makeSitting(address: string): Promise<TrialSittingMade> {
  const reply = await post(address, '/api/trial/sittings', {}, [])
  return TrialSittingMade.parse(await reply.json())
}

/** Signs in to a seat of a trial sitting. The answer gives a fresh ticket for each connection. */
export async function enterSeat(address: string, seatId: SeatId): Promise<() => Promise<string>> {
  const reply = await post(address, '/api/trial/enter', { seatId }, [])
  const cookies = reply.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '')
  const { handle } = SeatEntry.parse(await reply.json())
  return async () => {
    const answer = await post(address, `/api/s/${handle}/seats/${seatId}/ticket`, {}, cookies)
    return TicketReply.parse(await answer.json()).ticket
  }
}

async function post(
  address: string,
  path: string,
  body: object,
  cookies: readonly string[],
): Promise<Response> {
  const reply = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address, cookie: cookies.join('; ') },
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`)
  return reply
}
