import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMigration, deployMigrations, migrationStatus, type MigrationPlace } from './migrate.ts'
import { createTestDatabase, type TestDatabase } from './testing/postgres.ts'

const head = 'datasource db {\n  provider = "postgresql"\n}\n'
const courtModel = 'model Court {\n  id Int @id\n  name String\n}\n'
const withFunction = `
CREATE TABLE "Note" (id int PRIMARY KEY, text text);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'kept; always'; END $$;
CREATE TRIGGER keep BEFORE DELETE ON "Note" FOR EACH ROW EXECUTE FUNCTION keep();
`
let folder: string
let database: TestDatabase
let place: MigrationPlace

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrate-'))
  database = await createTestDatabase('empty')
  place = {
    databaseUrl: database.url,
    schemaFile: join(folder, 'schema.prisma'),
    folder: join(folder, 'migrations'),
  }
  await writeFile(place.schemaFile, head + courtModel)
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

async function addMigration(name: string, sql: string) {
  await mkdir(join(place.folder, name), { recursive: true })
  await writeFile(join(place.folder, name, 'migration.sql'), sql)
}

async function query(sql: string) {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const clean = { pending: [], edited: [], failed: [], unknown: [] }

describe('migrations', () => {
  it('[RUN-5] are made from the schema, applied once, and then made again from the next change', async () => {
    const first = await createMigration(place, 'first')
    expect(first).toMatch(/^\d{14}_first$/)
    expect(await migrationStatus(place)).toEqual({ ...clean, pending: [first] })
    expect(await deployMigrations(place)).toEqual([first])
    expect(await deployMigrations(place)).toEqual([])
    await query('INSERT INTO "Court" VALUES (1, \'east\')')

    expect(await createMigration(place, 'nothing')).toBeNull()
    await writeFile(place.schemaFile, head + courtModel.replace('name String', 'name String\n  city String?'))
    const second = await createMigration(place, 'second')
    expect(await deployMigrations(place)).toEqual([second])
    expect(await query('SELECT * FROM "Court"')).toEqual([{ id: 1, name: 'east', city: null }])
    expect(await migrationStatus(place)).toEqual(clean)
  })

  it('[RUN-5] apply exactly once when three starters deploy together', async () => {
    await addMigration(
      '20260101000000_court',
      'CREATE TABLE "Court" (id int PRIMARY KEY); SELECT pg_sleep(0.3);',
    )
    const outcomes = await Promise.all([
      deployMigrations(place),
      deployMigrations(place),
      deployMigrations(place),
    ])
    expect(outcomes.flat()).toEqual(['20260101000000_court'])
    expect(await query('SELECT count(*)::int FROM _prisma_migrations')).toEqual([{ count: 1 }])
  })

  it('may hold functions and triggers with semicolons inside', async () => {
    await addMigration('20260101000000_note', withFunction)
    await deployMigrations(place)
    await query('INSERT INTO "Note" VALUES (1, \'\')')
    await expect(query('DELETE FROM "Note"')).rejects.toThrow('kept; always')
  })

  it('[RUN-5] leave nothing of a migration that fails, and name it', async () => {
    await addMigration('20260101000000_broken', 'CREATE TABLE half (id int); SELECT * FROM nowhere;')
    await expect(deployMigrations(place)).rejects.toThrow('20260101000000_broken')
    expect(await query("SELECT to_regclass('half') AS half")).toEqual([{ half: null }])
    expect((await migrationStatus(place)).failed).toEqual(['20260101000000_broken'])
    await expect(deployMigrations(place)).rejects.toThrow('20260101000000_broken')
  })

  it('tell when a file changed or went away after it was applied', async () => {
    await addMigration('20260101000000_court', 'CREATE TABLE "Court" (id int PRIMARY KEY);')
    await deployMigrations(place)
    await addMigration('20260101000000_court', 'CREATE TABLE "Court" (id bigint PRIMARY KEY);')
    expect((await migrationStatus(place)).edited).toEqual(['20260101000000_court'])
    await rm(join(place.folder, '20260101000000_court'), { recursive: true })
    expect((await migrationStatus(place)).unknown).toEqual(['20260101000000_court'])
  })

  it('are not made for a database that was changed by hand', async () => {
    await createMigration(place, 'first')
    await deployMigrations(place)
    await query('ALTER TABLE "Court" ADD COLUMN secret text')
    await expect(createMigration(place, 'second')).rejects.toThrow('does not match the migrations')
  })

  it('leave no shadow database behind', async () => {
    await createMigration(place, 'first')
    expect(await query("SELECT datname FROM pg_database WHERE datname LIKE 'prisma%'")).toEqual([])
  })
})
