/** Migrations: plain SQL files in Prisma's folder and table format, applied in order, each once. */
import { readdir, readFile } from 'node:fs/promises'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { withSchemaEngine } from './schemaEngine.ts'

export interface MigrationPlace {
  readonly databaseUrl: string
  /** Absolute path of `schema.prisma`. */
  readonly schemaFile: string
  /** Absolute path of the folder with one folder per migration. */
  readonly folder: string
}

export interface MigrationStatus {
  /** In the folder, not yet applied. */
  readonly pending: readonly string[]
  /** Applied, but the file has changed since. */
  readonly edited: readonly string[]
  /** Begun and not finished; someone has to look. */
  readonly failed: readonly string[]
  /** Applied, but no longer in the folder: the program is older than the database. */
  readonly unknown: readonly string[]
}

/** Starters of several processes may all deploy; the number is arbitrary, and only ours. */
const DEPLOY_LOCK = 7_240_018
const LOCK_FILE = 'migration_lock.toml'
const noFilters = { externalTables: [], externalEnums: [] }

/**
 * Applies what is in the folder and not in the database, one deploy at a time; others wait and then find nothing left.
 *
 * @returns names of the migrations applied now
 * @throws Error naming the migration that failed; everything in that migration is then undone
 */
export async function deployMigrations(place: MigrationPlace): Promise<readonly string[]> {
  return withLock(place.databaseUrl, () =>
    withEngine(place, async (engine, migrationsList) => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilters })
      return appliedMigrationNames
    }),
  )
}

/**
 * Writes a migration that takes the database of all former migrations to the present schema. Applies nothing.
 *
 * @returns its name, or null when the schema has not changed
 * @throws Error when the database has drifted from the folder
 */
export async function createMigration(place: MigrationPlace, name: string): Promise<string | null> {
  return withEngine(place, async (engine, migrationsList, schema) => {
    // Also fills the engine's cache, without which it asks for a shadow database in another way.
    const { action } = await engine.devDiagnostic({ migrationsList, filters: noFilters })
    if (action.tag === 'reset')
      throw new Error(`The database does not match the migrations: ${action.reason}`)
    const made = await engine.createMigration({
      draft: false,
      migrationName: name,
      migrationsList,
      schema: { files: [schema] },
      filters: noFilters,
    })
    if (made.migrationScript === null) return null
    const folder = join(place.folder, made.generatedMigrationName)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `migration.${made.extension}`), made.migrationScript)
    await writeFile(join(place.folder, LOCK_FILE), `provider = "${made.connectorType}"\n`)
    return made.generatedMigrationName
  })
}

/** Compares folder and database; changes nothing. */
export async function migrationStatus(place: MigrationPlace): Promise<MigrationStatus> {
  return withEngine(place, async (engine, migrationsList) => {
    const found = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: noFilters,
    })
    const { history } = found
    return {
      pending: history && 'unappliedMigrationNames' in history ? history.unappliedMigrationNames : [],
      unknown: history && 'unpersistedMigrationNames' in history ? history.unpersistedMigrationNames : [],
      edited: found.editedMigrationNames,
      failed: found.failedMigrationNames,
    }
  })
}

type Engine = Parameters<Parameters<typeof withSchemaEngine>[2]>[0]
type MigrationsList = Awaited<ReturnType<typeof readMigrations>>
type SchemaFile = { readonly path: string; readonly content: string }

async function withEngine<T>(
  place: MigrationPlace,
  work: (engine: Engine, migrationsList: MigrationsList, schema: SchemaFile) => Promise<T>,
): Promise<T> {
  const schema = { path: place.schemaFile, content: await readFile(place.schemaFile, 'utf8') }
  const migrationsList = await readMigrations(place.folder)
  return withSchemaEngine(place.databaseUrl, schema, (engine) => work(engine, migrationsList, schema))
}

async function withLock<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [DEPLOY_LOCK])
    return await work()
  } finally {
    // Ending the connection frees the lock.
    await client.end()
  }
}

async function readMigrations(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const migrationDirectories = await Promise.all(
    names.toSorted().map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: await readScript(join(folder, name, 'migration.sql')),
      },
    })),
  )
  const lock = await readFile(join(folder, LOCK_FILE), 'utf8').catch(() => null)
  return {
    baseDir: folder,
    lockfile: { path: LOCK_FILE, content: lock },
    shadowDbInitScript: '',
    migrationDirectories,
  }
}

async function readScript(path: string) {
  try {
    return { tag: 'ok' as const, value: await readFile(path, 'utf8') }
  } catch (error) {
    return { tag: 'error' as const, value: String(error) }
  }
}
