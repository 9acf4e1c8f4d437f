import { afterEach, describe, expect, it, vi } from 'vitest'
import { distribution, installPackages } from './systemPackages.mjs'

afterEach(() => vi.restoreAllMocks())

describe('missing system packages', () => {
  it('[RUN-14] are named to an ordinary user in one line to run, and nothing is installed', async () => {
    vi.spyOn(process, 'getuid').mockReturnValue(1000)
    const outcome = installPackages(['ffmpeg', 'fonts-noto-cjk'], 'running')
    await expect(outcome).rejects.toThrow(
      /^ +sudo apt-get update && sudo apt-get install -y --no-install-recommends ffmpeg fonts-noto-cjk$/m,
    )
  })

  it('cost nothing when there are none', async () => {
    vi.spyOn(process, 'getuid').mockReturnValue(1000)
    await expect(installPackages([], 'running')).resolves.toBeUndefined()
  })
})

it('names the distribution in a way that a folder can be called', async () => {
  expect(await distribution()).toMatch(/^[\w.-]+-[\w.-]+$/)
})
