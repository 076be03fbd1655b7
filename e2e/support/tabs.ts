// Several tabs of a Chromium as a person has them: one in front, the others hidden, and frozen where the browser wants its
// memory and time. Puppeteer drives it: Playwright tells each of its pages that it is seen.

import { launch, type Browser, type Page } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browser.mjs';

export interface Tab {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors. */
  readonly complaints: string[];
  /** Brings another tab in front of it, and stops its tasks, its workers' too. What is asked of it is still answered. */
  freeze(): Promise<void>;
  /** Runs on, hidden. */
  thaw(): Promise<void>;
  /** Brings it in front. */
  show(): Promise<void>;
}

export interface Tabs {
  open(address: string, prepare?: (page: Page) => Promise<unknown>): Promise<Tab>;
  close(): Promise<void>;
}

const LIFECYCLE = 'Page.setWebLifecycleState';

export async function openTabs(origin: string): Promise<Tabs> {
  const { executablePath, args } = launchOptions();
  const cameras = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
  const browser: Browser = await launch({ executablePath, args: [...args, ...cameras], headless: true });
  const [blank = await browser.newPage()] = await browser.pages();
  return {
    close: () => browser.close(),
    open: async (address, prepare) => {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(`uncaught: ${String(error)}`));
      page.on('console', (message) => {
        if (['error', 'warn', 'assert'].includes(message.type()))
          complaints.push(`${message.type()}: ${message.text()}`);
      });
      await page.setViewport({ width: 1280, height: 800 });
      await prepare?.(page);
      await page.goto(new URL(address, origin).href);
      const devtools = await page.createCDPSession();
      return {
        page,
        complaints,
        freeze: async () => {
          await blank.bringToFront();
          await page.waitForFunction(() => document.visibilityState === 'hidden', { polling: 20 });
          await devtools.send(LIFECYCLE, { state: 'frozen' });
        },
        thaw: async () => {
          await devtools.send(LIFECYCLE, { state: 'active' });
        },
        show: async () => {
          await devtools.send(LIFECYCLE, { state: 'active' });
          await page.bringToFront();
        },
      };
    },
  };
}
