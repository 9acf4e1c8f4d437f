import { execFileSync } from 'node:child_process'

const ffmpeg = process.env['FFMPEG_BIN'] ?? 'ffmpeg'
const ffprobe = process.env['FFPROBE_BIN'] ?? 'ffprobe'

export interface ProbedFile {
  readonly seconds: number
  readonly codecs: readonly string[]
  readonly width: number
  readonly height: number
}

/** Length, codecs and size of a media file, as ffprobe reads them. */
export function probe(path: string): ProbedFile {
  const text = execFileSync(
    ffprobe,
    ['-v', 'error', '-show_entries', 'format=duration:stream=codec_name,width,height', '-of', 'json', path],
    { encoding: 'utf8' },
  )
  const report = JSON.parse(text) as {
    format: { duration: string }
    streams: { codec_name: string; width?: number; height?: number }[]
  }
  return {
    seconds: Number(report.format.duration),
    codecs: report.streams.map((stream) => stream.codec_name),
    width: report.streams.find((stream) => stream.width)?.width ?? 0,
    height: report.streams.find((stream) => stream.height)?.height ?? 0,
  }
}

/** The mixed sound of a file as mono samples at 16 kHz. */
export function decodeSound(path: string): { samples: Float32Array; sampleRate: number } {
  const sampleRate = 16_000
  const raw = execFileSync(
    ffmpeg,
    [
      '-v',
      'error',
      '-nostdin',
      '-i',
      path,
      '-map',
      '0:a:0',
      '-ac',
      '1',
      '-ar',
      String(sampleRate),
      '-f',
      'f32le',
      '-',
    ],
    { maxBuffer: 1 << 30 },
  )
  return { samples: new Float32Array(raw.buffer, raw.byteOffset, raw.length / 4), sampleRate }
}
