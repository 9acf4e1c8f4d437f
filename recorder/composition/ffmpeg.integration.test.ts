import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'

/** A mark in ffmpeg's parameters by which it is found among all processes. */
const MARK = `tongting-orphan-${process.pid}`
const endless = [
  '-re',
  '-f',
  'lavfi',
  '-i',
  'sine=frequency=440',
  '-metadata',
  `title=${MARK}`,
  '-f',
  'null',
  '-',
]
const script = `
  import { runFfmpeg } from ${JSON.stringify(join(import.meta.dirname, 'ffmpeg.ts'))}
  await runFfmpeg({ program: ${JSON.stringify(process.env['FFMPEG_BIN'] ?? 'ffmpeg')}, args: ${JSON.stringify(endless)} })
`

/** Processes whose program is ffmpeg and whose parameters carry the mark. */
function running(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(
      (pid) =>
        pid > 0 && commandLine(pid)[0]?.endsWith('ffmpeg') && commandLine(pid).includes(`title=${MARK}`),
    )
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

it('[FILM-5] an ffmpeg does not outlive the process that started it, even when that is killed', async () => {
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' })
  await vi.waitUntil(() => running().length === 1, { timeout: 10_000 })
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  await vi.waitUntil(() => running().length === 0, { timeout: 5_000 })
  expect(running()).toEqual([])
})
