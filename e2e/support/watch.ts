// Writes down what a page asks for and complains about, from its first request on.

import type { Page } from '@playwright/test';

export interface Watched {
  readonly requests: string[];
  /** Errors and warnings of the console (WebGPU's validation errors are warnings there), uncaught errors. */
  readonly complaints: string[];
}

/** Remarks about what the browser was told to use, not about the page. */
const OF_THE_BROWSER = [
  /No available adapters/,
  /powerPreference option is currently ignored/,
  /Service Worker registration blocked by Playwright/,
];

export function watch(page: Page): Watched {
  const watched: Watched = { requests: [], complaints: [] };
  page.on('request', (request) => watched.requests.push(request.url()));
  page.on('websocket', (socket) => watched.requests.push(socket.url()));
  page.on('pageerror', (error) => watched.complaints.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (!['error', 'warning', 'assert'].includes(message.type())) return;
    if (!OF_THE_BROWSER.some((pattern) => pattern.test(text)))
      watched.complaints.push(`${message.type()}: ${text}`);
  });
  return watched;
}

/** Requests that would leave the machine. */
export function foreign({ requests }: Watched, page: Page): string[] {
  const { origin } = new URL(page.url());
  return requests.filter(
    (url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith(`blob:${origin}`),
  );
}
