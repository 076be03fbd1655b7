// The network is changed while it runs: what is said beforehand is what comes of it, what cannot be is explained, and
// everything can be undone.

import { expect, test, type Page } from '../support/test';
import {
  firstDifference,
  frames,
  layersOf,
  readParameters,
  sessionOf,
  takeStep,
  chooseLanguage,
} from '../support/app';
import { onePage } from '../support/onePage';
import type { TrainFacade } from '../../src/session/facade';
import { expectAccessible } from '../support/axe';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile } from '../support/reference';
import { expectTiles } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

const app = onePage({ colorScheme: 'light', locale: 'en-GB' });

const stack = (page: Page, layer: string) => page.locator(`[data-testid=stack-layer][data-layer="${layer}"]`);

async function openLayer(page: Page, layer: string): Promise<void> {
  if ((await stack(page, layer).getAttribute('aria-expanded')) !== 'true') await stack(page, layer).click();
  await expect(page.getByTestId('layer-up')).toBeVisible();
}

const names = async (page: Page): Promise<string[]> => (await layersOf(page)).map(({ name }) => name);
const built = (page: Page, wanted: readonly string[]): Promise<void> =>
  expect.poll(() => names(page)).toEqual(wanted);

/** Numbers and pixels of the network that runs now are those of the reference. */
async function expectDrawn(page: Page, layers: readonly string[]): Promise<void> {
  await frames(page, 3);
  const digit = await firstDigit(3);
  await expectNumbers(page, await compute(page, digit));
  await expectTiles(page, async () => {
    const computed = await compute(page, digit);
    return layers.map((layer) => tile(computed, { layer, channel: 1 }, 'light'));
  });
}

const LENET = ['conv1', 'pool1', 'conv2', 'pool2', 'flatten', 'dense1', 'dense2', 'answer'];

test('a slider says beforehand, as sums and down the stack, what comes of it', async () => {
  const { page } = app;
  await takeStep(page);
  await openLayer(page, 'conv1');
  const sums = page.getByTestId('sums');
  await expect(sums).toContainText('⌊(28 − 5 + 2·2)/1⌋ + 1 = 28');
  await expect(sums).toContainText('5×5×1×6 + 6 = 156');
  await expect(sums).toContainText('5×5×1×6 × 28×28 = 117,600');
  await page.getByTestId('option-kernel_size').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(sums).toContainText('⌊(28 − 3 + 2·1)/1⌋ + 1 = 28');
  await expect(sums).toContainText('3×3×1×6 + 6 = 60');
  await page.getByTestId('option-padding').getByText('valid').click();
  // A choice is a change: the slider's own is dropped for it, as the network does not have it yet.
  await expect.poll(async () => (await layersOf(page))[0]?.options.padding).toBe('valid');
  await expect(sums).toContainText('⌊(28 − 5)/1⌋ + 1 = 24');
  await page.getByTestId('option-filters').focus();
  await page.keyboard.press('ArrowRight');
  await expect(sums).toContainText('5×5×1×7 + 7 = 182');
  await expect(stack(page, 'pool1')).toContainText('→ 12×12×7');
  await expect(stack(page, 'conv2')).toContainText('5×5×7×16 + 16 = 2,816');
  await expect(page.getByTestId('total')).toHaveText('→ 44,852 parameters');
  const before = await readParameters(page);
  expect((await layersOf(page))[0]?.outputShape, 'not built yet').toEqual([24, 24, 6]);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await layersOf(page))[0]?.outputShape).toEqual([24, 24, 7]);
  await expect(page.getByTestId('total')).toHaveText('44,852 parameters');
  await expect(page.getByTestId('network-title'), 'LeNet-5 no more').toHaveText('Your network');
  await expect(page.getByTestId('kept')).toContainText(
    'Reused 156 of conv1’s 182 parameters, 2,416 of conv2’s 2,816 parameters.',
  );
  // The first six filters are those there were.
  const [was, is] = [
    before.get('conv1/kernel')?.data ?? [],
    (await readParameters(page)).get('conv1/kernel')?.data ?? [],
  ];
  for (let tap = 0; tap < 25; tap++)
    for (let filter = 0; filter < 6; filter++) expect(is[tap * 7 + filter]).toBe(was[tap * 6 + filter]);
  await expectDrawn(page, ['conv1', 'pool1', 'conv2']);
  await expectAccessible(page, 'a layer open');
});

test('what cannot be is explained where it happens, and nothing changes', async () => {
  const { page } = app;
  await openLayer(page, 'conv2');
  const parameters = await readParameters(page);
  const layers = await layersOf(page);
  await page.getByTestId('typed-kernel_size').fill('15');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('problem')).toContainText(
    'The kernel is larger than the picture: 15×15 on 12×12. Choose same padding or a kernel up to 12.',
  );
  await expect(page.getByTestId('apply')).toHaveCount(0);
  await expectAccessible(page, 'a problem');
  await chooseLanguage(page, 'ja');
  await expect(page.getByTestId('problem')).toContainText(
    'カーネルが入力より大きくなっています（15×15 に対し 12×12）。',
  );
  await chooseLanguage(page, 'en');
  await page.getByTestId('discard').click();
  await expect(page.getByTestId('problem')).toHaveCount(0);
  await page.getByTestId('typed-kernel_size').fill('two');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('wrong')).toContainText('kernel_size must be a whole number of at least 1');
  await page.getByTestId('typed-kernel_size').fill('5');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('wrong')).toHaveCount(0);
  await openLayer(page, 'answer');
  await page.getByTestId('layer-remove').click();
  await expect(page.getByTestId('problem')).toContainText(
    'The network must end with 10 numbers, one for each digit',
  );
  await page.getByTestId('discard').click();
  expect(await layersOf(page)).toEqual(layers);
  expect(firstDifference(parameters, await readParameters(page))).toBeNull();
});

test('layers are added, moved and taken out', async () => {
  const { page } = app;
  await openLayer(page, 'conv1');
  await page.getByTestId('layer-add').click();
  await expect(page.getByTestId('kind')).toHaveCount(48);
  await page.locator('[data-testid=kind][data-kind=conv2d]').click();
  await built(page, ['conv1', 'conv2d_1', ...LENET.slice(1)]);
  await expect(stack(page, 'conv2d_1')).toHaveAttribute('aria-expanded', 'true');
  await expectDrawn(page, ['conv2d_1', 'pool1']);
  await stack(page, 'conv2d_1').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await built(page, ['conv1', 'pool1', 'conv2d_1', ...LENET.slice(2)]);
  await page.getByTestId('layer-remove').click();
  await built(page, LENET);
});

test('undo and redo bring every state back to the bit', async () => {
  const { page } = app;
  await takeStep(page);
  const now = { step: (await sessionOf(page)).step, parameters: await readParameters(page) };
  await expect(page.getByTestId('undo')).toHaveAttribute('title', 'Undo: conv2d_1 removed (Ctrl+Z)');
  await page.getByTestId('undo').click();
  await built(page, ['conv1', 'pool1', 'conv2d_1', ...LENET.slice(2)]);
  await page.keyboard.press('Control+Shift+Z');
  await built(page, LENET);
  await frames(page, 2);
  expect(firstDifference(now.parameters, await readParameters(page))).toBeNull();
  expect((await sessionOf(page)).step).toBe(now.step);
  await page.getByTestId('changes').locator('summary').click();
  await page.getByTestId('changes').getByRole('button', { name: 'Reset to initial network' }).click();
  await expect.poll(async () => (await layersOf(page))[0]?.outputShape).toEqual([28, 28, 6]);
  expect((await sessionOf(page)).step, 'the step before the first change').toBe(1);
  expect((await sessionOf(page)).steps).toEqual([1]);
  await expectDrawn(page, ['conv1', 'conv2']);
});

test('data augmentation shows what it makes of the picture, also of options that are only being tried', async () => {
  const { page } = app;
  await openLayer(page, 'conv1');
  await page.getByTestId('layer-add').click();
  await page.locator('[data-testid=kind][data-kind=randomRotation]').click();
  await built(page, ['conv1', 'randomRotation_1', ...LENET.slice(1)]);
  const draws = page.getByTestId('augmented-draws');
  await expect(stack(page, 'randomRotation_1')).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByTestId('layer-says')).toContainText('Rotates every picture');
  await expect(draws, 'behind a convolution there are maps').toHaveCount(0);
  await stack(page, 'randomRotation_1').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await built(page, ['randomRotation_1', ...LENET]);
  await expect(draws).toBeVisible();
  const drawn = async (): Promise<string> => (await draws.screenshot()).toString('base64');
  const seen = [await drawn()];
  const changed = async (): Promise<void> => {
    await expect.poll(async () => seen.includes(await drawn())).toBe(false);
    await expect.poll(async () => (await drawn()) === (await drawn())).toBe(true);
    seen.push(await drawn());
  };
  await page.getByTestId('draw-again').click();
  await changed();
  await page.getByTestId('option-factor').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('apply')).toBeVisible();
  await changed();
  await page.getByTestId('discard').click();
  await page.getByTestId('layer-remove').click();
  await built(page, LENET);
});

test('pictures are chosen and drawn while the network is replaced: nothing is drawn of what is destroyed', async () => {
  const { page } = app;
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const samples = session.samples.map(({ pixels }) => Float32Array.from(pixels, (value) => value / 255));
    for (const picture of samples.slice(0, 4)) {
      const rebuilt = session.rebuild(session.network);
      for (let frame = 0; frame < 3; frame++) {
        session.showPicture(picture);
        void session.explain('conv1', [frame, frame, 0]).catch(() => undefined);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      await rebuilt;
    }
  });
  await page.getByTestId('sample-3').click();
  await frames(page, 3);
  expect(app.watched.complaints).toEqual([]);
});

test('layers that resize, scale and drop maps are added, drawn as the reference has them, and trained', async () => {
  const { page } = app;
  const add = async (after: string, kind: string): Promise<void> => {
    await openLayer(page, after);
    await page.getByTestId('layer-add').click();
    await page.locator(`[data-testid=kind][data-kind=${kind}]`).click();
  };
  await add('pool1', 'upSampling2d');
  await built(page, ['conv1', 'pool1', 'upSampling2d_1', ...LENET.slice(2)]);
  await add('upSampling2d_1', 'rescaling');
  await built(page, ['conv1', 'pool1', 'upSampling2d_1', 'rescaling_1', ...LENET.slice(2)]);
  await add('rescaling_1', 'spatialDropout2d');
  const front = ['conv1', 'pool1', 'upSampling2d_1', 'rescaling_1', 'spatialDropout2d_1'];
  await built(page, [...front, ...LENET.slice(2)]);
  await expectDrawn(page, ['upSampling2d_1', 'rescaling_1']);
  await takeStep(page);
  await expectDrawn(page, ['conv1', 'rescaling_1']);
  for (const name of ['spatialDropout2d_1', 'rescaling_1', 'upSampling2d_1']) {
    await openLayer(page, name);
    await page.getByTestId('layer-remove').click();
  }
  await built(page, LENET);
});
