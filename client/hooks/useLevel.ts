import type { SeatId } from '#protocol/ids.ts'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { localMedia } from '../core/devices/localMedia.ts'
import { useSeat } from './SeatSession.tsx'

/** Loudness 0…1 of a seat; the own microphone is measured on this device and reads 0 while it is muted. */
export function useLevel(seatId: SeatId): number {
  const seat = useSeat()
  const isOwn = seatId === seat.seatId
  const remote = useStore(seat.store, (state) => state.levels[seatId] ?? 0)
  const own = useStore(localMedia().store, (state) => (isOwn ? state.level : 0))
  useEffect(() => (isOwn ? localMedia().watchLevel() : undefined), [isOwn])
  const muted = useStore(
    seat.store,
    (state) => state.view?.seats.some((other) => other.seatId === seatId && !other.micOn) ?? true,
  )
  if (muted) return 0
  return isOwn ? own : remote
}

/** Who speaks now, as the server hears it. */
export function useSpeaker(): SeatId | null {
  return useStore(useSeat().store, (state) => state.speaker)
}
