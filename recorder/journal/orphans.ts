/**
 * Packets whose SSRC no desire has named yet: the server sends before it can tell, or its desire got lost. They wait in
 * memory, with a copy on disk in case this process dies, until a desire claims them. The copy is a plain run of records
 * in one file per source, with the source in its name.
 */
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '#platform/log.ts'
import { encodeRecord, recordsOf } from './format.ts'
import { isErrorCode, orphansFolder } from './folder.ts'
import { isRtcp, rtcpSendersOf, ssrcOf } from './rtp.ts'
import type { Source } from './sitting.ts'

/** Of all sources together. Beyond it new orphans are dropped: a stranger must not be able to fill the disk. */
export const LARGEST_ORPHANS_BYTES = 64 * 1024 * 1024
const fileName = /^(\d{1,5})-(.+)\.rtpo$/

export interface Orphan {
  readonly packet: Buffer
  readonly arrivalUs: number
}

interface Waiting {
  readonly source: Source
  orphans: Orphan[]
  unwritten: Buffer[]
}

export class Orphans {
  readonly #folder: string
  readonly #log: Log
  readonly #waiting = new Map<string, Waiting>()
  #bytes = 0
  #hasWarned = false
  #queue: Promise<void> = Promise.resolve()

  constructor(dataFolder: string, log: Log) {
    this.#folder = orphansFolder(dataFolder)
    this.#log = log
  }

  /** Loads what an earlier process kept. */
  async load(): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    for (const name of await readdir(this.#folder)) {
      const [, port, ip] = fileName.exec(name) ?? []
      if (port === undefined || ip === undefined) continue
      const entry = this.#entryOf({ ip: ip.replaceAll('_', ':'), port: Number(port) })
      for (const { packet, arrivalUs } of recordsOf(await readFile(join(this.#folder, name)), 0)) {
        this.#add(entry, packet, arrivalUs)
      }
    }
  }

  /** Keeps a packet until it is claimed. */
  keep(source: Source, packet: Buffer, arrivalUs: number): void {
    if (this.#bytes + packet.length > LARGEST_ORPHANS_BYTES) {
      if (!this.#hasWarned) this.#log.warn({ source }, 'too many packets nobody announced; dropping new ones')
      this.#hasWarned = true
      return
    }
    const entry = this.#entryOf(source)
    this.#add(entry, packet, arrivalUs)
    entry.unwritten.push(encodeRecord(packet, arrivalUs))
  }

  /** Hands over, in order of arrival, the packets of a source and of the given SSRCs. */
  claim(source: Source, ssrcs: ReadonlySet<number>): Orphan[] {
    const entry = this.#waiting.get(keyOf(source))
    if (!entry) return []
    const isClaimed = ({ packet }: Orphan) =>
      isRtcp(packet) ? rtcpSendersOf(packet).some((ssrc) => ssrcs.has(ssrc)) : ssrcs.has(ssrcOf(packet))
    const claimed = entry.orphans.filter(isClaimed)
    if (claimed.length === 0) return []
    entry.orphans = entry.orphans.filter((orphan) => !isClaimed(orphan))
    this.#bytes -= claimed.reduce((sum, { packet }) => sum + packet.length, 0)
    return claimed
  }

  /** Every second: writes the copies of new orphans, and removes those of sources that have none left. */
  flush(): Promise<void> {
    this.#queue = this.#queue
      .then(() => this.#flush())
      .catch((error: unknown) =>
        this.#log.warn({ err: error }, 'packets nobody announced could not be written'),
      )
    return this.#queue
  }

  async #flush(): Promise<void> {
    for (const [key, entry] of this.#waiting) {
      const path = join(this.#folder, `${entry.source.port}-${entry.source.ip.replaceAll(':', '_')}.rtpo`)
      if (entry.orphans.length === 0) {
        this.#waiting.delete(key)
        await rm(path, { force: true })
      } else if (entry.unwritten.length > 0) {
        const bytes = Buffer.concat(entry.unwritten)
        entry.unwritten = []
        await appendFile(path, bytes, { flush: true }).catch(async (error: unknown) => {
          if (!isErrorCode(error, 'ENOENT')) throw error
          await mkdir(this.#folder, { recursive: true })
          await appendFile(path, bytes, { flush: true })
        })
      }
    }
  }

  #entryOf(source: Source): Waiting {
    const key = keyOf(source)
    const found = this.#waiting.get(key)
    if (found) return found
    this.#log.warn({ source }, 'media from a source nobody announced')
    const made: Waiting = { source: { ip: source.ip, port: source.port }, orphans: [], unwritten: [] }
    this.#waiting.set(key, made)
    return made
  }

  #add(entry: Waiting, packet: Buffer, arrivalUs: number): void {
    entry.orphans.push({ packet, arrivalUs })
    this.#bytes += packet.length
  }
}

function keyOf({ ip, port }: Source): string {
  return `${port}-${ip}`
}
