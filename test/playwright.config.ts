import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'journeys',
  outputDir: '../test-results',
  // Two cores carry four pages with fake media: one journey at a time, and none is retried into green.
  workers: 1,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list', { printSteps: true }]],
})
