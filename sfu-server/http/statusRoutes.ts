import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod/mini'
import { HealthReport, SystemStatus } from '#protocol/http/routes.ts'
import type { Database } from '#platform/database.ts'
import type { Routes } from './app.ts'
import { findEmblem } from './emblem.ts'

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')))

/** What the server is, and whether it is well. */
export const statusRoutes: Routes = (app, { config, database, health }) => {
  app.get(
    '/api/status',
    { config: { access: 'public' }, schema: { response: { 200: SystemStatus } } },
    async () => ({ mode: config.mode, version, emblem: (await findEmblem(config.dataFolder)) !== null }),
  )
  app.get(
    '/api/health',
    { config: { access: 'public' }, schema: { response: { 200: HealthReport, 503: HealthReport } } },
    async (_request, reply) => {
      const parts = [await databaseHealth(database), ...(await health())]
      const ok = parts.every((part) => part.ok)
      return reply.code(ok ? 200 : 503).send({ ok, parts })
    },
  )
}

async function databaseHealth({ pool }: Database): Promise<HealthReport['parts'][number]> {
  const begun = performance.now()
  try {
    await pool.query('SELECT 1')
    return { name: 'database', ok: true, detail: `${Math.round(performance.now() - begun)} ms` }
  } catch {
    return { name: 'database', ok: false, detail: 'no answer' }
  }
}
