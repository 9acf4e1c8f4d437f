import type { SeatId } from '#protocol/ids.ts'
import type { Reply } from '#protocol/signalling.ts'
import type { SeatCommand } from '#protocol/sitting/commands.ts'
import type { Source } from '#protocol/sources.ts'
import type { LocalMedia } from '../devices/localMedia.ts'
import type { SeatAddress, SeatStore } from './seatStore.ts'
import type { SeatSession, ShownSize } from './types.ts'

type OpenSeatSession = (address: SeatAddress, store: SeatStore, media: LocalMedia) => SeatSession

const LOAD_RETRY_MS = 2_000

/**
 * A session whose code (signalling and media libraries) is loaded when it is opened. It may be closed and opened
 * again: React's strict mode does just that.
 */
export class LazySeatSession implements SeatSession {
  readonly #address: SeatAddress
  readonly #store: SeatStore
  readonly #media: LocalMedia
  /** Kept here too: elements are shown before the code has come, and stay when a session is opened again. */
  readonly #shown = new Map<object, [SeatId, Source, ShownSize]>()
  #opening: { session: Promise<SeatSession | null> } | null = null
  #session: SeatSession | null = null
  #letGo: (() => void) | null = null

  constructor(address: SeatAddress, store: SeatStore, media: LocalMedia) {
    this.#address = address
    this.#store = store
    this.#media = media
  }

  /** Enters the seat. Does nothing while it is open. */
  open(): void {
    if (this.#opening) return
    const opening = { session: Promise.resolve<SeatSession | null>(null) }
    this.#opening = opening
    this.#letGo = this.#media.hold()
    opening.session = this.#load(() => this.#opening === opening)
  }

  async command(command: SeatCommand): Promise<Reply<{ viewVersion: number }>> {
    const session = await this.#opening?.session
    return session?.command(command) ?? notOpen
  }

  show(holder: object, seatId: SeatId, source: Source, size: ShownSize): void {
    this.#shown.set(holder, [seatId, source, size])
    this.#session?.show(holder, seatId, source, size)
  }

  forget(holder: object): void {
    this.#shown.delete(holder)
    this.#session?.forget(holder)
  }

  unblockSound(): void {
    this.#session?.unblockSound()
  }

  /** Leaves; camera and microphone close too. */
  close(): void {
    if (!this.#opening) return
    this.#opening = null
    this.#session?.close()
    this.#session = null
    this.#letGo?.()
  }

  async #load(stillWanted: () => boolean): Promise<SeatSession | null> {
    // A weak network must not leave somebody before the door because one file did not come.
    let open: OpenSeatSession | null = null
    while (!open && stillWanted()) {
      open = await loadCode().catch(() => null)
      if (!open) await new Promise((resolve) => setTimeout(resolve, LOAD_RETRY_MS))
    }
    if (!open || !stillWanted()) return null
    const session = open(this.#address, this.#store, this.#media)
    this.#session = session
    for (const [holder, [seatId, source, size]] of this.#shown) session.show(holder, seatId, source, size)
    return session
  }
}

async function loadCode(): Promise<OpenSeatSession> {
  const { openSeatSession } = await import('./openSeatSession.ts')
  return openSeatSession
}

const notOpen: Reply<never> = { ok: false, error: { code: 'UNAVAILABLE', retry: true, parameters: {} } }
