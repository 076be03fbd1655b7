// The page loses its device at moments spread over its opening, then while it trains, and opens and trains all the same.

import { expect, test } from '../support/test';
import { slowness } from '../../scripts/yardstick.mjs';
import { load, ready, sessionOf, stateIs, stepsTaken } from '../support/app';

/** Calls to the GPU: the last of these come while the page takes its first steps. */
const MOMENTS = [0, 20, 80, 200, 400];

test.describe.configure({ timeout: 240_000 * slowness });

for (const at of MOMENTS) {
  test(`opens although the device is lost at call ${at}, and trains`, async ({ browser }) => {
    const { page, watched } = await load(browser, {
      colorScheme: 'light',
      prepare: async (page) => {
        await page.addInitScript((at) => {
          let left = at;
          const requestDevice = Reflect.get<GPUAdapter, 'requestDevice'>(
            GPUAdapter.prototype,
            'requestDevice',
          );
          GPUAdapter.prototype.requestDevice = async function (descriptor) {
            const device = await requestDevice.call(this, descriptor);
            const count = (): void => {
              if (left-- !== 0) return;
              Object.assign(window, { struck: true });
              device.destroy();
            };
            count();
            const counted = (of: object, name: string): void => {
              const call = Reflect.get(of, name) as (...given: unknown[]) => unknown;
              Object.defineProperty(of, name, {
                value: (...given: unknown[]) => {
                  count();
                  return call.apply(of, given);
                },
              });
            };
            for (const name of [
              'createBuffer',
              'createShaderModule',
              'createComputePipelineAsync',
              'createBindGroup',
            ])
              counted(device, name);
            for (const name of ['submit', 'writeBuffer', 'onSubmittedWorkDone']) counted(device.queue, name);
            return device;
          };
        }, at);
      },
    });
    await ready(page);
    await stateIs(page, 'idle');
    // The device may be lost just when the pointer comes to the button, which does nothing then.
    await expect(async () => {
      await page.getByTestId('step').click();
      await expect(page.getByTestId('where')).not.toHaveAttribute('data-step', '0', { timeout: 20_000 });
    }).toPass();
    await page.getByTestId('play').click();
    await page.waitForFunction(() => (window as { struck?: boolean }).struck === true);
    await stepsTaken(page, (await sessionOf(page)).step + 3);
    await page.getByTestId('play').click();
    await stateIs(page, 'idle');
    const { steps, losses } = await sessionOf(page);
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, step) => step + 1));
    expect(losses.every(Number.isFinite)).toBe(true);
    // What Chromium itself says of commands on a destroyed device is not the page's.
    expect(watched.complaints.filter((one) => one.startsWith('uncaught'))).toEqual([]);
    await page.close();
  });
}
