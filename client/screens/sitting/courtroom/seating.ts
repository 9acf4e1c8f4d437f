import type { SeatId } from '#protocol/ids.ts'
import type { Role } from '#protocol/roles.ts'
import type { SeatView, SittingView } from '#protocol/sitting/view.ts'

/** Who sits where. Only who is in the courtroom has a place; the rest are names on the clerk's list. */
export interface Seating {
  readonly bench: readonly SeatView[]
  readonly clerk: readonly SeatView[]
  readonly plaintiff: readonly SeatView[]
  readonly defendant: readonly SeatView[]
  /** The gallery is counted, never shown. */
  readonly galleryCount: number
}

/** The lists behind the room, for bench and clerk. */
export interface Roll {
  readonly waiting: readonly SeatView[]
  readonly present: readonly SeatView[]
  readonly notHere: readonly SeatView[]
  readonly left: readonly SeatView[]
  /** In the order in which the hands went up. */
  readonly hands: readonly SeatView[]
}

/** What a phone shows: one or two large pictures, the rest in a strip. */
export interface PhoneStage {
  readonly main: SeatView | null
  readonly self: SeatView | null
  readonly strip: readonly SeatView[]
}

// A party sits before its counsel.
const order: readonly Role[] = ['presidingJudge', 'clerk', 'plaintiff', 'defendant', 'agent', 'gallery']

function inOrder(seats: readonly SeatView[]): SeatView[] {
  return seats.toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
}

/** Gives everybody in the courtroom their place. */
export function seatingOf({ seats }: Pick<SittingView, 'seats'>): Seating {
  const inside = inOrder(seats.filter((seat) => seat.admission === 'admitted'))
  return {
    bench: inside.filter((seat) => seat.side === 'bench' && seat.role !== 'clerk'),
    clerk: inside.filter((seat) => seat.role === 'clerk'),
    plaintiff: inside.filter((seat) => seat.side === 'plaintiff'),
    defendant: inside.filter((seat) => seat.side === 'defendant'),
    galleryCount: inside.filter((seat) => seat.side === 'public' && seat.presence !== 'away').length,
  }
}

/** How many seats one side needs at most: both sides are built for it, so that their tiles are equal (OL-2). */
export function sideRows({ plaintiff, defendant }: Seating): number {
  return Math.max(1, plaintiff.length, defendant.length)
}

/** Everybody by where they are. */
export function rollOf({ seats }: Pick<SittingView, 'seats'>): Roll {
  const sorted = inOrder(seats)
  return {
    waiting: sorted.filter((seat) => seat.admission === 'waiting'),
    present: sorted.filter((seat) => seat.admission === 'admitted' && seat.presence !== 'away'),
    notHere: sorted.filter(
      (seat) => seat.admission === 'outside' || (seat.admission === 'admitted' && seat.presence === 'away'),
    ),
    left: sorted.filter((seat) => seat.admission === 'dismissed' || seat.admission === 'removed'),
    hands: handQueue(sorted),
  }
}

/** Raised hands, the first raised first. */
export function handQueue(seats: readonly SeatView[]): SeatView[] {
  return seats
    .filter((seat) => seat.handRaisedAt !== null)
    .toSorted((a, b) => (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0))
}

/** The reader's own seat. The server always shows it. */
export function ownSeat(view: SittingView): SeatView | null {
  return view.seats.find((seat) => seat.seatId === view.you.seatId) ?? null
}

/**
 * Who stands large on a phone: who speaks; while nobody else does, who has the floor, then the bench, then whoever is there.
 */
export function phoneStage(view: SittingView, speaker: SeatId | null): PhoneStage {
  const { bench, clerk, plaintiff, defendant } = seatingOf(view)
  const everybody = [...bench, ...clerk, ...plaintiff, ...defendant]
  const self = everybody.find((seat) => seat.seatId === view.you.seatId) ?? null
  const others = everybody.filter((seat) => seat !== self)
  const main =
    others.find((seat) => seat.seatId === speaker) ??
    others.find((seat) => seat.hasFloor) ??
    others.find((seat) => seat.presence !== 'away') ??
    others[0] ??
    null
  return { main, self, strip: others.filter((seat) => seat !== main) }
}
