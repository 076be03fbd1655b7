// Files and folders dropped on the page, as a file manager drops them.

import type { Page } from '@playwright/test';

/** Holds files over the page; `drop` lets them go. */
export async function hold(page: Page, ...paths: readonly string[]): Promise<{ drop: () => Promise<void> }> {
  const devtools = await page.context().newCDPSession(page);
  const event = (type: 'dragEnter' | 'dragOver' | 'drop'): Promise<unknown> =>
    devtools.send('Input.dispatchDragEvent', {
      type,
      x: 300,
      y: 300,
      data: { items: [], files: [...paths], dragOperationsMask: 1 },
    });
  await event('dragEnter');
  await event('dragOver');
  return {
    drop: async () => {
      await event('drop');
      await devtools.detach();
    },
  };
}

export async function drop(page: Page, ...paths: readonly string[]): Promise<void> {
  await (await hold(page, ...paths)).drop();
}
