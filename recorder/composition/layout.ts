/** Where everything stands in the picture: a courtroom seen from the front. Pure geometry in whole, even pixels. */
import type { Role, Side } from '#protocol/roles.ts'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Sitter {
  readonly seatId: string
  readonly role: Role
  readonly side: Side
}

/** A person's place: the picture, always 16:9, and the name plate under it. */
export interface Tile {
  readonly seatId: string
  readonly picture: Rectangle
  readonly plate: Rectangle
}

export interface Layout {
  readonly header: Rectangle
  readonly tiles: readonly Tile[]
  /** The shared screen with its caption; null when nothing is shared. */
  readonly share: { readonly picture: Rectangle; readonly plate: Rectangle } | null
}

const ASPECT = 16 / 9
const HEADER_PART = 0.09
const MARGIN_PART = 0.0156
const GUTTER_PART = 0.0125
/** Height of a plate against the width of its tile, within limits that stay legible. */
const PLATE_PART = 0.075
const MIN_PLATE_PART = 0.036
const MAX_PLATE_PART = 0.058
/** Share of the width that a shared screen takes. */
const SHARE_PART = 0.76
/** Height of the bench's row, by how many people the fuller side has. */
const BENCH_PARTS = [0.55, 0.46, 0.46, 0.44, 0.38]
/** Width of the middle column under the bench when a side has more than one person. */
const MIDDLE_PART = 0.2

interface Frame {
  readonly width: number
  readonly height: number
}

/** Rounds down to even, as 4:2:0 pictures need. */
const even = (value: number) => Math.max(2, 2 * Math.floor(value / 2))

/**
 * Lays the picture out: the bench on top, plaintiff's side on the left, defendant's on the right, the clerk and
 * anybody else between them. With a shared screen, the screen is large and the people stand beside it.
 *
 * @param sitters in the order of the plan
 */
export function layOut(frame: Frame, sitters: readonly Sitter[], isSharing: boolean): Layout {
  const margin = even(frame.width * MARGIN_PART)
  const gutter = even(frame.width * GUTTER_PART)
  const header = { x: 0, y: 0, width: frame.width, height: even(frame.height * HEADER_PART) }
  const stage = {
    x: margin,
    y: header.height + gutter,
    width: frame.width - 2 * margin,
    height: frame.height - header.height - gutter - margin,
  }
  if (!isSharing) return { header, tiles: courtroom(frame, stage, gutter, sitters), share: null }
  const shareWidth = even(stage.width * SHARE_PART)
  const aside = { ...stage, x: stage.x + shareWidth + gutter, width: stage.width - shareWidth - gutter }
  const plateHeight = plateHeightOf(frame, shareWidth)
  const share = {
    picture: { ...stage, width: shareWidth, height: even(stage.height - plateHeight) },
    plate: {
      ...stage,
      y: stage.y + even(stage.height - plateHeight),
      width: shareWidth,
      height: plateHeight,
    },
  }
  const inOrder = [...benchOf(sitters), ...sideOf(sitters, 'plaintiff'), ...middleOf(sitters)]
  return {
    header,
    tiles: fill(frame, aside, gutter, [...inOrder, ...sideOf(sitters, 'defendant')], 'top'),
    share,
  }
}

function courtroom(frame: Frame, stage: Rectangle, gutter: number, sitters: readonly Sitter[]): Tile[] {
  const bench = benchOf(sitters)
  const left = sideOf(sitters, 'plaintiff')
  const middle = middleOf(sitters)
  const right = sideOf(sitters, 'defendant')
  const fullest = Math.max(left.length, right.length, middle.length)
  if (fullest === 0) return fill(frame, stage, gutter, bench, 'middle')
  const part = bench.length === 0 ? 0 : (BENCH_PARTS[Math.min(fullest, BENCH_PARTS.length) - 1] ?? 0)
  const benchHeight = even(stage.height * part)
  const floorY = bench.length === 0 ? stage.y : stage.y + benchHeight + gutter
  const floor = { ...stage, y: floorY, height: stage.y + stage.height - floorY }
  const middleWidth =
    middle.length === 0 ? 0 : even(fullest === 1 ? (floor.width - 2 * gutter) / 3 : floor.width * MIDDLE_PART)
  const gutters = middle.length === 0 ? 1 : 2
  const sideWidth = even((floor.width - middleWidth - gutters * gutter) / 2)
  const middleX = floor.x + sideWidth + gutter
  return [
    ...fill(frame, { ...stage, height: benchHeight }, gutter, bench, 'middle'),
    ...fill(frame, { ...floor, width: sideWidth }, gutter, left, 'middle'),
    ...fill(frame, { ...floor, x: middleX, width: Math.max(middleWidth, 2) }, gutter, middle, 'middle'),
    ...fill(
      frame,
      { ...floor, x: floor.x + floor.width - sideWidth, width: sideWidth },
      gutter,
      right,
      'middle',
    ),
  ]
}

/** Judges: the bench without its clerk. The presiding judge sits in the middle. */
function benchOf(sitters: readonly Sitter[]): Sitter[] {
  const judges = sitters.filter(({ side, role }) => side === 'bench' && role !== 'clerk')
  const presiding = judges.find(({ role }) => role === 'presidingJudge')
  if (!presiding) return judges
  const others = judges.filter((judge) => judge !== presiding)
  const half = Math.ceil(others.length / 2)
  return [...others.slice(0, half), presiding, ...others.slice(half)]
}

function sideOf(sitters: readonly Sitter[], side: Side): Sitter[] {
  return sitters.filter((sitter) => sitter.side === side)
}

/** Between the parties: the clerk, as in a real room, and those of no side. */
function middleOf(sitters: readonly Sitter[]): Sitter[] {
  const clerks = sitters.filter(({ side, role }) => side === 'bench' && role === 'clerk')
  return [...clerks, ...sideOf(sitters, 'public')]
}

/** Puts people into an area in equal tiles, as large as they can be. */
function fill(
  frame: Frame,
  area: Rectangle,
  gutter: number,
  sitters: readonly Sitter[],
  align: 'top' | 'middle',
): Tile[] {
  if (sitters.length === 0) return []
  const { columns, width } = bestGrid(frame, area, gutter, sitters.length)
  const height = even(width / ASPECT)
  const plateHeight = plateHeightOf(frame, width)
  const rows = Math.ceil(sitters.length / columns)
  const totalHeight = rows * (height + plateHeight) + (rows - 1) * gutter
  const slack = align === 'top' ? 0 : (area.height - totalHeight) / 2
  const top = area.y + 2 * Math.floor(slack / 2)
  return sitters.map(({ seatId }, index) => {
    const row = Math.floor(index / columns)
    const inRow = Math.min(columns, sitters.length - row * columns)
    const rowWidth = inRow * width + (inRow - 1) * gutter
    const left = area.x + 2 * Math.floor((area.width - rowWidth) / 4)
    const x = left + (index % columns) * (width + gutter)
    const y = top + row * (height + plateHeight + gutter)
    return {
      seatId,
      picture: { x, y, width, height },
      plate: { x, y: y + height, width, height: plateHeight },
    }
  })
}

function bestGrid(frame: Frame, area: Rectangle, gutter: number, count: number) {
  let best = { columns: 1, width: 0 }
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns)
    let width = even((area.width - (columns - 1) * gutter) / columns)
    const roomHeight = (area.height - (rows - 1) * gutter) / rows
    while (width > 2 && even(width / ASPECT) + plateHeightOf(frame, width) > roomHeight) width -= 2
    if (width > best.width) best = { columns, width }
  }
  return best
}

function plateHeightOf(frame: Frame, width: number): number {
  const limits = [even(frame.height * MIN_PLATE_PART), even(frame.height * MAX_PLATE_PART)] as const
  return Math.min(limits[1], Math.max(limits[0], even(width * PLATE_PART)))
}
