// End-to-end tests in Firefox: the same build and server as playwright.config.ts. Playwright runs the tests, Puppeteer drives
// the browser (e2e/firefox/firefox.ts): Playwright's own Firefox is a patched one, and users have Mozilla's.
import { defineConfig } from '@playwright/test';
import chromium from './playwright.config.ts';
import { slowness } from './scripts/yardstick.mjs';

export default defineConfig({
  ...chromium,
  testDir: 'e2e/firefox',
  projects: [{ testMatch: '**/*.firefox.ts' }],
  outputDir: 'test-results/firefox',
  workers: 1,
  timeout: 120_000 * slowness,
  expect: { timeout: 60_000 * slowness },
  reporter: [
    ['list'],
    ['./scripts/progress.mjs'],
    ['json', { outputFile: process.env.CONVSCOPE_FIREFOX_REPORT ?? 'test-results/firefox.json' }],
  ],
  use: { baseURL: chromium.use?.baseURL },
});
