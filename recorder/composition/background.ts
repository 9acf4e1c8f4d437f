/** Draws everything of an epoch that does not move: header, places, plates, names of those without a picture. */
import { createCanvas, type Image, type SKRSContext2D } from '@napi-rs/canvas'
import type { SeatPlan } from '#protocol/sitting/events.ts'
import type { Layout, Rectangle } from './layout.ts'
import type { Scene, TileContent } from './scene.ts'
import { EMBLEM_PLACE, INTERRUPTED, roleOnPlate, SHARED_SCREEN } from './texts.ts'

/** What the header says. */
export interface Heading {
  readonly courtName: string
  readonly courtroomName: string
  readonly caseNumber: string
}

export interface BackgroundOptions {
  readonly width: number
  readonly height: number
  readonly layout: Layout
  readonly scene: Scene
  readonly seats: readonly SeatPlan[]
  readonly heading: Heading
  /** Null draws the empty place. */
  readonly emblem: Image | null
}

/** Families of the package fonts-noto-cjk; whatever else can write Chinese follows. */
const SERIF = '"Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", serif'
const SANS = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", sans-serif'

const COLOUR = {
  top: '#13213a',
  bottom: '#0a1220',
  header: '#0c1627',
  gold: '#c8a86a',
  goldLine: '#8d7443',
  white: '#f4f1ea',
  grey: '#a9b4c6',
  place: '#18263f',
  placeEdge: '#2d405f',
  plate: '#22344f',
  benchPlate: '#5b2226',
  amber: '#e2b45c',
} as const

/** Share of the width kept free on the right of the header for the running clock. */
const CLOCK_PART = 0.225
const SMALLEST_TEXT = 11

/** Where the running clock is written; nothing else is drawn there. */
export function clockPlace(layout: Layout): Rectangle {
  const width = Math.round(layout.header.width * CLOCK_PART)
  return { x: layout.header.width - width, y: 0, width, height: layout.header.height }
}

/** Colour around a picture that does not fill its place, as ffmpeg writes colours. */
export const PLACE_COLOUR = COLOUR.place.replace('#', '0x')

/** The background as PNG. */
export function drawBackground(options: BackgroundOptions): Buffer {
  const { width, height, layout, scene, seats } = options
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const shade = context.createLinearGradient(0, 0, 0, height)
  shade.addColorStop(0, COLOUR.top)
  shade.addColorStop(1, COLOUR.bottom)
  context.fillStyle = shade
  context.fillRect(0, 0, width, height)
  drawHeader(context, options)
  for (const tile of layout.tiles) {
    const seat = seats.find(({ seatId }) => seatId === tile.seatId)
    const content = scene.tiles.find(({ seatId }) => seatId === tile.seatId)?.content
    if (!seat || !content) continue
    drawPlace(context, tile.picture, seat, content)
    drawPlate(context, tile.plate, roleOnPlate(seat), seat.name, seat.side === 'bench')
  }
  const sharing = seats.find(({ seatId }) => seatId === scene.share?.seatId)
  if (layout.share && scene.share && sharing) {
    drawPlace(context, layout.share.picture, sharing, scene.share.content)
    drawPlate(context, layout.share.plate, SHARED_SCREEN, `${roleOnPlate(sharing)} ${sharing.name}`, false)
  }
  return canvas.encodeSync('png')
}

function drawHeader(
  context: SKRSContext2D,
  { layout: { header }, heading, emblem, ...rest }: BackgroundOptions,
) {
  context.fillStyle = COLOUR.header
  context.fillRect(header.x, header.y, header.width, header.height)
  context.fillStyle = COLOUR.goldLine
  context.fillRect(header.x, header.y + header.height - 2, header.width, 2)
  const radius = header.height * 0.37
  const centre = { x: header.height * 0.62, y: (header.height - 2) / 2 }
  drawEmblem(context, centre, radius, emblem)
  const left = centre.x + radius + header.height * 0.25
  const clockLeft = header.width * (1 - CLOCK_PART)
  const room = clockLeft - left - header.height * 0.3
  const courtSize = Math.round(header.height * 0.36)
  const middle = header.height / 2
  text(context, heading.courtName, {
    x: left,
    y: middle - header.height * 0.17,
    size: courtSize,
    family: SERIF,
    weight: 'bold',
    colour: COLOUR.white,
    align: 'left',
    room: room * 0.6,
  })
  text(context, heading.courtroomName, {
    x: left,
    y: middle + header.height * 0.26,
    size: Math.round(header.height * 0.23),
    family: SANS,
    weight: 'normal',
    colour: COLOUR.gold,
    align: 'left',
    room: room * 0.6,
  })
  text(context, heading.caseNumber, {
    x: rest.width / 2 + room * 0.12,
    y: middle,
    size: Math.round(header.height * 0.31),
    family: SANS,
    weight: 'normal',
    colour: COLOUR.white,
    align: 'center',
    room: room * 0.4,
  })
}

function drawEmblem(
  context: SKRSContext2D,
  centre: { x: number; y: number },
  radius: number,
  emblem: Image | null,
): void {
  if (emblem) {
    const scale = Math.min((2 * radius) / emblem.width, (2 * radius) / emblem.height)
    const [width, height] = [emblem.width * scale, emblem.height * scale]
    context.drawImage(emblem, centre.x - width / 2, centre.y - height / 2, width, height)
    return
  }
  context.beginPath()
  context.arc(centre.x, centre.y, radius, 0, 2 * Math.PI)
  context.strokeStyle = COLOUR.gold
  context.lineWidth = 1.5
  context.stroke()
  text(context, EMBLEM_PLACE, {
    ...centre,
    size: Math.round(radius * 0.52),
    family: SANS,
    weight: 'normal',
    colour: COLOUR.gold,
    align: 'center',
    room: radius * 1.8,
  })
}

function drawPlace(context: SKRSContext2D, place: Rectangle, seat: SeatPlan, content: TileContent): void {
  context.fillStyle = COLOUR.place
  context.fillRect(place.x, place.y, place.width, place.height)
  context.strokeStyle = COLOUR.placeEdge
  context.lineWidth = 1
  context.strokeRect(place.x + 0.5, place.y + 0.5, place.width - 1, place.height - 1)
  if (content.kind === 'picture') return
  const centre = { x: place.x + place.width / 2, y: place.y + place.height / 2 }
  const room = place.width * 0.88
  const isInterrupted = content.kind === 'interrupted'
  text(context, seat.name, {
    x: centre.x,
    y: centre.y - (isInterrupted ? place.height * 0.12 : 0),
    size: Math.round(place.height * 0.2),
    family: SERIF,
    weight: 'bold',
    colour: isInterrupted ? COLOUR.grey : COLOUR.white,
    align: 'center',
    room,
  })
  if (!isInterrupted) return
  text(context, INTERRUPTED, {
    x: centre.x,
    y: centre.y + place.height * 0.16,
    size: Math.round(place.height * 0.14),
    family: SANS,
    weight: 'bold',
    colour: COLOUR.amber,
    align: 'center',
    room,
  })
}

function drawPlate(
  context: SKRSContext2D,
  plate: Rectangle,
  role: string,
  name: string,
  isBench: boolean,
): void {
  context.fillStyle = isBench ? COLOUR.benchPlate : COLOUR.plate
  context.fillRect(plate.x, plate.y, plate.width, plate.height)
  context.fillStyle = COLOUR.goldLine
  context.fillRect(plate.x, plate.y, plate.width, 1)
  const room = plate.width * 0.94
  let size = Math.round(plate.height * 0.58)
  const gap = () => size * 0.7
  const widths = () =>
    [measure(context, role, size, SANS, 'normal'), measure(context, name, size, SANS, 'bold')] as const
  while (size > SMALLEST_TEXT && widths()[0] + gap() + widths()[1] > room) size -= 1
  const [roleWidth, nameWidth] = widths()
  const left = plate.x + (plate.width - Math.min(room, roleWidth + gap() + nameWidth)) / 2
  const common = { y: plate.y + plate.height / 2, size, family: SANS, align: 'left' } as const
  text(context, role, { ...common, x: left, weight: 'normal', colour: COLOUR.gold, room: roleWidth })
  text(context, name, {
    ...common,
    x: left + roleWidth + gap(),
    weight: 'bold',
    colour: COLOUR.white,
    room: room - roleWidth - gap(),
  })
}

interface TextStyle {
  readonly x: number
  /** Middle of the line. */
  readonly y: number
  readonly size: number
  readonly family: string
  readonly weight: 'normal' | 'bold'
  readonly colour: string
  readonly align: 'left' | 'center'
  /** Width the text may take: it is set smaller first, then cut. */
  readonly room: number
}

function measure(
  context: SKRSContext2D,
  value: string,
  size: number,
  family: string,
  weight: TextStyle['weight'],
): number {
  context.font = `${weight} ${size}px ${family}`
  return context.measureText(value).width
}

function text(context: SKRSContext2D, value: string, style: TextStyle): void {
  const { family, weight, room } = style
  let { size } = style
  while (size > SMALLEST_TEXT && measure(context, value, size, family, weight) > room) size -= 1
  let shown = value
  while (shown.length > 1 && measure(context, shown, size, family, weight) > room + 1) {
    shown = `${shown.slice(0, shown.endsWith('…') ? -2 : -1)}…`
  }
  context.font = `${weight} ${size}px ${family}`
  context.fillStyle = style.colour
  context.textAlign = style.align
  context.textBaseline = 'alphabetic'
  // Han characters stand on the baseline with about an eighth of their height below it.
  context.fillText(shown, style.x, style.y + size * 0.37)
}
