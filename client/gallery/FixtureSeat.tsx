import { useMemo, type ReactNode } from 'react'
import type { SittingView } from '#protocol/sitting/view.ts'
import { localMedia } from '../core/devices/localMedia.ts'
import { createSeatStore, trackKey, type SeatSessionState } from '../core/session/seatStore.ts'
import type { SeatSession } from '../core/session/types.ts'
import { SeatContext } from '../hooks/SeatSession.tsx'
import { FIXTURE_NOW } from '../screens/sitting/fixtures.ts'
import { paperTrack, personTrack } from './people.ts'

/** The fixtures' day, running on from when the page was opened. */
const clockOffsetMs = FIXTURE_NOW - Date.now()

/** Refuses everything, so that the gallery also shows how a refusal looks. */
const session: SeatSession = {
  command: () =>
    Promise.resolve({ ok: false, error: { code: 'WRONG_PHASE', retry: false, parameters: {} } } as const),
  show: () => undefined,
  forget: () => undefined,
  unblockSound: () => undefined,
  close: () => undefined,
}

/** A seat whose session stands still: what a screen shows for one state. */
export function FixtureSeat({
  view,
  state = {},
  children,
}: {
  view: SittingView
  state?: Partial<SeatSessionState>
  children: ReactNode
}) {
  const value = useMemo(() => {
    const store = createSeatStore()
    const remoteTracks: Record<string, { track: MediaStreamTrack; stalled: boolean }> = {}
    view.seats.forEach((seat, index) => {
      if (seat.seatId === view.you.seatId) return
      if (seat.cameraOn && seat.presence === 'present') {
        remoteTracks[trackKey(seat.seatId, 'camera')] = { track: personTrack(index), stalled: false }
      }
      if (seat.sharing)
        remoteTracks[trackKey(seat.seatId, 'screen')] = { track: paperTrack(), stalled: false }
    })
    store.setState({
      view,
      link: { status: 'live' },
      media: { status: 'live' },
      remoteTracks,
      clockOffsetMs,
      ...state,
    })
    localMedia().store.setState({
      privacyAccepted: true,
      camera: { status: 'live', track: personTrack(view.seats.length + 1), silent: false },
      microphone: { status: 'off' },
      level: 0.3,
    })
    return { seatId: view.you.seatId, store, session }
  }, [view, state])
  return <SeatContext value={value}>{children}</SeatContext>
}
