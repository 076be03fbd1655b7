// The `test` of every end-to-end test: it fails where a page broke its Content-Security-Policy or asked another host for anything,
// in any context that is opened meanwhile, workers included.

import { test as base, type Browser, type BrowserContext } from '@playwright/test';

export * from '@playwright/test';

interface Fixtures {
  readonly guarded: unknown;
}

interface WorkerFixtures {
  /** What went wrong since the last test that ended. */
  readonly breaches: string[];
}

const SAID = 'securitypolicyviolation';
/** How browsers say it, of workers too, which have no document to listen to. */
const OF_POLICY =
  /securitypolicyviolation|Content Security Policy|Content-Security-Policy|Trusted(?:HTML|Script)/;

const isLocal = (url: string): boolean =>
  /^(?:data|blob|about|chrome-error|file):/.test(url) ||
  ['localhost', '127.0.0.1'].includes(new URL(url).hostname);

function sayViolations(said: string): void {
  addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event;
    const [at] = event.composedPath();
    const place = at instanceof Element ? at.outerHTML.slice(0, 200) : 'the document';
    console.error(
      `${said}: ${effectiveDirective} of ${blockedURI} ${sample} (${sourceFile}:${lineNumber}) in ${place}`,
    );
  });
}

async function guard(context: BrowserContext, breaches: string[]): Promise<void> {
  context.on('request', (request) => {
    if (!isLocal(request.url())) breaches.push(`request to another host: ${request.url()}`);
  });
  context.on('page', (page) =>
    page.on('websocket', (socket) => {
      if (!isLocal(socket.url())) breaches.push(`socket to another host: ${socket.url()}`);
    }),
  );
  context.on('console', (message) => {
    if (['error', 'warning', 'info'].includes(message.type()) && OF_POLICY.test(message.text()))
      breaches.push(message.text());
  });
  context.on('weberror', (error) => {
    const { message } = error.error();
    if (OF_POLICY.test(message)) breaches.push(message);
  });
  await context.addInitScript(sayViolations, SAID);
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  breaches: [
    // Playwright wants the first argument as a pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const breaches: string[] = [];
      await use(breaches);
      check(breaches, 'after the last test');
    },
    { scope: 'worker' },
  ],
  browser: [
    async (
      { browser, breaches }: { browser: Browser; breaches: string[] },
      use: (browser: Browser) => Promise<void>,
    ) => {
      const newContext: Browser['newContext'] = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const context = await newContext(options);
        await guard(context, breaches);
        return context;
      };
      await use(browser);
    },
    { scope: 'worker' },
  ],
  guarded: [
    async ({ breaches }: { breaches: string[] }, use: (guarded: null) => Promise<void>) => {
      await use(null);
      check(breaches, 'during this test');
    },
    { auto: true },
  ],
});

/** Forgets them: the next test begins anew. @throws Error naming what broke the page's promises */
function check(breaches: string[], when: string): void {
  const found = [...new Set(breaches.splice(0))];
  if (found.length > 0)
    throw new Error(`${when} the page broke its policy or asked another host:\n${found.join('\n')}`);
}
