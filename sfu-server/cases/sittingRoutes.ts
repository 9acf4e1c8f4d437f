import type { Database } from '#platform/database.ts'
import { CatalogueError } from '#protocol/errors.ts'
import { HandleParams, NoInput, SeatParams, SittingList, TicketReply } from '#protocol/http/routes.ts'
import { loginOf } from '../http/access.ts'
import type { Routes } from '../http/app.ts'
import type { SignedIn } from '../http/logins.ts'
import { isOver } from './phases.ts'
import { readerOf } from './readers.ts'
import { listSittings } from './sittings.ts'

/** The day's sittings, and the ticket with which a page takes a seat in one. */
export const sittingRoutes: Routes = (app, { database, clock, tickets }) => {
  app.get(
    '/api/s/:handle/sittings',
    { config: { access: 'login' }, schema: { params: HandleParams, response: { 200: SittingList } } },
    async (request) => {
      const reader = await readerOf(database, loginOf(request))
      return { sittings: await listSittings(database, reader, clock.now()) }
    },
  )
  app.post(
    '/api/s/:handle/seats/:seatId/ticket',
    {
      config: { access: 'login' },
      schema: { params: SeatParams, body: NoInput, response: { 200: TicketReply } },
    },
    async (request) => {
      const login = loginOf(request)
      const { seatId } = request.params
      const sittingId = await sittingToEnter(database, login, seatId)
      return { ticket: tickets.issue({ loginId: login.id, seatId, sittingId }), url: '' }
    },
  )
}

/** The sitting of a seat that the login holds: its own, or that of the member of staff it belongs to. */
async function sittingToEnter({ prisma }: Database, login: SignedIn, seatId: string): Promise<string> {
  const seat = await prisma.seat.findUnique({
    where: { id: seatId },
    select: { personId: true, sittingId: true, sitting: { select: { phase: true } } },
  })
  const isOwn = login.kind === 'seat' ? login.seatId === seatId : seat?.personId === login.personId
  // Whether somebody else's seat exists is not told either.
  if (!seat || !isOwn) throw new CatalogueError('NOT_ALLOWED')
  if (isOver(seat.sitting.phase)) throw new CatalogueError('SITTING_OVER')
  return seat.sittingId
}
