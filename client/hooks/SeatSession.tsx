import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react'
import type { SeatId } from '#protocol/ids.ts'
import type { Reply } from '#protocol/signalling.ts'
import type { SeatCommand } from '#protocol/sitting/commands.ts'
import type { SittingView } from '#protocol/sitting/view.ts'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { localMedia } from '../core/devices/localMedia.ts'
import type { LinkState } from '../core/link/state.ts'
import type { MediaState } from '../core/media/state.ts'
import { LazySeatSession } from '../core/session/lazySeatSession.ts'
import { createSeatStore, type RecorderNotice, type SeatStore } from '../core/session/seatStore.ts'
import type { SeatSession } from '../core/session/types.ts'

interface SeatSessionContext {
  readonly seatId: SeatId
  readonly store: SeatStore
  readonly session: SeatSession
}

/** Exported for the gallery, which shows the screens without a server; screens use the hooks. */
export const SeatContext = createContext<SeatSessionContext | null>(null)

/**
 * Enters a seat and keeps it as long as it is mounted: line, view, sound and pictures. The code for the call
 * is loaded on first use.
 */
export function SeatSessionProvider({
  handle,
  seatId,
  sittingId,
  children,
}: {
  handle: string
  seatId: SeatId
  sittingId: string
  children: ReactNode
}) {
  const value = useMemo(() => {
    const store = createSeatStore()
    return { seatId, store, session: new LazySeatSession({ handle, seatId, sittingId }, store, localMedia()) }
  }, [handle, seatId, sittingId])
  useEffect(() => {
    value.session.open()
    return () => value.session.close()
  }, [value])
  return <SeatContext value={value}>{children}</SeatContext>
}

/** The session around, or null outside of one (the check before entering). */
export function useOptionalSeat(): SeatSessionContext | null {
  return useContext(SeatContext)
}

/** The session around. Throws outside of `SeatSessionProvider`. */
export function useSeat(): SeatSessionContext {
  const context = useContext(SeatContext)
  if (!context) throw new Error('A hook of the seat was used outside of SeatSessionProvider')
  return context
}

export interface SeatSessionValue {
  readonly seatId: SeatId
  readonly link: LinkState
  /** What the server shows this seat; null before the first one. It stays while the line resumes. */
  readonly view: SittingView | null
  readonly recorder: RecorderNotice | null
  readonly media: MediaState
  /** The browser waits for a tap before it plays voices: show "tap to hear" and call `unblockSound` in the handler. */
  readonly soundBlocked: boolean
  readonly unblockSound: () => void
  /** The server's time in UTC ms, now. */
  readonly serverNow: () => number
  /** Asks something of the sitting. Never rejects; a lost line delays the answer. */
  readonly command: (command: SeatCommand) => Promise<Reply<{ viewVersion: number }>>
}

/** The seat's session: what is known, and how to ask for something. */
export function useSeatSession(): SeatSessionValue {
  const { seatId, store, session } = useSeat()
  const known = useStore(
    store,
    useShallow(({ link, view, recorder, media, soundBlocked }) => ({
      link,
      view,
      recorder,
      media,
      soundBlocked,
    })),
  )
  const actions = useMemo(
    () => ({
      unblockSound: () => session.unblockSound(),
      serverNow: () => Date.now() + store.getState().clockOffsetMs,
      command: (command: SeatCommand) => session.command(command),
    }),
    [session, store],
  )
  return { seatId, ...known, ...actions }
}
