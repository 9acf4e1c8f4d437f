import type { FastifyRequest } from 'fastify'
import type { Database } from '#platform/database.ts'
import { CatalogueError } from '#protocol/errors.ts'
import { Done, HandleParams, LoginReply, LoginRequest, Me, NoInput } from '#protocol/http/routes.ts'
import { Role } from '#protocol/roles.ts'
import { loginOf } from '../http/access.ts'
import type { Routes } from '../http/app.ts'
import { clearLoginCookie, setLoginCookie } from '../http/cookies.ts'
import { AccountLimiter } from '../http/limits.ts'
import type { SeatLogin, StaffLogin } from '../http/logins.ts'
import { checkPassword } from './passwords.ts'

/** A courthouse behind one address signs in at half past eight; each attempt costs a password hash of some 30 ms. */
export const LOGINS_PER_MINUTE = 120

/** Signing in with a password, signing out, and who one is. */
export const staffRoutes: Routes = (app, { config, database, logins }) => {
  const limiter = new AccountLimiter(database)
  app.post(
    '/api/login',
    {
      config: { access: 'public', perMinute: LOGINS_PER_MINUTE },
      schema: { body: LoginRequest, response: { 200: LoginReply } },
    },
    async (request, reply) => {
      const personId = await checkAccount(database, limiter, request.body)
      const login = await logins.createForStaff(personId)
      setLoginCookie(request, reply, login, config.mode)
      return { handle: login.handle }
    },
  )
  app.get(
    '/api/s/:handle/me',
    { config: { access: 'login' }, schema: { params: HandleParams, response: { 200: Me } } },
    async (request: FastifyRequest) => {
      const login = loginOf(request)
      return login.kind === 'staff' ? describeStaff(database, login) : describeSeat(database, login)
    },
  )
  app.post(
    '/api/s/:handle/logout',
    { config: { access: 'login' }, schema: { params: HandleParams, body: NoInput, response: { 200: Done } } },
    async (request, reply) => {
      const { id, handle } = loginOf(request)
      await logins.revoke(id)
      clearLoginCookie(request, reply, handle, config.mode)
      return {}
    },
  )
}

async function checkAccount(
  { prisma }: Database,
  limiter: AccountLimiter,
  { account, password }: { account: string; password: string },
): Promise<string> {
  await limiter.spend(account)
  const found = await prisma.account.findUnique({ where: { name: account } })
  const fits = await checkPassword(password, found?.passwordHash ?? null)
  // A disabled account answers as an unknown one does.
  if (!fits || !found || found.disabled) throw new CatalogueError('WRONG_CREDENTIALS')
  await limiter.forgive(account)
  return found.personId
}

async function describeStaff({ prisma }: Database, { personId }: StaffLogin): Promise<Me> {
  const person = await prisma.person.findUniqueOrThrow({
    where: { id: personId },
    include: { posts: { where: { active: true }, include: { court: true }, orderBy: { id: 'asc' } } },
  })
  return {
    kind: 'staff',
    name: person.name,
    courtName: person.posts[0]?.court.name ?? '',
    posts: [...new Set(person.posts.map(({ post }) => post))],
  }
}

async function describeSeat({ prisma }: Database, { seatId, sittingId }: SeatLogin): Promise<Me> {
  const seat = await prisma.seat.findUniqueOrThrow({
    where: { id: seatId },
    include: { sitting: { include: { courtroom: { include: { court: true } } } } },
  })
  return {
    kind: 'seat',
    name: seat.name,
    courtName: seat.sitting.courtroom.court.name,
    sittingId,
    seatId,
    role: Role.parse(seat.role),
  }
}
