import type { SeatId } from '#protocol/ids.ts'
import type { Source } from '#protocol/sources.ts'
import { useStore } from 'zustand'
import { localMedia } from '../core/devices/localMedia.ts'
import { trackOf } from '../core/devices/state.ts'
import type { LocalMediaState } from '../core/devices/localMediaStore.ts'
import { trackKey } from '../core/session/seatStore.ts'
import { useSeat } from './SeatSession.tsx'

/** The picture or voice of a seat, the own ones included; null while there is none. Voices play by themselves. */
export function useTrack(seatId: SeatId, source: Source): MediaStreamTrack | null {
  const seat = useSeat()
  const remote = useStore(seat.store, (state) => state.remoteTracks[trackKey(seatId, source)]?.track ?? null)
  const own = useStore(localMedia().store, (state) => ownTrack(state, source))
  return seatId === seat.seatId ? own : remote
}

/** Whether a seat's picture or voice should come in and has stood still for some seconds. */
export function useStalled(seatId: SeatId, source: Source): boolean {
  return useStore(useSeat().store, (state) => state.remoteTracks[trackKey(seatId, source)]?.stalled ?? false)
}

function ownTrack(state: LocalMediaState, source: Source): MediaStreamTrack | null {
  if (source === 'screen') return state.screen
  return trackOf(source === 'mic' ? state.microphone : state.camera)
}
