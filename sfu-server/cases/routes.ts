import { CaseDetail, CaseList, CaseParams, HandleParams } from '#protocol/http/routes.ts'
import { loginOf } from '../http/access.ts'
import type { Routes } from '../http/app.ts'
import { listCases, readCase } from './queries.ts'
import { readerOf } from './readers.ts'

/** The list of cases and a case's page. */
export const caseRoutes: Routes = (app, { database }) => {
  app.get(
    '/api/s/:handle/cases',
    { config: { access: 'login' }, schema: { params: HandleParams, response: { 200: CaseList } } },
    async (request) => ({ cases: await listCases(database, await readerOf(database, loginOf(request))) }),
  )
  app.get(
    '/api/s/:handle/cases/:caseId',
    { config: { access: 'login' }, schema: { params: CaseParams, response: { 200: CaseDetail } } },
    async (request) => readCase(database, await readerOf(database, loginOf(request)), request.params.caseId),
  )
}
