/** `node scripts/migrate.ts deploy | create <name> | status`, on the database of DATABASE_URL. */
import { resolve } from 'node:path'
import {
  createMigration,
  deployMigrations,
  migrationStatus,
  type MigrationPlace,
} from '../platform/migrate.ts'

const root = resolve(import.meta.dirname, '..')
const [command, name] = process.argv.slice(2)
const databaseUrl = process.env.DATABASE_URL

function fail(reason: string): never {
  console.error(reason)
  process.exit(1)
}

async function run(place: MigrationPlace): Promise<void> {
  if (command === 'deploy') {
    const applied = await deployMigrations(place)
    console.log(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'Nothing to apply.')
  } else if (command === 'create' && name) {
    const made = await createMigration(place, name)
    console.log(made ? `Made prisma/migrations/${made}` : 'The schema has not changed.')
  } else if (command === 'status') {
    const status = await migrationStatus(place)
    for (const [state, names] of Object.entries(status))
      console.log(`${state}: ${names.join(', ') || 'none'}`)
    if (Object.values(status).some((names) => names.length > 0)) process.exitCode = 1
  } else {
    fail('Usage: node scripts/migrate.ts deploy | create <name> | status')
  }
}

if (!databaseUrl) fail('DATABASE_URL should be the address of the database.')
await run({
  databaseUrl,
  schemaFile: resolve(root, 'prisma/schema.prisma'),
  folder: resolve(root, 'prisma/migrations'),
}).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)))
// The engine leaves a ten-second timer of its advisory lock behind.
process.exit()
