// A page in Mozilla's Firefox, driven by Puppeteer over WebDriver BiDi, for tests that Playwright runs.

import { expect, test as base, type Page as PlaywrightPage } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { firefoxOptions } from '../../scripts/firefox.mjs';
import { slowness } from '../../scripts/yardstick.mjs';
import { writeNumbers } from '../support/app';

export interface FirefoxPage {
  readonly page: Page;
  /** The same page for the helpers of e2e/support: what they ask of one beside clicks. */
  readonly shared: PlaywrightPage;
  /** Errors and warnings of the console, uncaught errors. */
  readonly complaints: readonly string[];
}

interface Fixtures {
  /** Opens a page at an address below the server's. It is closed after the test, which fails if it complained. */
  readonly open: (address: string) => Promise<FirefoxPage>;
}

interface WorkerFixtures {
  readonly firefox: Browser;
}

/** For hangs alone, as those of playwright.config.ts. */
const LIMIT_MS = 60_000 * slowness;
const VIEWPORT = { width: 1280, height: 800 };

export const test = base.extend<Fixtures, WorkerFixtures>({
  firefox: [
    // Playwright wants the first argument as a pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const home = await mkdtemp(join(tmpdir(), 'convscope-firefox-'));
      const browser = await launch(firefoxOptions(home));
      await use(browser);
      await browser.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker', timeout: LIMIT_MS },
  ],
  open: async ({ firefox, baseURL }, use) => {
    const opened: FirefoxPage[] = [];
    await use(async (address) => {
      // Nothing is kept from one test to the next.
      const context = await firefox.createBrowserContext();
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(`uncaught: ${String(error)}`));
      page.on('console', (message) => {
        if (['error', 'warn', 'assert'].includes(message.type()))
          complaints.push(`${message.type()}: ${message.text()}`);
      });
      await page.setViewport(VIEWPORT);
      await page.evaluateOnNewDocument(writeNumbers);
      const one = { page, shared: asShared(page), complaints };
      opened.push(one);
      await page.goto(new URL(address, baseURL).href);
      return one;
    });
    for (const { page, complaints } of opened) {
      expect(complaints).toEqual([]);
      await page.browserContext().close();
    }
  },
});

/** An element of the page or of its components, by `data-testid`, once it is there. */
export async function part(page: Page, id: string): Promise<ElementHandle<HTMLElement>> {
  // Puppeteer's own wait sees no change inside of a component.
  const find = (): Promise<ElementHandle | null> => page.$(`>>> [data-testid="${id}"]`);
  await expect.poll(async () => (await find()) !== null, id).toBe(true);
  return (await find()) as ElementHandle<HTMLElement>;
}

export async function click(page: Page, id: string): Promise<void> {
  await (await part(page, id)).click();
}

/** What an element says, '' while there is none. */
export async function said(page: Page, id: string): Promise<string> {
  const found = await page.$(`>>> [data-testid="${id}"]`);
  return (await found?.evaluate((element) => (element as HTMLElement).innerText)) ?? '';
}

/** Waits until the network is drawn and its answer is read. */
export async function ready(page: Page): Promise<void> {
  await expect.poll(() => said(page, 'probability'), 'the answer').toContain('%');
}

/** `evaluate` and `evaluateHandle` of both are alike. */
function asShared(page: Page): PlaywrightPage {
  return {
    evaluate: page.evaluate.bind(page),
    evaluateHandle: page.evaluateHandle.bind(page),
    screenshot: async () => Buffer.from(await page.screenshot()),
    getByTestId: (id: string) => ({
      evaluate: async (act: (element: unknown, given: unknown) => unknown, given: unknown) =>
        (await part(page, id)).evaluate(act, given),
    }),
  } as unknown as PlaywrightPage;
}
