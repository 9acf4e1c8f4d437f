/**
 * Databases for tests. One cluster serves a whole run; a template with all migrations is made once, and each test
 * file gets a copy of it in some 50 ms.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { deployMigrations, type MigrationPlace } from '../migrate.ts'
import { removeCluster, startCluster } from '../postgres/cluster.ts'
import { findOwner, letPass } from '../postgres/owner.ts'

/** Address of the run's cluster, handed on to every test process. */
const CLUSTER_VARIABLE = 'TONGTING_TEST_POSTGRES'
const TEMPLATE_LOCK = 7_240_019
const root = resolve(import.meta.dirname, '../..')
const schemaFile = join(root, 'prisma/schema.prisma')
const migrationsFolder = join(root, 'prisma/migrations')

export interface TestDatabase {
  readonly url: string
  /** Cuts all its connections and deletes it. */
  drop(): Promise<void>
}

/**
 * Starts the run's cluster, unless one was handed on. For the global set-up of vitest and Playwright, which both
 * take the returned function as the tear-down.
 */
export default async function startTestPostgres(): Promise<() => Promise<void>> {
  if (process.env[CLUSTER_VARIABLE]) return async () => {}
  const folder = await mkdtemp(join(tmpdir(), 'tongting-test-'))
  const owner = await findOwner()
  if (owner) await letPass(folder, owner)
  const cluster = await startCluster({ folder: join(folder, 'postgres'), disposable: true })
  process.env[CLUSTER_VARIABLE] = cluster.url('postgres')
  return async () => {
    await cluster.stop()
    await removeCluster(join(folder, 'postgres'))
    await rm(folder, { recursive: true, force: true })
    delete process.env[CLUSTER_VARIABLE]
  }
}

/**
 * A fresh database of the run's cluster.
 *
 * @param content `migrated` has all tables and no rows; `empty` has nothing
 */
export async function createTestDatabase(content: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(async (admin) => {
    const template = content === 'migrated' ? await ensureTemplate(admin) : 'template0'
    await admin.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`)
  })
  return {
    url: addressOf(name),
    drop: () =>
      asAdmin(async (admin) => void (await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`))),
  }
}

async function ensureTemplate(admin: pg.Client): Promise<string> {
  const name = `template_${await migrationsDigest()}`
  if (await databaseExists(admin, name)) return name
  await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
  try {
    if (await databaseExists(admin, name)) return name
    const unfinished = `${name}_unfinished`
    await admin.query(`DROP DATABASE IF EXISTS "${unfinished}" WITH (FORCE)`)
    await admin.query(`CREATE DATABASE "${unfinished}"`)
    const place: MigrationPlace = { databaseUrl: addressOf(unfinished), schemaFile, folder: migrationsFolder }
    await deployMigrations(place)
    await admin.query(`ALTER DATABASE "${unfinished}" RENAME TO "${name}"`)
    return name
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK])
  }
}

async function databaseExists(admin: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  return rowCount === 1
}

async function migrationsDigest(): Promise<string> {
  const hash = createHash('sha256')
  const entries = await readdir(migrationsFolder, { withFileTypes: true }).catch(() => [])
  for (const name of entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()) {
    hash.update(name).update(await readFile(join(migrationsFolder, name, 'migration.sql')))
  }
  return hash.digest('hex').slice(0, 16)
}

function clusterUrl(): string {
  const url = process.env[CLUSTER_VARIABLE]
  if (!url)
    throw new Error(
      'No PostgreSQL for tests: the run lacks platform/testing/postgres.ts as its global set-up',
    )
  return url
}

function addressOf(database: string): string {
  const url = new URL(clusterUrl())
  url.pathname = `/${database}`
  return url.href
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: clusterUrl() })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}
