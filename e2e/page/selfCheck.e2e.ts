// The page on a device whose shader compiler makes a mistake, simulated by changing shaders before they are compiled: it
// subtracts where a product is to be added.

import { expect, test, type Page } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import { chooseLanguage, open, type App } from '../support/app';
import { expectAccessible } from '../support/axe';

type Compile = (this: GPUDevice, descriptor: GPUShaderModuleDescriptor) => GPUShaderModule;

const openOn = (wrong: RegExp, browser: Parameters<typeof open>[0]): Promise<App> =>
  open(browser, {
    locale: 'en-GB',
    firstCheck: true,
    prepare: async (page) => {
      await page.addInitScript((source) => {
        const { createShaderModule: create } = GPUDevice.prototype as { createShaderModule: Compile };
        GPUDevice.prototype.createShaderModule = function (descriptor) {
          const code = descriptor.code.replace(new RegExp(source), (sum) => sum.replace('+=', '-='));
          return create.call(this, { ...descriptor, code });
        };
      }, wrong.source);
    },
  });

const notesAndState = (page: Page): Promise<{ notes: unknown[]; state: string }> =>
  page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const keys = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? '');
    const notes = keys
      .filter((key) => key.startsWith('convscope.check.'))
      .map((key) => localStorage.getItem(key));
    return { notes, state: session.state };
  });

test('a compiler that is wrong about the fast kernels: the simple ones run, and the page says so', async ({
  browser,
}) => {
  const { page, watched } = await openOn(/\bsum_0 ?\+= ?/, browser);
  const notice = page.getByTestId('notice');
  await expect(notice).toContainText('the fast version of Conv2D computes wrong numbers on this device');
  await expectAccessible(page, 'plain kernels');
  await chooseLanguage(page, 'ja');
  await expect(notice).toContainText('Conv2D の高速版の計算結果が正しくない');
  expect(await notesAndState(page)).toMatchObject({
    notes: [expect.stringMatching(/ plain$/)],
    state: 'idle',
  });
  // At the next visit they run from the start, and nothing is said.
  await page.reload();
  await expect(page.getByTestId('probability').first()).toContainText('%');
  await expect(notice).toHaveCount(0);
  expect(watched.complaints).toEqual([]);
  await page.close();
});

test('a compiler that is wrong about all: the page refuses, with the numbers', async ({ browser }) => {
  const { page } = await openOn(/\bsum(_0)? ?\+= ?/, browser);
  const failure = page.getByTestId('failure');
  await expect(failure).toContainText('computes wrong numbers: an output of Conv2D should be');
  await expect(failure).toContainText('Update its driver and the browser');
  await expect(page.getByTestId('failure-reload')).toBeVisible();
  expect((await notesAndState(page)).notes).toEqual([]);
  await page.close();
});
