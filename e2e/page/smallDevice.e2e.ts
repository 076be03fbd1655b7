// The page on the smallest device that WebGPU promises: no adapter of the core level, the default limits, no optional
// feature.

import { expect, test } from '../support/test';
import { open, sessionOf, trainTo } from '../support/app';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile } from '../support/reference';
import { expectTiles } from '../support/tiles';

test('it opens, draws the numbers of the reference, and trains past its first test', async ({ browser }) => {
  const { page, watched } = await open(browser, {
    colorScheme: 'light',
    prepare: async (page) => {
      await page.addInitScript(() => {
        const find = Reflect.get<GPU, 'requestAdapter'>(GPU.prototype, 'requestAdapter');
        GPU.prototype.requestAdapter = async function (options) {
          if (options?.featureLevel !== 'compatibility') return null;
          const adapter = await find.call(this, options);
          const requestDevice = adapter?.requestDevice.bind(adapter);
          return {
            features: new Set(),
            limits: {},
            info: adapter?.info,
            requestDevice,
          } as unknown as GPUAdapter;
        };
      });
    },
  });
  const limits = await page.evaluate(() => {
    const { device } = (
      document.querySelector('convscope-app') as unknown as { session: { device: GPUDevice } }
    ).session;
    return [device.features.size, device.limits.maxComputeInvocationsPerWorkgroup];
  });
  expect(limits).toEqual([0, 128]);
  await trainTo(page, 40);
  await page.getByTestId('sample-3').click();
  await expectNumbers(page, await compute(page, await firstDigit(3)));
  await expectTiles(page, async () => {
    const now = await compute(page, await firstDigit(3));
    return ['conv1', 'pool1', 'conv2'].map((layer) => tile(now, { layer, channel: 0 }, 'light'));
  });
  expect((await sessionOf(page)).error).toBeNull();
  expect(watched.complaints).toEqual([]);
  await page.close();
});
