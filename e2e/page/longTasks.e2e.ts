// No view, when it is opened or left while the network trains, keeps the page from answering for as long as 50 ms. Measured
// as processor time: on a busy machine every task lasts longer. `npm run soak` counts tasks over 50 ms for minutes.

import { expect, test } from '../support/test';
import { ACTS, begin, prepare } from '../../scripts/soakActs.mjs';
import { taskTimes } from '../../scripts/taskTimes.mjs';
import { slowness } from '../../scripts/yardstick.mjs';
import { open } from '../support/app';

/** What the Long Tasks specification calls long; on a slower machine than the reference as much longer. */
const LONG_MS = 50 * slowness;
const STEPS = 2;
const VIEWS = ['gallery', 'data', 'confusion', 'notebook', 'lab'];

test('views are opened, left and opened again in tasks of less than 50 ms', async ({ browser }) => {
  const { page, watched } = await open(browser, { prepare });
  await begin(page);
  await ACTS.stage?.(page, STEPS);
  const visits = VIEWS.map((view) => `view ${view}`).map((act): [string, () => Promise<void>] => [
    act,
    async () => ACTS[act]?.(page, STEPS),
  ]);
  const times = await taskTimes(page, [...visits, ...visits]);
  // The trace has what it should: hundreds of tasks of each visit.
  for (const view of VIEWS)
    expect(times.filter(({ name }) => name === `view ${view}`).length, view).toBeGreaterThan(20);
  test.info().annotations.push({ type: 'longest', description: JSON.stringify(times.slice(0, 5)) });
  expect(times.filter(({ ms }) => ms > LONG_MS)).toEqual([]);
  expect(watched.complaints).toEqual([]);
  await page.close();
});

test('another network of the gallery is shown in tasks of less than 50 ms', async ({ browser }) => {
  const { page, watched } = await open(browser, { prepare });
  await page.getByTestId('view-gallery').click();
  const choose = (name: string): [string, () => Promise<void>] => [
    name,
    async () => {
      await page.getByTestId(`gallery-${name}`).click();
      await expect(page.getByTestId('gallery-memory')).toContainText('iB');
    },
  ];
  await expect(page.getByTestId('gallery-table')).toBeVisible();
  const times = await taskTimes(page, ['vgg19', 'alexnet', 'vgg11', 'vgg19'].map(choose));
  test.info().annotations.push({ type: 'longest', description: JSON.stringify(times.slice(0, 5)) });
  expect(times.filter(({ ms }) => ms > LONG_MS)).toEqual([]);
  expect(watched.complaints).toEqual([]);
  await page.close();
});
