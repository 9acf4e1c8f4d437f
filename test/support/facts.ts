import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { Client } from 'pg'
import type { System } from './system.ts'

export interface StoredFact {
  readonly type: string
  /** UTC ms. */
  readonly at: number
  readonly payload: Readonly<Record<string, unknown>>
}

/** Asks the system's own database. */
export async function query<Row extends object>(
  system: System,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  // The supervisor hands the database's address to the server; nobody else is told.
  const environment = readFileSync(`/proc/${system.pid('server')}/environ`, 'utf8')
  const url = /DATABASE_URL=([^\0]+)/.exec(environment)?.[1]
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Row>(text, [...values])
    return rows
  } finally {
    await client.end()
  }
}

/** The facts of a sitting, in order, straight from the database. */
export async function factsOf(system: System, sittingId: string): Promise<StoredFact[]> {
  const rows = await query<{ type: string; at: Date; payload: Record<string, unknown> }>(
    system,
    'SELECT "type", "at", "payload" FROM "EventRecord" WHERE "stream" = $1 ORDER BY "seq"',
    [`sitting:${sittingId}`],
  )
  return rows.map(({ type, at, payload }) => ({ type, at: at.getTime(), payload }))
}

/** The recording of one sitting on its case's page, which may list others of the same case. */
export async function recordingOn(page: Page, system: System, sittingId: string): Promise<Locator> {
  const [row] = await query<{ id: string }>(system, 'SELECT "id" FROM "Recording" WHERE "sittingId" = $1', [
    sittingId,
  ])
  return page.locator(`#recording-${row?.id}`)
}

/** Sum of the stretches on record in ms: from each opening that succeeded to the pause or the end after it. */
export function timeOnRecord(facts: readonly StoredFact[]): number {
  let began: number | null = null
  let opening = 0
  let sum = 0
  for (const { type, at } of facts) {
    if (type === 'openingBegan') opening = at
    if (type === 'sessionBegan') began = opening
    if (
      (type === 'sessionPaused' || type === 'sessionSuspended' || type === 'sittingClosed') &&
      began !== null
    ) {
      sum += at - began
      began = null
    }
  }
  return sum
}
