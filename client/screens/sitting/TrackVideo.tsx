import { useEffect, useRef } from 'react'
import { classes } from '../../ui/classes.ts'

/** Plays a picture. It has no sound (voices are played elsewhere) and says nothing by itself: its frame is named. */
export function TrackVideo({
  track,
  mirrored = false,
  whole = false,
}: {
  track: MediaStreamTrack
  mirrored?: boolean
  whole?: boolean
}) {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const element = video.current
    if (!element) return undefined
    element.srcObject = new MediaStream([track])
    // Muted video may always play; a refusal means that the element has already gone.
    element.play().catch(() => undefined)
    return () => {
      element.srcObject = null
    }
  }, [track])
  return (
    <video
      ref={video}
      muted
      playsInline
      autoPlay
      aria-hidden
      className={classes('seat-video', mirrored && 'seat-video-mirrored', whole && 'object-contain!')}
    />
  )
}
