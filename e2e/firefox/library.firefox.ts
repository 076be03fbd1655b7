// The package's elements in Firefox: the plain example against the packed tarball.

import { expect } from '@playwright/test';
import { Examples } from '../support/examples';
import { test } from './firefox';

const examples = new Examples();
test.afterAll(() => examples.close());

test('three elements by one script tag', async ({ open }) => {
  const { page } = await open(await examples.serve(examples.folder('plain')));
  for (const name of ['convscope-kernel', 'convscope-layer', 'convscope-pooling']) {
    await page.$eval(name, (element) => element.scrollIntoView());
    await expect
      .poll(() => page.$eval(name, (element) => (element as unknown as { ready: boolean }).ready))
      .toBe(true);
  }
  await expect
    .poll(() =>
      page.$eval(
        'convscope-layer',
        (element) => (element as unknown as { cell: { value: number } | null }).cell?.value,
      ),
    )
    .toBeCloseTo(0.53333, 4);
});
