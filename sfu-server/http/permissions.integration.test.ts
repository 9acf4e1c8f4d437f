import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outcomeOf, TEST_ORIGIN } from '../testing/browser.ts'
import { startHttpTestServer, type HttpTestServer } from '../testing/httpServer.ts'
import { cookieHeader, setStage, visitors, type Stage, type Visitor } from '../testing/visitors.ts'

type Outcome = string | number
interface Row {
  readonly body?: object
  readonly expected: Readonly<Record<Visitor, Outcome>>
}

const all = (outcome: Outcome): Row['expected'] => ({
  anonymous: outcome,
  foreign: outcome,
  gallery: outcome,
  party: outcome,
  clerk: outcome,
  judge: outcome,
})
const signedIn: Row['expected'] = { ...all(200), anonymous: 'NOT_SIGNED_IN' }
const no = 'NOT_ALLOWED'
const refused = { ...all(no), anonymous: 'NOT_SIGNED_IN' }

/** Who may call what, on the seat of the plaintiff and the film of the sitting. Written by hand, not derived. */
const table: Readonly<Record<string, Row>> = {
  'GET /api/status': { expected: all(200) },
  'GET /api/health': { expected: all(200) },
  'POST /api/login': { body: { account: 'nobody', password: 'x' }, expected: all('WRONG_CREDENTIALS') },
  'GET /api/invitations/:token': { expected: all('INVITATION_UNKNOWN') },
  'POST /api/invitations/:token/claim': { expected: all('INVITATION_UNKNOWN') },
  'GET /api/trial': { expected: all(200) },
  'POST /api/trial/sittings': { expected: all(200) },
  'POST /api/trial/enter': { body: { role: 'plaintiff' }, expected: all(200) },

  'GET /api/s/:handle/me': { expected: signedIn },
  'POST /api/s/:handle/logout': { expected: signedIn },
  'GET /api/s/:handle/sittings': { expected: signedIn },
  'GET /api/s/:handle/cases': { expected: signedIn },
  'GET /api/s/:handle/cases/:caseId': { expected: { ...signedIn, foreign: no, gallery: no } },
  'POST /api/s/:handle/seats/:seatId/ticket': { expected: { ...refused, party: 200 } },
  'POST /api/s/:handle/sittings/:sittingId/seats/:seatId/invitation': {
    body: { what: 'link' },
    expected: { ...refused, clerk: 200, judge: 200 },
  },
  'GET /api/s/:handle/recordings/:recordingId/media': { expected: { ...refused, clerk: 200, judge: 200 } },
  'GET /api/s/:handle/recordings/:recordingId/download': { expected: { ...refused, clerk: 200 } },

  'GET /': { expected: all(200) },
  'GET /login': { expected: all(200) },
  'GET /i/*': { expected: all(200) },
  'GET /s/*': { expected: all(200) },
  'GET /assets/*': { expected: all(200) },
  'GET /emblem': { expected: all(200) },
  'GET /*': { expected: all(200) },
}

let server: HttpTestServer
let stage: Stage
beforeAll(async () => {
  server = await startHttpTestServer()
  stage = await setStage(server)
})
afterAll(() => server.close())

describe('every route', () => {
  it('[HTTP-1] has a row in the table', () => {
    const routes = server.app.declaredRoutes
      .filter(({ method }) => method !== 'HEAD')
      .map(({ method, url }) => `${String(method)} ${url}`)
    expect(routes.toSorted()).toEqual(Object.keys(table).toSorted())
  })

  const cells = Object.entries(table).flatMap(([route, row]) =>
    visitors.map((visitor) => ({ route, visitor, outcome: row.expected[visitor], body: row.body ?? {} })),
  )
  it.each(cells)(
    '[HTTP-1] $route answers $visitor with $outcome',
    async ({ route, visitor, outcome, body }) => {
      const [method = '', pattern = ''] = route.split(' ')
      const login = await stage.signIn(visitor)
      const response = await server.app.inject({
        method: method as 'GET' | 'POST',
        url: stage.address(pattern, login?.handle ?? 'nobodyshandl'),
        headers: { origin: TEST_ORIGIN, 'content-type': 'application/json', ...cookieHeader(login) },
        ...(method === 'POST' ? { payload: JSON.stringify(body) } : {}),
      })
      expect(outcomeOf(response)).toBe(outcome)
    },
  )

  it("[WAY-9] refuses one login's secret under another login's handle", async () => {
    const [party, clerk] = [await stage.signIn('party'), await stage.signIn('clerk')]
    for (const { method, url } of server.app.declaredRoutes.filter(({ url: at }) =>
      at.startsWith('/api/s/'),
    )) {
      if (method === 'HEAD') continue
      const response = await server.app.inject({
        method: method as 'GET' | 'POST',
        url: stage.address(url, clerk?.handle ?? ''),
        headers: { origin: TEST_ORIGIN, 'content-type': 'application/json', ...cookieHeader(party) },
      })
      expect(outcomeOf(response)).toBe('NOT_SIGNED_IN')
    }
  })
})
