/**
 * Prisma's schema engine without its CLI: the WebAssembly build over adapter-pg. The CLI downloads a native engine,
 * which a closed network does not allow; the folder and table formats are the same, so either may be used.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

export type SchemaEngine = bindings.SchemaEngine

/** Type id of PostgreSQL's one-byte `"char"`, used by its catalogues only. */
const ONE_BYTE_CHAR_OID = 18
const TEXT_OID = 25

interface WasmInternals {
  __wbg_set_wasm(exports: WebAssembly.Exports): void
}

interface AdapterInternals {
  /** Throws the error again in the form that the engine can read. */
  onError(error: unknown): never
}

let loading: Promise<void> | undefined

async function loadEngine(): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const wasm = await WebAssembly.compile(await readFile(join(folder, 'schema_engine_bg.wasm')))
  // The engine's panic hook calls this; without it a panic shows as a missing global instead of its message.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`The schema engine failed: ${message}`)
      },
    },
  })
  const instance = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  })
  ;(bindings as unknown as WasmInternals).__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
}

/** Where the `"char"` columns of an answer were, by the answer's rows. */
const charColumns = new WeakMap<object, readonly number[]>()

/** A pool that presents `"char"` columns, which adapter-pg refuses and the engine reads, as text and notes them. */
function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url })
  const query = pool.query.bind(pool) as (
    ...parameters: unknown[]
  ) => Promise<pg.QueryResult | pg.QueryResult[]>
  const noting = async (...parameters: unknown[]) => {
    const result = await query(...parameters)
    // A script of several statements answers with an array, and nobody reads it.
    if (!Array.isArray(result)) noteCharColumns(result)
    return result
  }
  return Object.assign(pool, { query: noting })
}

function noteCharColumns({ fields, rows }: pg.QueryResult): void {
  const chars = fields.filter((field) => field.dataTypeID === ONE_BYTE_CHAR_OID)
  if (chars.length === 0) return
  charColumns.set(
    rows,
    chars.map((field) => fields.indexOf(field)),
  )
  for (const field of chars) field.dataTypeID = TEXT_OID
}

async function connect(url: string): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(openPool(url), { disposeExternalPool: true }).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)
  const internals = adapter as unknown as AdapterInternals
  return Object.assign(adapter, {
    queryRaw: async (query: SqlQuery) => {
      const answer = await queryRaw(query)
      for (const place of charColumns.get(answer.rows) ?? [])
        answer.columnTypes[place] = ColumnTypeEnum.Character
      return answer
    },
    // The adapter's own splits scripts at every semicolon and runs the parts one by one, which breaks functions
    // and leaves half a migration behind when one fails.
    executeScript: async (script: string) => {
      await adapter
        .underlyingDriver()
        .query(script)
        .catch((error: unknown) => internals.onError(error))
    },
  })
}

async function connectToShadow(url: string): Promise<SqlDriverAdapter> {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`CREATE DATABASE "${name}"`)
  const shadowUrl = new URL(url)
  shadowUrl.pathname = `/${name}`
  const adapter = await connect(shadowUrl.href)
  const disconnect = adapter.dispose.bind(adapter)
  let disposal: Promise<void> | undefined
  return Object.assign(adapter, {
    dispose: () =>
      (disposal ??= (async () => {
        await disconnect()
        await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`)
        await admin.end()
      })()),
  })
}

/**
 * Runs `work` with an engine for one database and one schema, and closes every connection and shadow database
 * afterwards; the engine itself leaves them behind.
 *
 * @param schema path and text of `schema.prisma`
 */
export async function withSchemaEngine<T>(
  url: string,
  schema: { readonly path: string; readonly content: string },
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await (loading ??= loadEngine())
  const open: SqlDriverAdapter[] = []
  const keep = (adapter: SqlDriverAdapter) => {
    open.push(adapter)
    return adapter
  }
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: async () => keep(await connect(url)),
    connectToShadowDb: async () => keep(await connectToShadow(url)),
  }
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  )
  try {
    return await work(engine)
  } finally {
    engine.free()
    for (const adapter of open) await adapter.dispose()
  }
}
