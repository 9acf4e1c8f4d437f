import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fingerprint, whenChanged } from './fingerprint.mjs'

let folder
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fingerprint-'))
  await mkdir(join(folder, 'in/deep'), { recursive: true })
  await writeFile(join(folder, 'in/deep/a.ts'), 'a')
})
afterEach(() => rm(folder, { recursive: true }))

describe('fingerprint', () => {
  it('changes with contents and names, and with nothing else', async () => {
    const paths = [join(folder, 'in'), join(folder, 'absent')]
    const first = await fingerprint(paths)
    await mkdir(join(folder, 'in/dist'))
    await writeFile(join(folder, 'in/dist/b.js'), 'made')
    expect(await fingerprint(paths)).toBe(first)
    await writeFile(join(folder, 'in/deep/a.ts'), 'b')
    const second = await fingerprint(paths)
    expect(second).not.toBe(first)
    await rename(join(folder, 'in/deep/a.ts'), join(folder, 'in/deep/b.ts'))
    expect(await fingerprint(paths)).not.toBe(second)
  })
})

describe('whenChanged', () => {
  it('[RUN-4] makes again only after a change, and after a failure', async () => {
    let made = 0
    const make = async () => {
      made++
      if (made === 1) throw new Error('broken')
    }
    const once = () => whenChanged(join(folder, 'out/.stamp'), [join(folder, 'in')], make)
    await expect(once()).rejects.toThrow('broken')
    await once()
    await once()
    expect(made).toBe(2)
    await writeFile(join(folder, 'in/deep/a.ts'), 'b')
    await once()
    expect(made).toBe(3)
  })
})
