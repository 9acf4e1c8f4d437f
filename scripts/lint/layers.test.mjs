import { describe, expect, it } from 'vitest'
import { forbiddenImport } from './layers.mjs'

const check = (file, specifier) => forbiddenImport('/house', `/house/${file}`, specifier)

describe('the import rule', () => {
  it.each([
    ['procedure/sitting/decide.ts', '../../protocol/roles.ts'],
    ['procedure/sitting/decide.ts', '#protocol/roles.ts'],
    ['procedure/sitting/decide.ts', './evolve.ts'],
    ['protocol/roles.ts', 'zod'],
    ['protocol/roles.ts', 'zod/mini'],
    ['protocol/roles.test.ts', 'vitest'],
    ['sfu-server/sitting/engine.ts', '#procedure/sitting/decide.ts'],
    ['sfu-server/recorder/link.ts', '../media/workers.ts'],
    ['sfu-server/recorder/deep/link.ts', '../link.ts'],
    ['recorder/main.ts', '#verify/chain.ts'],
    ['client/screens/App.tsx', '../../protocol/roles.ts'],
    ['platform/database.ts', '../prisma/generated/client.ts'],
    ['test/journeys/hearing.ts', '../../client/i18n/texts.ts'],
    ['vitest.config.ts', './client/anything.ts'],
  ])('[RUN-11] lets %s import %s', (file, specifier) => {
    expect(check(file, specifier)).toBeNull()
  })

  it.each([
    ['protocol/roles.ts', '../procedure/sitting/decide.ts'],
    ['protocol/roles.ts', 'node:fs'],
    ['protocol/roles.ts', 'uuid'],
    ['procedure/sitting/decide.ts', '../../platform/clock.ts'],
    ['procedure/sitting/decide.ts', 'node:crypto'],
    ['procedure/sitting/decide.test.ts', '../../platform/clock.ts'],
    ['verify/chain.ts', '#platform/storage.ts'],
    ['platform/jobs.ts', '../sfu-server/main.ts'],
    ['sfu-server/main.ts', '../recorder/main.ts'],
    ['sfu-server/media/recorder/link.ts', '../../../recorder/control/link.ts'],
    ['recorder/main.ts', '../sfu-server/main.ts'],
    ['recorder/main.ts', '../client/core/api.ts'],
    ['client/core/link.ts', '../../platform/clock.ts'],
    ['client/core/link.ts', '#verify/chain.ts'],
    ['client/core/link.ts', '../../sfu-server/main.ts'],
  ])('[RUN-11] does not let %s import %s', (file, specifier) => {
    expect(check(file, specifier)).toMatch(/may not import/)
  })
})
