// The package's elements in Firefox: the plain example against the packed tarball, and networks of Keras and ONNX in a classifier.

import { expect } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Examples } from '../support/examples';
import { LEFT, SIDES } from '../support/sides';
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

test('a classifier: networks of Keras and of ONNX', async ({ open }) => {
  const folder = examples.folder('plain');
  for (const name of ['sides.keras', 'scores.onnx']) writeFileSync(join(folder, name), SIDES.get(name) ?? '');
  const { page } = await open(await examples.serve(folder));
  await page.evaluate(() => {
    document.querySelector('main')!.innerHTML = ['sides.keras', 'scores.onnx']
      .map((src) => `<convscope-classifier src="${src}" labels="left, right"></convscope-classifier>`)
      .join('');
  });
  for (const src of ['sides.keras', 'scores.onnx']) {
    const element = `convscope-classifier[src="${src}"]`;
    await page.$eval(element, (one) => one.scrollIntoView());
    await expect
      .poll(() => page.$eval(element, (one) => (one as unknown as { ready: boolean }).ready))
      .toBe(true);
    const left = await page.$eval(element, async (one) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [2, 2];
      const context = canvas.getContext('2d')!;
      context.fillRect(0, 0, 2, 2);
      context.fillStyle = '#fff';
      context.fillRect(0, 0, 1, 2);
      const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      const shown = one as unknown as {
        classify(given: Blob): Promise<{ probabilities: { probability: number }[] }>;
      };
      return (await shown.classify(picture!)).probabilities[0]?.probability;
    });
    expect(left).toBeCloseTo(LEFT, 5);
  }
});
