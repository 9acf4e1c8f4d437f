import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import type { TrialSittingMade } from '#protocol/http/routes.ts'
import type { Role } from '#protocol/roles.ts'
import { demoPeople, rehearsalCaseId } from '../people/trial/demo.ts'
import { LOGIN_COOKIE } from '../http/cookies.ts'
import type { NewLogin } from '../http/logins.ts'
import { Browser } from './browser.ts'
import type { HttpTestServer } from './httpServer.ts'

/** Everybody who may come to the server's door; `foreign` is a judge of another court. */
export const visitors = ['anonymous', 'foreign', 'gallery', 'party', 'clerk', 'judge'] as const
export type Visitor = (typeof visitors)[number]

export interface Stage {
  /** A fresh login of the visitor; null for the anonymous. */
  signIn(visitor: Visitor): Promise<NewLogin | null>
  /** The address of a route with its parameters filled in: a seat, sitting, case and film that exist. */
  address(route: string, handle: string): string
}

export function cookieHeader(login: NewLogin | null): Record<string, string> {
  return login ? { cookie: `${LOGIN_COOKIE}=${login.secret}` } : {}
}

/** A sitting with a plaintiff's seat, a finished film and a built client, for walks over all routes. */
export async function setStage({
  app,
  database,
  storage,
  logins,
  dataFolder,
}: HttpTestServer): Promise<Stage> {
  const { prisma } = database
  const { sittingId, seats } = (await new Browser(app).post('/api/trial/sittings')).json<TrialSittingMade>()
  const seatOf = (role: Role) => seats.find((seat) => seat.role === role)?.seatId ?? ''
  const recordingId = uuidv7()
  const { sha256, size } = await storage.put(`films/${recordingId}`, randomBytes(100))
  await prisma.recording.create({
    data: {
      id: recordingId,
      sittingId,
      state: 'ready',
      files: {
        create: {
          id: uuidv7(),
          class: 'composite',
          key: `films/${recordingId}`,
          mediaType: 'video/mp4',
          bytes: size,
          sha256,
        },
      },
    },
  })
  await mkdir(join(dataFolder, 'client', 'assets'), { recursive: true })
  await writeFile(join(dataFolder, 'client', 'index.html'), '<!doctype html><title>client</title>')
  await writeFile(join(dataFolder, 'client', 'assets', 'main-1a2b.js'), 'export {}')
  await writeFile(join(dataFolder, 'emblem.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  const foreigner = await prisma.account.findUniqueOrThrow({ where: { name: 'judge4' } })
  const values: Readonly<Record<string, string>> = {
    sittingId,
    seatId: seatOf('plaintiff'),
    caseId: rehearsalCaseId,
    recordingId,
    token: 'x'.repeat(43),
    '*': 'assets/main-1a2b.js',
  }
  const signIns: Readonly<Record<Visitor, () => Promise<NewLogin | null>>> = {
    anonymous: async () => null,
    foreign: () => logins.createForStaff(foreigner.personId),
    gallery: () => logins.createForSeat(seatOf('gallery')),
    party: () => logins.createForSeat(seatOf('plaintiff')),
    clerk: () => logins.createForStaff(demoPeople.clerk.id),
    judge: () => logins.createForStaff(demoPeople.presidingJudge.id),
  }
  return {
    signIn: (visitor) => signIns[visitor](),
    address: (route, handle) =>
      route
        .replace(/^\/assets\/\*$/, '/assets/main-1a2b.js')
        .replace(/:(\w+)|\*/g, (match, name?: string) =>
          name === 'handle' ? handle : (values[name ?? match] ?? match),
        ),
  }
}
