// Nothing is lost: after a reload the page is where it was, to the bit; a fresh start can be undone; what is damaged is
// set aside with a message; a browser that keeps nothing is told so, and the page works.

import { expect, test, type Page } from '../support/test';
import { expectAccessible } from '../support/axe';
import {
  bitsOf,
  firstDifference,
  layersOf,
  open,
  readParameters,
  readTensor,
  ready,
  sessionOf,
  stateIs,
  stepsTaken,
  takeStep,
  written,
  type App,
  type AppElement,
} from '../support/app';
import { slownessNow } from '../../scripts/slownessNow.mjs';
import { compute, expectNumbers, tile, type Tensors } from '../support/reference';
import { overlaps } from '../support/texts';
import { boxOf, expectTiles } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

let app: App;
let untrained: Tensors;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

async function reload(page: Page): Promise<void> {
  await page.reload();
  await ready(page);
}

async function draw(page: Page): Promise<void> {
  const pad = await boxOf(page.getByTestId('pad'));
  await page.mouse.move(pad.x + 20, pad.y + 20);
  await page.mouse.down();
  await page.mouse.move(pad.x + 55, pad.y + 22, { steps: 4 });
  await page.mouse.move(pad.x + 30, pad.y + 62, { steps: 4 });
  await page.mouse.up();
}

test('after a reload everything is where it was, and training goes on to the same bits', async () => {
  const { page } = app;
  await expect(page.getByTestId('kept')).toHaveCount(0);
  untrained = await readParameters(page);
  for (let step = 0; step < 2; step++) await takeStep(page);
  const then: Tensors = await readParameters(page);
  for (let step = 2; step < 5; step++) await takeStep(page);
  const parameters: Tensors = await readParameters(page);
  const bits = await bitsOf(page);
  await draw(page);
  await page.getByTestId('more').first().click();
  await page.locator('[data-testid=tile][data-layer=conv1][data-channel="1"]').click();
  await written(page);
  const picture = await readTensor(page, 'input');
  const title = await page.getByTestId('inspector-title').textContent();

  await reload(page);
  await expect(page.getByTestId('kept')).toContainText('Your last run was restored at step 5.');
  expect(await overlaps(page), 'the message covers nothing').toEqual([]);
  const { step, losses } = await sessionOf(page);
  expect(step).toBe(5);
  expect(losses).toHaveLength(5);
  expect(firstDifference(parameters, await readParameters(page)), 'the parameters').toBeNull();
  expect(await bitsOf(page), 'moments, training state and all').toBe(bits);
  expect((await readTensor(page, 'input')).data, 'the drawn picture').toEqual(picture.data);
  await expect(page.getByTestId('clear')).toBeEnabled();
  await expect(page.locator('[data-testid=tile][data-layer=conv2]')).toHaveCount(16);
  await expect(page.getByTestId('inspector-title')).toHaveText(title ?? '');
  await expectAccessible(page, 'back where it was');
  await page.getByTestId('more').first().click();
  // What is shown is computed from what was kept.
  await expectNumbers(page, await compute(page, picture));
  await expectTiles(page, async () => [
    tile(await compute(page, picture), { layer: 'conv1', channel: 2 }, 'light'),
  ]);

  // Its past came along: an instant of it is what it was, and so are the maps of it.
  const scrubber = page.getByTestId('scrubber');
  await scrubber.focus();
  await page.keyboard.press('Home');
  await expect(scrubber).toHaveAttribute('aria-valuenow', '0');
  for (let at = 1; at <= 2; at++) {
    await page.keyboard.press('ArrowRight');
    await expect(scrubber).toHaveAttribute('aria-valuenow', String(at));
  }
  expect(firstDifference(then, await readParameters(page)), 'step 2').toBeNull();
  await expectTiles(page, async () => [
    tile(await compute(page, picture), { layer: 'conv1', channel: 2 }, 'light'),
  ]);
  await page.keyboard.press('Escape');
  expect(firstDifference(parameters, await readParameters(page)), 'the present again').toBeNull();

  // A run that never stopped takes the same next step.
  await takeStep(page);
  const next = (await sessionOf(page)).losses.at(-1);
  await page.getByTestId('reset').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(0);
  for (let again = 0; again < 6; again++) await takeStep(page);
  expect((await sessionOf(page)).losses.at(-1)).toBe(next);
});

test('a fresh start is one click, can be undone, and both runs outlive a reload', async () => {
  const { page } = app;
  const trained = await readParameters(page);
  const { step } = await sessionOf(page);
  // One has gone on, so it is not said any more where one was.
  await expect(page.getByTestId('kept')).toHaveCount(0);
  await written(page);
  await reload(page);
  await page.getByTestId('kept-afresh').click();
  await expect(page.getByTestId('kept')).toContainText('A new run');
  expect((await sessionOf(page)).step).toBe(0);
  expect(firstDifference(untrained, await readParameters(page)), 'as on the first visit').toBeNull();
  await page.getByTestId('kept-other').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(step);
  expect(firstDifference(trained, await readParameters(page)), 'undone').toBeNull();

  await page.getByTestId('kept-afresh').click();
  await expect(page.getByTestId('kept')).toContainText('A new run');
  await takeStep(page);
  await written(page);
  await reload(page);
  expect((await sessionOf(page)).step).toBe(1);
  await page.getByTestId('kept-other').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(step);
  expect(firstDifference(trained, await readParameters(page)), 'undone after a reload').toBeNull();
});

test('a seed in the address is a fresh run, and the run that was kept is not lost', async () => {
  const { page } = app;
  const { step } = await sessionOf(page);
  const trained = await readParameters(page);
  await written(page);
  await page.goto('./#data=mnist&seed=7');
  await reload(page);
  expect((await sessionOf(page)).seed).toBe(7);
  expect((await sessionOf(page)).step).toBe(0);
  await page.getByTestId('kept-other').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(step);
  expect(firstDifference(trained, await readParameters(page))).toBeNull();
  await page.evaluate(() => history.replaceState(null, '', './'));
});

test('a damaged record is set aside with a message, and the one before is taken', async () => {
  const { page } = app;
  const { step } = await sessionOf(page);
  await takeStep(page);
  await written(page);
  await takeStep(page);
  await written(page);
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('convscope');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('cannot be opened'));
    });
    const store = database.transaction('kept', 'readonly').objectStore('kept');
    const get = (key: string): Promise<unknown> =>
      new Promise((resolve) => {
        const request = store.get(key);
        request.onsuccess = () => resolve(request.result);
      });
    const heads = (await Promise.all([get('run 0 head'), get('run 1 head')])) as {
      sequence: number;
      copy: string[];
    }[];
    database.close();
    const newest = (heads[0]?.sequence ?? 0) > (heads[1]?.sequence ?? 0) ? 0 : 1;
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('convscope pieces');
    const piece = await folder.getFileHandle(heads[newest]?.copy[0] ?? '');
    const bytes = new Uint8Array(await (await piece.getFile()).arrayBuffer());
    bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 255;
    const file = await piece.createWritable();
    await file.write(bytes);
    await file.close();
  });
  await reload(page);
  await expect(page.getByTestId('kept')).toContainText('is damaged and was set aside');
  // The copy before, and the step that was taken since, which is taken again.
  await expect.poll(async () => (await sessionOf(page)).step).toBeGreaterThan(step);
  await written(page);
  await stateIs(page, 'idle');
  expect((await sessionOf(page)).step).toBeLessThanOrEqual(step + 2);
  await takeStep(page);
});

test('where nothing may be kept the page says so once, and works', async ({ browser }) => {
  const { page, watched } = await open(browser, {
    colorScheme: 'light',
    prepare: async (page) => {
      await page.addInitScript(() => {
        Object.defineProperty(window, 'indexedDB', {
          get: () => {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        });
      });
    },
  });
  await expect(page.getByTestId('kept')).toContainText('does not let the page save anything');
  await page.getByTestId('kept-dismiss').click();
  await takeStep(page);
  await takeStep(page);
  await written(page);
  await expect(page.getByTestId('kept')).toHaveCount(0);
  expect(watched.complaints).toEqual([]);
  await page.close();
});

test('while it trains the run is kept twice a second, and the page is not held up', async () => {
  const { page } = app;
  const { step } = await sessionOf(page);
  await page.getByTestId('play').click();
  await stateIs(page, 'training');
  await stepsTaken(page, step + 5);
  const longest = await page.evaluate(async () => {
    const app = document.querySelector('convscope-app') as unknown as AppElement & { written: Promise<void> };
    // Time on the main thread between two turns of its queue, while the run is written twice.
    let most = 0;
    for (let times = 0; times < 2; times++) {
      await new Promise((resolve) => app.session?.addEventListener('checkpoint', resolve, { once: true }));
      let running = true;
      const channel = new MessageChannel();
      let last = performance.now();
      channel.port1.onmessage = () => {
        const now = performance.now();
        most = Math.max(most, now - last);
        last = now;
        if (running) channel.port2.postMessage(null);
      };
      channel.port2.postMessage(null);
      await app.written;
      running = false;
    }
    return most;
  });
  test.info().annotations.push({ type: 'held up', description: `${longest.toFixed(1)} ms` });
  const slowness = await page.evaluate(slownessNow);
  expect(longest / Math.max(1, slowness), 'milliseconds without a turn').toBeLessThan(200);
  await page.reload();
  await ready(page);
  // Without a pause: the last copy, and from there to where it was.
  await expect(page.getByTestId('kept')).toContainText('Your last run was restored');
  expect((await sessionOf(page)).step).toBeGreaterThan(step);
});

test('a run whose network has layers that the first view lacks is restored, too', async () => {
  const { page } = app;
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as AppElement;
    if (!session) throw new Error('no session');
    await session.pause();
    // An activation function that no kernel fuses is a layer as well.
    const smooth = session.network.layers.map((layer) =>
      layer.kind === 'conv2d' ? { ...layer, options: { ...layer.options, activation: 'silu' } } : layer,
    );
    const pooled = smooth.map((layer) =>
      layer.name === 'pool2' ? { ...layer, kind: 'averagePooling2d' } : layer,
    );
    await session.editing.change({ ...session.network, layers: pooled }, { key: 'option', values: {} });
  });
  await takeStep(page);
  await written(page);
  const bits = await bitsOf(page);
  await reload(page);
  await expect(page.getByTestId('kept')).toContainText('Your last run was restored');
  expect((await layersOf(page)).map(({ kind }) => kind)).toContain('averagePooling2d');
  expect(await bitsOf(page)).toBe(bits);
});
