import { createContext, useCallback, useContext, useMemo, useState } from 'react'
import type { ErrorCode } from '#protocol/errors.ts'
import type { SeatId } from '#protocol/ids.ts'
import type { SeatCommand } from '#protocol/sitting/commands.ts'
import type { SeatView, SittingView } from '#protocol/sitting/view.ts'
import { useSeatSession } from '../../../hooks/SeatSession.tsx'
import type { Switched } from '../../../hooks/useLocalMedia.ts'
import { ownSeat } from './seating.ts'

/** The courtroom as its parts need it: what is shown, what may be pressed, and how a press ends. */
export interface Court {
  readonly view: SittingView
  readonly own: SeatView
  /** Whether the reader may press something that acts on the whole sitting or on themselves. */
  readonly may: (power: SeatCommand['type']) => boolean
  readonly act: (command: SeatCommand) => void
  /** Runs a switch of a device and shows its refusal like any other. */
  readonly press: (switching: Promise<Switched>) => void
  /** What is on its way: the command's type, and the seat that it acts on. */
  readonly isBusy: (type: SeatCommand['type'], seatId?: SeatId) => boolean
  readonly refusal: ErrorCode | null
  readonly dismissRefusal: () => void
}

const Context = createContext<Court | null>(null)
export const CourtProvider = Context

/** The court around. */
export function useCourt(): Court {
  const court = useContext(Context)
  if (!court) throw new Error('useCourt was used outside of the courtroom')
  return court
}

const keyOf = (command: { type: string; seatId?: string }) => `${command.type}:${command.seatId ?? ''}`

/** Makes the court of a view. Null while the server has not shown the reader's own seat. */
export function useCourtOf(view: SittingView): Court | null {
  const { command } = useSeatSession()
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const [refusal, setRefusal] = useState<ErrorCode | null>(null)

  const act = useCallback(
    (asked: SeatCommand) => {
      const key = keyOf(asked)
      setBusy((before) => new Set(before).add(key))
      setRefusal(null)
      void command(asked).then((reply) => {
        setBusy((before) => new Set([...before].filter((one) => one !== key)))
        if (!reply.ok) setRefusal(reply.error.code)
      })
    },
    [command],
  )
  const press = useCallback((switching: Promise<Switched>) => {
    setRefusal(null)
    void switching.then((ended) => {
      if (!ended.ok && ended.why === 'refused') setRefusal(ended.error.code)
    })
  }, [])

  return useMemo(() => {
    const own = ownSeat(view)
    if (!own) return null
    return {
      view,
      own,
      may: (power) => view.you.powers.includes(power),
      act,
      press,
      isBusy: (type, seatId) => busy.has(keyOf(seatId === undefined ? { type } : { type, seatId })),
      refusal,
      dismissRefusal: () => setRefusal(null),
    }
  }, [view, act, press, busy, refusal])
}
