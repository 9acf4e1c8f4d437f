/**
 * Moving pictures of people who do not exist, drawn, so that the screens can be looked at without cameras.
 */
const looks = [
  { wall: '#5b5348', coat: '#16140f', skin: '#d9b99a', hair: '#1d1712' },
  { wall: '#6a6f74', coat: '#2b3b52', skin: '#e0bf9f', hair: '#2a201a' },
  { wall: '#7c6a57', coat: '#6b2f35', skin: '#e6c6a8', hair: '#17120e' },
  { wall: '#48565a', coat: '#3a3f45', skin: '#cfab8a', hair: '#3b332c' },
  { wall: '#80776a', coat: '#20303a', skin: '#ddb998', hair: '#141110' },
] as const

const FRAME_MS = 500

/** A head and shoulders before a wall, breathing a little. */
export function personTrack(number: number): MediaStreamTrack {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 360
  const pen = canvas.getContext('2d')
  const look = looks[number % looks.length] ?? looks[0]
  let tick = 0
  const draw = () => {
    if (!pen) return
    tick += 1
    const lift = Math.sin(tick / 3) * 3
    pen.fillStyle = look.wall
    pen.fillRect(0, 0, 640, 360)
    pen.fillStyle = 'rgb(255 240 210 / 0.1)'
    pen.fillRect(40, 20, 150, 230)
    pen.fillStyle = look.coat
    pen.beginPath()
    pen.ellipse(320, 400 + lift, 190, 170, 0, 0, Math.PI * 2)
    pen.fill()
    pen.fillStyle = '#efe9df'
    pen.beginPath()
    pen.moveTo(285, 245 + lift)
    pen.lineTo(320, 300 + lift)
    pen.lineTo(355, 245 + lift)
    pen.fill()
    pen.fillStyle = look.hair
    pen.beginPath()
    pen.ellipse(320, 142 + lift, 78, 84, 0, 0, Math.PI * 2)
    pen.fill()
    pen.fillStyle = look.skin
    pen.beginPath()
    pen.ellipse(320, 165 + lift, 64, 78, 0, 0, Math.PI * 2)
    pen.fill()
    pen.fillRect(296, 225 + lift, 48, 34)
  }
  draw()
  setInterval(draw, FRAME_MS)
  return trackOf(canvas)
}

/** A page of a contract, as somebody would show it. */
export function paperTrack(): MediaStreamTrack {
  const canvas = document.createElement('canvas')
  canvas.width = 1280
  canvas.height = 800
  const pen = canvas.getContext('2d')
  const draw = () => {
    if (!pen) return
    pen.fillStyle = '#dfe3e8'
    pen.fillRect(0, 0, 1280, 800)
    pen.fillStyle = '#ffffff'
    pen.fillRect(320, 30, 640, 770)
    pen.fillStyle = '#222222'
    pen.font = 'bold 34px serif'
    pen.fillText('建材买卖合同', 530, 110)
    pen.fillStyle = '#9a9a9a'
    for (let line = 0; line < 17; line += 1) pen.fillRect(380, 170 + line * 34, line % 5 === 4 ? 300 : 520, 8)
  }
  draw()
  setInterval(draw, FRAME_MS)
  return trackOf(canvas)
}

function trackOf(canvas: HTMLCanvasElement): MediaStreamTrack {
  const [track] = canvas.captureStream(2).getVideoTracks()
  if (!track) throw new Error('A canvas always has a track')
  return track
}
