// End-to-end tests: a production build in headless Chromium, looked at through pixels and roles.
//
// Each run builds into a folder of its own and serves on a port of its own, so that runs side by side do not
// meet. Limits are for hangs alone: they grow with how slow the machine is (scripts/yardstick.mjs).
import { defineConfig } from '@playwright/test';
import { launchOptions } from './scripts/browser.mjs';
import { slowness } from './scripts/yardstick.mjs';

// Worker processes read this file again and inherit the port.
process.env.CONVSCOPE_E2E_PORT ??= String(20_000 + (process.pid % 20_000));
const port = process.env.CONVSCOPE_E2E_PORT;

/** Waiting is much of what these do (for a camera, a sleep, another tab): at the end of the run they would leave a processor idle. */
const LONGEST = ['lab', 'labMany', 'soak', 'twoTabs', 'asleep', 'transfer'].map(
  (name) => `**/${name}.e2e.ts`,
);

export default defineConfig({
  testDir: 'e2e',
  projects: [
    { name: 'longest', testMatch: LONGEST },
    { name: 'others', testMatch: '**/*.e2e.ts', testIgnore: LONGEST },
  ],
  outputDir: 'test-results/e2e',
  workers: 2,
  timeout: 300_000 * slowness,
  // What is tried again and again has the same limit as what is waited for; without it, that of its test.
  expect: { timeout: 120_000 * slowness, toPass: { timeout: 120_000 * slowness } },
  forbidOnly: Boolean(process.env.CI),
  // What passes at the second attempt is named at the end of the run: a fault of the test, or a rare one of the page.
  retries: 1,
  reporter: [
    ['list'],
    ['./scripts/progress.mjs'],
    ['json', { outputFile: process.env.CONVSCOPE_E2E_REPORT ?? 'test-results/e2e.json' }],
  ],
  use: {
    browserName: 'chromium',
    baseURL: `http://localhost:${port}/`,
    // One would answer requests that tests count, block or change; offline.e2e.ts allows it.
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
    launchOptions: launchOptions(),
    // Without it a click on what never comes to rest is told only as the end of the test's time.
    actionTimeout: 120_000 * slowness,
    screenshot: 'only-on-failure',
    trace: 'off',
  },
  webServer: {
    command: `node scripts/e2eServer.mjs ${port}`,
    url: `http://localhost:${port}/`,
    timeout: 180_000 * slowness,
    stdout: 'ignore',
    stderr: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
});
