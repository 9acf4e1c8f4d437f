import {
  NoInput,
  SeatEntry,
  TrialEntryRequest,
  TrialSitting,
  TrialSittingMade,
} from '#protocol/http/routes.ts'
import type { Routes } from '../http/app.ts'
import { setLoginCookie } from '../http/cookies.ts'
import { TrialDoor } from './trial/trialDoor.ts'

/** The trial's way in: TRIAL_ONLY in production. */
export const trialRoutes: Routes = (app, { config, database, clock, logins }) => {
  const door = new TrialDoor(database, clock, logins)
  app.get('/api/trial', { config: { access: 'trial' }, schema: { response: { 200: TrialSitting } } }, () =>
    door.current(),
  )
  app.post(
    '/api/trial/sittings',
    { config: { access: 'trial' }, schema: { body: NoInput, response: { 200: TrialSittingMade } } },
    () => door.createSitting(),
  )
  app.post(
    '/api/trial/enter',
    { config: { access: 'trial' }, schema: { body: TrialEntryRequest, response: { 200: SeatEntry } } },
    async (request, reply) => {
      const { login, sittingId, seatId } = await door.enter(request.body)
      setLoginCookie(request, reply, login, config.mode)
      return { handle: login.handle, sittingId, seatId }
    },
  )
}
