import type { Link } from './link.ts'
import { ServerClock } from './serverClock.ts'

export const HEARTBEAT_MS = 2_000
/** Heartbeat unanswered and nothing else heard for so long: the line is dead though its socket looks open. */
export const SILENCE_MS = 8_000
/** After a hint that the network changed the answer should come soon. */
export const PROBE_MS = 2_500

/**
 * Beats while the line is live: keeps the seat reachable, finds dead lines, and sets the clock.
 * Returns what ends it.
 */
export function beat(link: Link, setOffset: (offsetMs: number) => void): () => void {
  const clock = new ServerClock()
  let timer: ReturnType<typeof setInterval> | undefined

  const ask = async (timeoutMs: number) => {
    const sentAt = Date.now()
    const outcome = await link.request('heartbeat', {}, timeoutMs)
    if (outcome.answered && outcome.reply.ok) {
      clock.sample(sentAt, Date.now(), outcome.reply.data.serverTime)
      setOffset(clock.offsetMs)
    } else if (!outcome.answered && outcome.why === 'timeout' && link.lastHeardAt < sentAt) {
      link.declareLost()
    }
  }
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }
  const offs = [
    link.on('welcome', ({ serverTime }) => {
      // Good enough until the first heartbeat, which knows how long the way is.
      const now = Date.now()
      clock.reset()
      clock.sample(now, now, serverTime)
      setOffset(clock.offsetMs)
      clock.reset()
      stop()
      timer = setInterval(() => void ask(SILENCE_MS), HEARTBEAT_MS)
      void ask(SILENCE_MS)
    }),
    link.on('probe', () => void ask(PROBE_MS)),
    link.on('state', (state) => {
      if (state.status !== 'live') stop()
    }),
  ]
  return () => {
    stop()
    for (const off of offs) off()
  }
}
