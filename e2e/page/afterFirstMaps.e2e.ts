// What the page does once the first maps are drawn: the panels come, and the training step is compiled, by themselves.

import { expect, test } from '../support/test';
import type { TrainingSession } from '../../src/session/session';
import { load, open, ready, sessionOf } from '../support/app';

const PANEL = /\/assets\/inspector-[\w-]+\.js$/;

test('the maps are drawn without the panels, which come by themselves', async ({ browser }) => {
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const { page, watched } = await load(browser, {
    prepare: async (page) => {
      await page.route(PANEL, async (route) => {
        await arrived;
        await route.continue();
      });
    },
  });
  await ready(page);
  const [stage, title] = [page.getByTestId('stage'), page.getByTestId('network-title')];
  const place = await stage.boundingBox();
  await expect(title).toHaveCount(0);
  arrive();
  await expect(title).toHaveText(/LeNet/);
  await expect(page.locator('cs-inspector')).toContainText('Conv2D');
  await expect(page.locator('cs-figures')).toContainText('Adam');
  // Nothing moves when they do.
  expect(await stage.boundingBox()).toEqual(place);
  expect(watched.complaints).toEqual([]);
  await page.close();
});

test('panels that do not arrive are asked for again, and the page says so', async ({ browser }) => {
  const { page } = await load(browser, {
    prepare: async (page) => {
      await page.route(PANEL, (route) => route.abort());
    },
  });
  await expect(page.getByTestId('part-missing')).toContainText('could not be loaded');
  await page.unroute(PANEL);
  await page.getByTestId('part-missing').getByRole('button').click();
  await expect(page.getByTestId('network-title')).toHaveText(/LeNet/);
  await expect(page.getByTestId('part-missing')).toHaveCount(0);
  await page.close();
});

test('the training step is compiled ahead, and the first press of Step finds it compiled', async ({
  browser,
}) => {
  const { page } = await open(browser, { compilesAhead: true });
  const compiled = (): Promise<boolean> =>
    page.evaluate(() => {
      const { session } = document.querySelector('convscope-app') as unknown as { session: TrainingSession };
      return session.run.context.trainer.compiled;
    });
  await expect.poll(compiled).toBe(true);
  expect(await sessionOf(page)).toMatchObject({ state: 'idle', step: 0 });
  const waited = await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainingSession };
    let waits = false;
    session.addEventListener('statechange', () => (waits ||= session.compiling));
    await session.step();
    return waits;
  });
  expect(waited).toBe(false);
  expect(await sessionOf(page)).toMatchObject({ step: 1 });
  await page.close();
});
