// What a visitor does, again and again: afterwards each owner has as much GPU memory as before. `npm run soak` does the same
// for minutes and measures the heap as well.

import { expect, test } from '../support/test';
import { launchOptions } from '../../scripts/browser.mjs';
import { ACTS, begin, gpuOf, prepare } from '../../scripts/soakActs.mjs';
import type { TrainFacade } from '../../src/session/facade';
import { open } from '../support/app';

const STEPS = 2;
/** The other views have none of their own that stays. */
const DONE = ['scrub', 'twins', 'camera', 'distributions', 'view gallery', 'edit and undo'];

const chromium = launchOptions();
test.use({
  launchOptions: {
    ...chromium,
    args: [...chromium.args, '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  },
});

test('rounds of edits, twins, time travel, camera and views end with no more buffers than the first one had', async ({
  browser,
}) => {
  const { page, watched } = await open(browser, { permissions: ['camera'], prepare });
  type Owners = Record<string, { buffers: number; bytes: number }>;
  let first: Owners = {};
  for (let round = 0; round < 2; round++) {
    await begin(page);
    for (const name of DONE) await ACTS[name]?.(page, STEPS);
    // Another network: all that belonged to this one goes, but for what its undo list has.
    await page.evaluate(async () => {
      const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
      await session.pause();
      await session.startAfresh(session.network);
    });
    const rest = async (): Promise<Owners> => {
      const { owners } = await gpuOf(page);
      const { snapshot: _, ...others } = owners;
      return others;
    };
    if (round === 0) {
      // What is read or drawn just now ends by itself.
      await expect
        .poll(async () => Object.keys(await rest()).filter((name) => ['readback', 'elements'].includes(name)))
        .toEqual([]);
      first = await rest();
      continue;
    }
    const grown = async (): Promise<unknown[]> =>
      Object.entries(await rest()).filter(
        ([name, { buffers, bytes }]) =>
          buffers > (first[name]?.buffers ?? 0) || bytes > (first[name]?.bytes ?? 0),
      );
    await expect.poll(grown).toEqual([]);
  }
  // The page's count has all there are, whoever creates them.
  const owned = async (): Promise<number> => {
    const { owners, buffers } = await gpuOf(page);
    return buffers - Object.values(owners).reduce((sum, one) => sum + one.buffers, 0);
  };
  await expect.poll(owned).toBe(0);
  expect(watched.complaints).toEqual([]);
  await page.close();
});
