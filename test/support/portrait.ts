import { execFileSync } from 'node:child_process'
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { Speaker } from './tones.ts'

interface Look {
  readonly wall: string
  readonly clothes: string
  readonly hair: string
  readonly skin: string
}

const looks: Record<Speaker, Look> = {
  presidingJudge: { wall: '#5b4636', clothes: '#15181f', hair: '#23201e', skin: '#e0b796' },
  clerk: { wall: '#4c5a55', clothes: '#27364a', hair: '#1d1a18', skin: '#e8c3a4' },
  plaintiff: { wall: '#76808a', clothes: '#7a4b34', hair: '#8d8a86', skin: '#c99872' },
  defendant: { wall: '#8a8274', clothes: '#41504a', hair: '#2b2523', skin: '#d9aa85' },
}

const FRAMES_PER_SECOND = 10

/**
 * Writes a short looping picture of a drawn person for Chromium's fake camera (Y4M).
 * Small, so that two cores carry four pages; drawn, so that no real face is needed.
 */
export function writeCameraFile(path: string, speaker: Speaker, width = 320, height = 180): void {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const frames: Buffer[] = []
  for (let frame = 0; frame < FRAMES_PER_SECOND * 2; frame++) {
    drawPerson(context, looks[speaker], width, height, (frame / (FRAMES_PER_SECOND * 2)) * 2 * Math.PI)
    frames.push(Buffer.from(context.getImageData(0, 0, width, height).data))
  }
  execFileSync(
    process.env['FFMPEG_BIN'] ?? 'ffmpeg',
    `-v error -y -f rawvideo -pix_fmt rgba -s ${width}x${height} -r ${FRAMES_PER_SECOND} -i - -pix_fmt yuv420p`
      .split(' ')
      .concat(path),
    { input: Buffer.concat(frames) },
  )
}

function drawPerson(context: SKRSContext2D, look: Look, width: number, height: number, phase: number): void {
  const unit = height / 180
  const sway = Math.sin(phase) * 3 * unit
  const middle = width / 2 + sway
  const light = context.createLinearGradient(0, 0, width, height)
  light.addColorStop(0, look.wall)
  light.addColorStop(1, '#1c1a18')
  context.fillStyle = light
  context.fillRect(0, 0, width, height)
  const ellipse = (x: number, y: number, rx: number, ry: number, colour: string) => {
    context.fillStyle = colour
    context.beginPath()
    context.ellipse(x, y, rx * unit, ry * unit, 0, 0, 2 * Math.PI)
    context.fill()
  }
  ellipse(middle, 196 * unit, 82, 70, look.clothes)
  context.fillStyle = '#f2efe9'
  context.beginPath()
  context.moveTo(middle - 16 * unit, 128 * unit)
  context.lineTo(middle + 16 * unit, 128 * unit)
  context.lineTo(middle, 158 * unit)
  context.fill()
  ellipse(middle, 126 * unit, 14, 16, look.skin)
  ellipse(middle, 78 * unit, 37, 42, look.hair)
  ellipse(middle, 88 * unit, 32, 40, look.skin)
  // Eyes blink once a loop, so that a frozen picture can be told from a living one.
  const blink = Math.cos(phase) > 0.9 ? 0.6 : 2.6
  ellipse(middle - 12 * unit, 86 * unit, 3, blink, '#2a211c')
  ellipse(middle + 12 * unit, 86 * unit, 3, blink, '#2a211c')
  ellipse(middle, 110 * unit, 9, 1.5 + Math.abs(Math.sin(phase * 3)) * 3, '#8c4a40')
}
