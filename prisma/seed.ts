/** `node prisma/seed.ts`: fills the trial's database with the demo city, once. Refuses in production. */
import { systemClock } from '#platform/clock.ts'
import { loadConfig } from '#platform/config.ts'
import { openDatabase } from '#platform/database.ts'
import { seedDemoCity } from './seed/demoCity.ts'

const config = loadConfig()
if (config.mode !== 'trial') {
  console.error('The demo city is for trials; with MODE=production nothing is seeded.')
  process.exit(1)
}
const database = openDatabase(config.database.url)
try {
  console.log((await seedDemoCity(database, systemClock)) ? 'The demo city is there.' : 'Nothing to seed.')
} finally {
  await database.close()
}
