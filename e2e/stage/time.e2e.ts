// The loss curve as a way through time: what is shown of the past is what the reference computes from the parameters
// recorded then; back to now; what changed between two instants; training on from the past.

import { expect, test } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import { expectAccessible } from '../support/axe';
import {
  firstDifference,
  layersOf,
  open,
  readParameters,
  sessionOf,
  stateIs,
  takeStep,
  trainTo,
  type App,
} from '../support/app';
import { firstDigit } from '../support/mnist';
import { compute, forward, tile, type Computed, type Tensors } from '../support/reference';
import { cutOff } from '../support/texts';
import { boxOf, expectTiles, type TileName } from '../support/tiles';
import { foreign } from '../support/watch';

test.describe.configure({ mode: 'serial' });

/** The instant that is looked back at, and its loss and those after it. */
const THEN = 4;
const TILES: readonly TileName[] = [
  { layer: 'conv1', channel: 2 },
  { layer: 'conv1', channel: 2, slice: 0 },
  { layer: 'pool2', channel: 3 },
  { layer: 'dense2' },
];

let app: App;
let then: Tensors;
let after: Tensors;

test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
  for (let step = 0; step < THEN; step++) await takeStep(app.page);
  then = await readParameters(app.page);
  await takeStep(app.page);
  await takeStep(app.page);
  after = await readParameters(app.page);
  await trainTo(app.page, 20);
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  expect(foreign(app.watched, app.page)).toEqual([]);
  await app.page.close();
});

/** The reference's numbers of all layers from parameters that were recorded. */
async function computeFrom(parameters: Tensors): Promise<Computed> {
  const layers = await layersOf(app.page);
  const tensors = forward(layers, await firstDigit(3), parameters);
  return { layers, tensors: new Map([...parameters, ...tensors]) };
}

async function expectShown(parameters: Tensors): Promise<void> {
  await expectTiles(app.page, async () => {
    const computed = await computeFrom(parameters);
    return TILES.map((name) => tile(computed, name, 'light'));
  });
}

/** Goes to an instant with the keys. */
async function keysTo(step: number): Promise<void> {
  const scrubber = app.page.getByTestId('scrubber');
  await scrubber.focus();
  await app.page.keyboard.press('Home');
  await expect(scrubber).toHaveAttribute('aria-valuenow', '0');
  for (let at = 1; at <= step; at++) {
    await app.page.keyboard.press('ArrowRight');
    await expect(scrubber).toHaveAttribute('aria-valuenow', String(at));
  }
}

test('a step of the past shows the maps and kernels of then; Escape brings the present back', async () => {
  const { page } = app;
  const now = await readParameters(page);
  await keysTo(THEN);
  await expect(page.getByTestId('travel-where')).toContainText(`You are looking at step ${THEN}`);
  await expectShown(then);
  expect(firstDifference(then, await readParameters(page)), 'to the bit').toBeNull();
  await expectAccessible(page, 'looking at the past');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('travel-where')).toHaveCount(0);
  expect(firstDifference(now, await readParameters(page))).toBeNull();
  await expectTiles(page, async () => {
    const computed = await compute(page, await firstDigit(3));
    return TILES.map((name) => tile(computed, name, 'light'));
  });
});

test('dragging the curve goes through time, a look at a time', async () => {
  const { page } = app;
  const box = await boxOf(page.getByTestId('scrubber'));
  const present = (await sessionOf(page)).step;
  // The plot ends at step 50; six pixels on either side lie beyond it.
  const x = (step: number): number => box.x + 6 + ((box.width - 12) * step) / Math.max(50, present);
  await page.mouse.move(x(12), box.y + 20);
  await page.mouse.down();
  await expect(page.getByTestId('scrubber')).toHaveAttribute('aria-valuenow', '12');
  await page.mouse.move(x(THEN), box.y + 20, { steps: 4 });
  await expect(page.getByTestId('scrubber')).toHaveAttribute('aria-valuenow', String(THEN));
  await expectShown(then);
  await page.mouse.move(x(present) + 4, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('travel-where')).toHaveCount(0);
  // What a look at an instant of the past costs, in looks at the present: the shortest of each, taken in turns.
  const times = await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const taken = { past: Infinity, present: Infinity };
    const time = async (kind: keyof typeof taken, look: () => Promise<void> | void): Promise<void> => {
      const start = performance.now();
      await look();
      session.refresh();
      await session.device.queue.onSubmittedWorkDone();
      taken[kind] = Math.min(taken[kind], performance.now() - start);
    };
    // The one that is shown.
    const picture = Float32Array.from(session.samples[3]!.pixels, (value) => value / 255);
    for (const step of [1, 9, 3, 11, 5, 7, 2]) {
      await time('past', () => session.travel.lookAt(step));
      session.travel.backToNow();
      await time('present', () => session.showPicture(picture));
    }
    return taken;
  });
  test
    .info()
    .annotations.push({ type: 'look', description: `${times.past} ms, of the present ${times.present} ms` });
  // With room for a machine that has other things to do.
  expect(times.past / times.present).toBeLessThan(12);
});

test('two pinned moments show B − A in diverging colours', async () => {
  const { page } = app;
  await keysTo(THEN);
  await page.getByTestId('pin-a').click();
  await keysTo(THEN + 2);
  await page.getByTestId('pin-b').click();
  // However much is said above the curve, the curve keeps its height.
  for (const language of ['ja', 'en']) {
    await page.getByTestId(`language-${language}`).click();
    expect((await page.getByTestId('curve').boundingBox())?.height, language).toBeGreaterThanOrEqual(70);
    expect(await cutOff(page), language).toEqual([]);
  }
  await page.getByTestId('difference').click();
  await expect(page.getByTestId('travel-where')).toHaveText('What changed from step 4 to 6');
  const [a, b] = [await computeFrom(then), await computeFrom(after)];
  await expectTiles(page, async () => {
    const layers = await layersOf(page);
    const tensors = new Map(
      [...a.tensors].map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((value, at) => (b.tensors.get(name)?.data[at] ?? NaN) - value) },
      ]),
    );
    const domain = layers.find(({ name }) => name === 'conv1')?.activationDomain ?? [0, 0];
    expect(domain[0], 'zero in the middle').toBe(-domain[1]);
    return TILES.map((name) => tile({ layers, tensors }, name, 'light'));
  });
  await expect(page.getByTestId('change-by')).toBeVisible();
  const at = 9 * 28 * 6 + 14 * 6 + 2;
  const by = (b.tensors.get('conv1')?.data[at] ?? NaN) - (a.tensors.get('conv1')?.data[at] ?? NaN);
  const told = Number(await page.getByTestId('change-by').getAttribute('title'));
  expect(Math.abs(told - by), 'the number pointed at').toBeLessThan(1e-4);
  await expectAccessible(page, 'looking at a change');
  await page.getByTestId('unpin-a').click();
  await page.getByTestId('unpin-b').click();
});

test('training on from the past is the same run again; it can be undone', async () => {
  const { page } = app;
  const now = await readParameters(page);
  const { losses, step } = await sessionOf(page);
  await keysTo(THEN);
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    await session.travel.resume();
  });
  expect((await sessionOf(page)).step).toBe(THEN);
  await expect(page.getByTestId('travel-where')).toContainText(
    `The faint line is the earlier run, up to step ${step}`,
  );
  await takeStep(page);
  await takeStep(page);
  expect((await sessionOf(page)).losses).toEqual(losses.slice(0, THEN + 2));
  expect(firstDifference(after, await readParameters(page)), 'the parameters of then').toBeNull();
  await page.getByTestId('undo-resume').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(step);
  expect((await sessionOf(page)).losses).toEqual(losses);
  expect(firstDifference(now, await readParameters(page))).toBeNull();
  await keysTo(THEN);
  await page.getByTestId('resume').click();
  await stateIs(page, 'training');
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
});
