/** For `npm run dev`: which programs are to be restarted after which sources changed. */
import { watch } from 'node:fs'
import { join } from 'node:path'

/** Editors write several times for one save. */
const SETTLE_MS = 150

const everyProgram = ['server', 'recorder', 'recorder-standby', 'archivist']
const programsOf: Readonly<Record<string, readonly string[]>> = {
  protocol: everyProgram,
  procedure: everyProgram,
  verify: everyProgram,
  platform: everyProgram,
  'sfu-server': ['server'],
  recorder: ['recorder', 'recorder-standby', 'archivist'],
}

/**
 * @param root the project's folder
 * @param onChange told once per burst of changes, with the programs that are out of date
 */
export function watchSources(root: string, onChange: (programs: ReadonlySet<string>) => void): void {
  const outdated = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  for (const [folder, programs] of Object.entries(programsOf)) {
    watch(join(root, folder), { recursive: true }, (_, file) => {
      if (!isSource(file)) return
      for (const program of programs) outdated.add(program)
      clearTimeout(timer)
      timer = setTimeout(() => {
        const names = new Set(outdated)
        outdated.clear()
        onChange(names)
      }, SETTLE_MS)
    })
  }
}

function isSource(file: string | null): boolean {
  return file !== null && file.endsWith('.ts') && !file.endsWith('.test.ts')
}
