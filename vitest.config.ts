import { defineConfig } from 'vitest/config'

const folders = 'protocol,procedure,verify,platform,sfu-server,recorder,client,scripts,prisma,test'
const everywhere = `{${folders}}/**`

// vitest sets MODE to `test`, which is a setting of ours with other values; servers started by tests inherit it.
const env = { MODE: '' }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          env,
          include: [`${everywhere}/*.test.{ts,tsx,mjs}`],
          exclude: ['**/node_modules/**', '**/*.integration.test.ts', 'client/dist/**'],
        },
      },
      {
        test: {
          name: 'integration',
          env,
          include: [`${everywhere}/*.integration.test.ts`],
          exclude: ['**/node_modules/**'],
          globalSetup: ['./scripts/testing/worker.mjs', './platform/testing/postgres.ts'],
          // Real PostgreSQL, media workers and ports: one file at a time.
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
