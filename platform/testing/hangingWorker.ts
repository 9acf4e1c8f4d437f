/** A worker that takes a job of the queue `build` and never finishes it; for a test that kills it. */
import { pino } from 'pino'
import { z } from 'zod'
import { openJobs } from '../jobs.ts'

const jobs = await openJobs({
  databaseUrl: process.env.DATABASE_URL ?? '',
  log: pino({ level: 'silent' }),
  role: 'worker',
})
await jobs.work({ name: 'build', payload: z.object({ segment: z.number() }) }, async () => {
  console.log('taken')
  await new Promise(() => {})
})
