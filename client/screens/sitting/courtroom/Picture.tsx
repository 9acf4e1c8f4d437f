import { useRef } from 'react'
import type { SeatId } from '#protocol/ids.ts'
import type { Source } from '#protocol/sources.ts'
import { useShownSize } from '../../../hooks/useShownSize.ts'
import { useTrack } from '../../../hooks/useTrack.ts'
import { TrackVideo } from '../TrackVideo.tsx'

/** The moving picture of a seat. Mounted only where it is to be seen: what is mounted is asked for. */
export function Picture({
  seatId,
  source,
  mirrored = false,
  whole = false,
}: {
  seatId: SeatId
  source: Source
  mirrored?: boolean
  whole?: boolean
}) {
  const box = useRef<HTMLDivElement>(null)
  const track = useTrack(seatId, source)
  useShownSize(seatId, source, box)
  return (
    <div ref={box} className="absolute inset-0">
      {track ? <TrackVideo track={track} mirrored={mirrored} whole={whole} /> : null}
    </div>
  )
}
