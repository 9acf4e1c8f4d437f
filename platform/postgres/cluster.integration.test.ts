import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { removeCluster, startCluster } from './cluster.ts'
import { findOwner, letPass } from './owner.ts'

const isRoot = process.getuid?.() === 0
let parent: string
let folder: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'cluster-'))
  folder = join(parent, 'postgres')
})
afterEach(async () => {
  await removeCluster(folder)
  await rm(parent, { recursive: true, force: true })
})

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const start = () => startCluster({ folder, disposable: true })

describe('a PostgreSQL of our own', () => {
  it('keeps what was written over a stop and a start', async () => {
    const owner = await findOwner()
    if (owner) await letPass(parent, owner)
    const first = await start()
    await first.ensureDatabase('tongting')
    await first.ensureDatabase('tongting')
    await query(first.url('tongting'), 'CREATE TABLE kept AS SELECT 7 AS value')
    await first.stop()
    await first.stop()
    const second = await start()
    expect(await query(second.url('tongting'), 'SELECT * FROM kept')).toEqual([{ value: 7 }])
    expect((await stat(join(folder, 'data'))).isDirectory()).toBe(true)
    expect((await stat(parent)).mode & 0o007).toBe(0)
    await second.stop()
  })

  it('compares text by code point and keeps UTC, wherever it was made', async () => {
    const cluster = await start()
    const rows = await query(
      cluster.url('postgres'),
      "SELECT datcollate, datlocale, pg_encoding_to_char(encoding) AS encoding, current_setting('timezone') AS zone FROM pg_database WHERE datname = 'postgres'",
    )
    expect(rows).toEqual([{ datcollate: 'C', datlocale: 'C.UTF-8', encoding: 'UTF8', zone: 'UTC' }])
    await cluster.stop()
  })

  it.runIf(isRoot)(
    'lies elsewhere when its own user cannot reach the folder, and begins anew with it',
    async () => {
      await chmod(parent, 0o700)
      const first = await start()
      await query(first.url('postgres'), 'CREATE TABLE old AS SELECT 1')
      await first.stop()
      const place = (await readFile(join(folder, 'place'), 'utf8')).trim()
      expect(place).toMatch(/^\/var\/lib\/tongting\/cluster-/)
      expect((await stat(place)).mode & 0o777).toBe(0o700)
      await rm(folder, { recursive: true })
      const second = await start()
      expect(await query(second.url('postgres'), "SELECT to_regclass('old') AS old")).toEqual([{ old: null }])
      await second.stop()
      await rm(place, { recursive: true })
    },
  )
})
