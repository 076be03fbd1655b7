// The device is taken away. A new one is set up from the last checkpoint, as if nothing had happened: the same
// parameters, the same optimizer memory, the same place in the order of pictures.

import { expect, test } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import {
  atRest,
  firstDifference,
  load,
  open,
  readParameters,
  ready,
  sessionOf,
  stateIs,
  stepsTaken,
  takeStep,
  type App,
} from '../support/app';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile } from '../support/reference';
import { expectTiles } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
  // Notices and states pass quickly: write them down.
  await app.page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const heard: string[] = [];
    session.addEventListener('notice', () => heard.push(session.notice?.key ?? ''));
    session.addEventListener('statechange', () => heard.push(session.state));
    Object.assign(window, { heard });
  });
});
test.afterAll(async () => {
  await app.page.close();
});

const heard = (): Promise<string[]> =>
  app.page.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0));

async function loseDevice(): Promise<void> {
  await heard();
  await app.page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { device } = session;
    Object.assign(window, { lostDevice: device });
    device.destroy();
  });
  await app.page.waitForFunction(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { lostDevice } = window as unknown as { lostDevice: GPUDevice };
    return session.device !== lostDevice && (session.state === 'idle' || session.state === 'training');
  }, undefined);
}

/** What is drawn is what the reference computes from the parameters on the new device. */
async function expectDrawn(): Promise<void> {
  await expectDrawnOn(app.page);
}

async function expectDrawnOn(page: App['page']): Promise<void> {
  const picture = await firstDigit(3);
  await expectNumbers(page, await compute(page, picture));
  await expectTiles(page, async () => {
    const computed = await compute(page, picture);
    return [
      tile(computed, { layer: 'input' }, 'light'),
      tile(computed, { layer: 'conv1', channel: 0 }, 'light'),
      tile(computed, { layer: 'conv1', channel: 0, slice: 0 }, 'light'),
      tile(computed, { layer: 'conv2', channel: 2 }, 'light'),
      tile(computed, { layer: 'dense1' }, 'light'),
    ];
  });
}

test('before any step, the start comes back', async () => {
  const { page } = app;
  const initial = await readParameters(page);
  await loseDevice();
  expect(await heard()).toEqual(['deviceLost', 'recovering', 'deviceRestored', 'idle']);
  await expect(page.getByTestId('notice')).toContainText('The graphics processor is available again');
  expect((await sessionOf(page)).step).toBe(0);
  expect(firstDifference(initial, await readParameters(page))).toBeNull();
  await expectDrawn();
});

test('at rest after three steps: parameters, optimizer memory and order go on to the bit', async () => {
  const { page } = app;
  for (let step = 0; step < 3; step++) await takeStep(page);
  const three = await readParameters(page);
  await loseDevice();
  expect(await heard()).toEqual(['deviceLost', 'recovering', 'deviceRestored', 'idle']);
  await expect(page.getByTestId('notice')).toContainText('step 3');
  const restored = await sessionOf(page);
  expect(restored.step).toBe(3);
  expect(restored.steps, 'the curve').toEqual([1, 2, 3]);
  expect(firstDifference(three, await readParameters(page))).toBeNull();
  await expectDrawn();
  await takeStep(page);
  await takeStep(page);
  const interrupted = { losses: (await sessionOf(page)).losses, parameters: await readParameters(page) };
  // The same five steps without a loss.
  await page.getByTestId('reset').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(0);
  for (let step = 0; step < 5; step++) await takeStep(page);
  expect((await sessionOf(page)).losses).toEqual(interrupted.losses);
  expect(firstDifference(interrupted.parameters, await readParameters(page))).toBeNull();
});

test('while it trains: it goes on from the checkpoint', async () => {
  const { page } = app;
  await page.getByTestId('play').click();
  await stepsTaken(page, 9);
  const before = await sessionOf(page);
  await loseDevice();
  const events = await heard();
  expect(events.slice(0, 4)).toEqual(['deviceLost', 'recovering', 'deviceRestored', 'idle']);
  expect(events.at(4)).toBe('training');
  const text = await page.getByTestId('notice').innerText();
  const resumed = Number(/step (\d+)/.exec(text)?.[1]);
  // The last checkpoint before the loss: at least that of the fifth step, taken by hand.
  expect(resumed).toBeGreaterThanOrEqual(5);
  expect(resumed).toBeLessThanOrEqual(before.step + 8);
  await stepsTaken(page, resumed + 5);
  expect((await sessionOf(page)).state).toBe('training');
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await atRest(page);
  const { step, steps, losses } = await sessionOf(page);
  expect(steps, 'every step is in the history, once').toEqual(
    Array.from({ length: step }, (_, at) => at + 1),
  );
  expect(losses.every(Number.isFinite)).toBe(true);
  await expectDrawn();
});

test('the notice can be closed', async () => {
  const { page } = app;
  await page.getByTestId('notice').getByRole('button').click();
  await expect(page.getByTestId('notice')).toHaveCount(0);
});

test('nothing is complained about, and every control still works on the new device', async () => {
  const { page } = app;
  await page.getByTestId('sample-5').click();
  const picture = await firstDigit(5);
  await expectNumbers(page, await compute(page, picture));
  await page.getByTestId('theme').click();
  await expectTiles(page, async () => [
    tile(await compute(page, picture), { layer: 'conv1', channel: 1 }, 'dark'),
  ]);
  expect(app.watched.complaints).toEqual([]);
});

test('lost while the page opens, at once and again a little later: it opens all the same', async ({
  browser,
}) => {
  const { page, watched } = await load(browser, {
    colorScheme: 'light',
    prepare: async (page) => {
      await page.addInitScript(() => {
        const waits = [0, 800];
        const requestDevice = Reflect.get<GPUAdapter, 'requestDevice'>(GPUAdapter.prototype, 'requestDevice');
        GPUAdapter.prototype.requestDevice = async function (descriptor) {
          const device = await requestDevice.call(this, descriptor);
          const ms = waits.shift();
          if (ms === 0) device.destroy();
          else if (ms !== undefined) setTimeout(() => device.destroy(), ms);
          return device;
        };
      });
    },
  });
  await ready(page);
  await stateIs(page, 'idle');
  await takeStep(page);
  await expectDrawnOn(page);
  // What Chromium itself says of commands on a destroyed device is not the page's.
  expect(watched.complaints.filter((one) => one.startsWith('uncaught'))).toEqual([]);
  await page.close();
});
