// The other views in Firefox: the fruit lab records and learns, the gallery draws to scale, the benchmark measures.

import { expect } from '@playwright/test';
import { click, part, ready, said, test } from './firefox';

test('the fruit lab records what the camera shows, and begins to learn from it', async ({ open }) => {
  const { page } = await open('./#view=lab');
  await click(page, 'camera-start');
  // Two recordings of each: one to learn from, one held out.
  for (const fruit of ['apple', 'orange', 'apple', 'orange']) {
    await click(page, `into-${fruit}`);
    await (await part(page, 'record')).hover();
    await page.mouse.down();
    await expect.poll(() => said(page, 'record')).toMatch(/Recording… [2-9]/);
    await page.mouse.up();
    await expect.poll(() => said(page, 'recorded')).toMatch(new RegExp(`of ${fruit} recorded`, 'i'));
  }
  await click(page, 'lab-train');
  await part(page, 'augmented');
});

test('the gallery shows a network to scale, with its published count', async ({ open }) => {
  const { page } = await open('./#data=mnist');
  await ready(page);
  await click(page, 'view-gallery');
  await click(page, 'gallery-vgg16');
  await expect.poll(() => said(page, 'gallery-total')).toBe('138,357,544');
  expect(
    await (await part(page, 'scale-drawing')).evaluate(({ clientWidth }) => clientWidth),
  ).toBeGreaterThan(300);
});

test('the benchmark checks its engine and measures it', async ({ open }) => {
  const settings = {
    engines: ['ours'],
    rounds: 1,
    quick: true,
    suites: ['ops'],
    shapes: ['2x8x8x4->4k3s1same'],
  };
  const { page } = await open(`./bench.html?auto&settings=${encodeURIComponent(JSON.stringify(settings))}`);
  await part(page, 'results');
  const rows = async (id: string): Promise<number> => (await page.$$(`>>> [data-testid="${id}"]`)).length;
  expect(await rows('timing')).toBe(3); // forward, and both gradients
  expect(await rows('failed')).toBe(0);
});
