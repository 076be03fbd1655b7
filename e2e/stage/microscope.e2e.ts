// One training step in slow motion: what it draws and adds up is the backward pass of the f64 reference, computed here
// from the page's parameters.

import { expect, test, type Page } from '../support/test';
import { colourMap } from '../../src/draw/colourMaps';
import { activationGradient, softmaxForward } from '../../src/reference/activations';
import { conv2dBackward } from '../../src/reference/conv2d';
import { denseBackward } from '../../src/reference/dense';
import { maxPool2dBackward, maxPool2dForward } from '../../src/reference/maxPool2d';
import { at, ndArray, type NdArray } from '../../src/reference/ndArray';
import type { Window2d } from '../../src/reference/window';
import type { TrainFacade } from '../../src/session/facade';
import {
  layersOf,
  open,
  readParameters,
  sessionOf,
  takeStep,
  firstDifference,
  chooseLanguage,
  type App,
} from '../support/app';
import { expectAccessible } from '../support/axe';
import { firstDigit } from '../support/mnist';
import { compute, tile, type Computed } from '../support/reference';
import { textsOf } from '../support/texts';
import { boxOf, cellColours, expectTiles, shot, worstCell, type PlacedCells } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

const LABEL = 3;
const TOLERANCE = 3;
const window = (size: number, padding: 'same' | 'valid', strides = 1): Window2d => ({
  size: [size, size],
  strides: [strides, strides],
  padding,
  dilation: [1, 1],
});

interface Gradients {
  /** δ: by the sums before the activation. Without the batch axis. */
  readonly deltas: ReadonlyMap<string, NdArray>;
  /** ∂loss/∂ a layer's input. */
  readonly inputs: ReadonlyMap<string, NdArray>;
  readonly kernels: ReadonlyMap<string, NdArray>;
  readonly loss: number;
}

/** LeNet-5 backwards, in plain loops. */
function backward({ tensors }: Computed, label: number): Gradients {
  const of = (name: string): NdArray => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`nothing was computed for ${name}`);
    return tensor;
  };
  const batch = ({ shape, data }: NdArray): NdArray => ({ shape: [1, ...shape], data });
  const bare = ({ shape, data }: NdArray): NdArray => ({ shape: shape.slice(1), data });
  const [deltas, inputs, kernels] = [
    new Map<string, NdArray>(),
    new Map<string, NdArray>(),
    new Map<string, NdArray>(),
  ];
  const p = of('answer');
  let dy = batch(
    ndArray(
      p.shape,
      [...p.data].map((value, i) => value - (i === label ? 1 : 0)),
    ),
  );
  for (const [name, before, relu] of [
    ['answer', 'dense2', false],
    ['dense2', 'dense1', true],
    ['dense1', 'flatten', true],
  ] as const) {
    if (relu) dy = activationGradient('relu', batch(of(name)), dy);
    deltas.set(name, bare(dy));
    const { dx, dWeight } = denseBackward(batch(of(before)), of(`${name}/kernel`), dy);
    kernels.set(name, dWeight);
    inputs.set(name, bare(dx));
    dy = dx;
  }
  for (const [conv, pool, before, padding] of [
    ['conv2', 'pool2', 'pool1', 'valid'],
    ['conv1', 'pool1', 'input', 'same'],
  ] as const) {
    dy = ndArray([1, ...of(pool).shape], dy.data);
    deltas.set(pool, bare(dy));
    const { argmax } = maxPool2dForward(batch(of(conv)), window(2, 'valid', 2));
    dy = maxPool2dBackward(batch(of(conv)).shape, argmax, dy, window(2, 'valid', 2));
    inputs.set(pool, bare(dy));
    dy = activationGradient('relu', batch(of(conv)), dy);
    deltas.set(conv, bare(dy));
    const { dx, dWeight } = conv2dBackward(batch(of(before)), of(`${conv}/kernel`), dy, window(5, padding));
    kernels.set(conv, dWeight);
    inputs.set(conv, bare(dx));
    dy = dx;
  }
  return { deltas, inputs, kernels, loss: -Math.log(softmaxed(p, label)) };
}

/** The page's last tensor is already p; this only guards against another ending. */
function softmaxed(p: NdArray, label: number): number {
  const sum = p.data.reduce((a, b) => a + b, 0);
  return (
    (Math.abs(sum - 1) < 1e-6 ? p : softmaxForward(ndArray([1, p.data.length], p.data))).data[label] ?? NaN
  );
}

/** Every output takes the bias of its filter as it is: the gradient is the sum of its δ. */
function biasGradient(layer: string, filter: number, outputs = Infinity): number {
  const delta = gradients.deltas.get(layer);
  const filters = delta?.shape.at(-1) ?? 1;
  return [...(delta?.data ?? [])]
    .filter((_, i) => i % filters === filter && Math.floor(i / filters) < outputs)
    .reduce((sum, value) => sum + value, 0);
}

let app: App;
let computed: Computed;
let gradients: Gradients;

test.beforeAll(async ({ browser }) => {
  app = await open(browser, {
    colorScheme: 'light',
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
  });
  for (let step = 0; step < 3; step++) await takeStep(app.page);
  computed = await compute(app.page, await firstDigit(LABEL));
  gradients = backward(computed, LABEL);
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const scope = (page: Page): ReturnType<Page['locator']> => page.locator('cs-microscope');
const titled = async (page: Page, testId: string): Promise<number> =>
  Number(await scope(page).getByTestId(testId).first().getAttribute('title'));

async function place(page: Page, layer: string, rows: number, columns: number): Promise<PlacedCells> {
  const box = await boxOf(scope(page).locator(`[data-testid=delta-tile][data-layer=${layer}] canvas`));
  return { ...box, rows, columns };
}

/** As the page rounds it: the reach of δ, up to 1, 1.5, 2, 3, 5, 7 × 10^n. */
function domainOf({ data }: NdArray): readonly [number, number] {
  const reach = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const power = 10 ** Math.floor(Math.log10(reach));
  const step = [1, 1.5, 2, 3, 5, 7, 10].find((s) => s * power >= reach * (1 - 1e-9)) ?? 10;
  return [-step * power, step * power];
}

/** The numbers of a grid, in full. */
async function titles(page: Page, testId: string): Promise<number[]> {
  const cells = scope(page).getByTestId(testId).locator('td');
  return cells.evaluateAll((all) => all.map((one) => Number((one as HTMLElement).title)));
}

async function activationDomain(page: Page, layer: string): Promise<readonly [number, number]> {
  const facts = (await layersOf(page)).find(({ name }) => name === layer);
  return facts?.activationDomain ?? [0, 1];
}

async function setNumber(page: Page, testId: string, value: number): Promise<void> {
  const input = scope(page).getByTestId(testId);
  await input.fill(String(value));
  await input.press('Enter');
}

test('the choice beside “Training” opens it on the label of the picture, with the loss', async () => {
  const { page } = app;
  await page.getByTestId('open-microscope').click();
  await expect(scope(page).getByTestId('caption')).toContainText(
    '1 The picture passes forward through the layers.',
  );
  await expect(page.getByTestId('open-microscope')).toBeFocused();
  await expect(page.getByTestId('play'), 'there is one play button').toHaveCount(0);
  await expect(scope(page).getByTestId('label')).toHaveValue(String(LABEL));
  await page.getByTestId('stage-loss').click();
  expect(await titled(page, 'loss')).toBeCloseTo(gradients.loss, 4);
});

test('every δ is drawn in the colour of the reference’s gradient', async () => {
  const { page } = app;
  await page.getByTestId('stage-delta').click();
  for (let step = 0; step < 6; step++) await page.getByTestId('microscope-step').click();
  await expect(scope(page).getByTestId('delta-tile')).toHaveCount(7);
  // The pointer must not lie on a map.
  await page.mouse.move(640, 20);
  await expect(async () => {
    const picture = await shot(page);
    for (const layer of ['conv1', 'pool1', 'conv2', 'pool2']) {
      const delta = gradients.deltas.get(layer);
      const [rows = 0, columns = 0] = delta?.shape ?? [];
      if (!delta) throw new Error(layer);
      expect(delta.data.some((value) => value !== 0)).toBe(true);
      const { off, text } = worstCell(
        cellColours(picture, await place(page, layer, rows, columns)),
        { rows, columns },
        { map: colourMap('gradient', 'light'), domain: domainOf(delta), value: (r, c) => at(delta, r, c, 2) },
      );
      expect(off, `δ of ${layer}: ${text}`).toBeLessThanOrEqual(TOLERANCE);
    }
    const dx = gradients.inputs.get('conv1');
    if (!dx) throw new Error('no gradient of the picture');
    const { off, text } = worstCell(
      cellColours(picture, await place(page, 'input', 28, 28)),
      { rows: 28, columns: 28 },
      { map: colourMap('gradient', 'light'), domain: domainOf(dx), value: (r, c) => at(dx, r, c, 0) },
    );
    expect(off, `gradient of the picture: ${text}`).toBeLessThanOrEqual(TOLERANCE);
  }).toPass();
});

test('max pooling’s route goes to the largest cell of the window', async () => {
  const { page } = app;
  await page.locator('[data-testid=pair][data-layer=pool1]').click();
  await setNumber(page, 'filter', 2);
  const [row, column, channel] = [6, 8, 1];
  await setNumber(page, 'route-row', row + 1);
  await setNumber(page, 'route-column', column + 1);
  const conv = computed.tensors.get('conv1');
  if (!conv) throw new Error('no conv1');
  const cells = [0, 1].flatMap((y) => [0, 1].map((x) => [2 * row + y, 2 * column + x] as const));
  const values = cells.map(([y, x]) => at(conv, y, x, channel));
  const best = cells[values.indexOf(Math.max(...values))];
  await expect(scope(page).getByTestId('to')).toHaveAttribute('data-row', String(best?.[0]));
  await expect(scope(page).getByTestId('to')).toHaveAttribute('data-column', String(best?.[1]));
  const delta = gradients.deltas.get('pool1');
  if (!delta) throw new Error('no δ of pool1');
  const gets = await titles(page, 'gets');
  expect(gets).toHaveLength(4);
  gets.forEach((value, i) =>
    expect(Math.abs(value - (cells[i] === best ? at(delta, row, column, channel) : 0))).toBeLessThan(1e-5),
  );
  // The line is drawn between two points.
  await expect
    .poll(() => scope(page).locator('svg.route path').getAttribute('d'))
    .toMatch(/^M[\d.]+ [\d.]+C/);
});

test('patches times δ add up to the gradient of the kernel, output by output', async () => {
  const { page } = app;
  await page.locator('[data-testid=pair][data-layer=conv2]').click();
  await page.getByTestId('stage-kernel').click();
  await setNumber(page, 'filter', 6);
  await setNumber(page, 'slice', 4);
  const wanted = gradients.kernels.get('conv2');
  const [x, delta] = [computed.tensors.get('pool1'), gradients.deltas.get('conv2')];
  if (!wanted || !x || !delta) throw new Error('no gradient of conv2');
  const scrub = scope(page).getByTestId('scrub');
  const numbers = (): Promise<number[]> => titles(page, 'running');
  const expectSum = async (outputs: number): Promise<void> => {
    await expect(scope(page).getByTestId('kernel-note')).toContainText(`${outputs} of 100`);
    const found = await numbers();
    expect(found).toHaveLength(25);
    found.forEach((value, tap) => {
      let sum = 0;
      for (let output = 0; output < outputs; output++) {
        const [i, j] = [Math.floor(output / 10), output % 10];
        sum += at(delta, i, j, 5) * at(x, i + Math.floor(tap / 5), j + (tap % 5), 3);
      }
      expect(Math.abs(value - sum), `tap ${tap} after ${outputs}`).toBeLessThan(1e-5);
    });
  };
  await expectSum(1);
  for (const outputs of [37, 100]) {
    await scrub.fill(String(outputs));
    await expectSum(outputs);
  }
  await scrub.fill('37');
  await expect.poll(() => titled(page, 'bias-sum')).toBeCloseTo(biasGradient('conv2', 5, 37), 6);
  await scrub.fill('100');
  await expect.poll(() => titled(page, 'bias-sum')).toBeCloseTo(biasGradient('conv2', 5), 6);
  expect(await titled(page, 'gpu-bias')).toBeCloseTo(biasGradient('conv2', 5), 5);
  const last = await numbers();
  last.forEach((value, tap) =>
    expect(Math.abs(value - at(wanted, Math.floor(tap / 5), tap % 5, 3, 5))).toBeLessThan(1e-5),
  );
  // A weight is chosen by the arrow keys; beside it stands the number of the GPU.
  await scope(page).getByTestId('running').locator('td[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => titled(page, 'sum')).toBeCloseTo(at(wanted, 3, 3, 3, 5), 6);
  expect(await titled(page, 'gpu-gradient')).toBeCloseTo(at(wanted, 3, 3, 3, 5), 5);
});

test('nudging the weight measures the slope that the gradient gives', async () => {
  const { page } = app;
  await page.locator('[data-testid=pair][data-layer=answer]').click();
  await setNumber(page, 'filter', LABEL + 1);
  const wanted = gradients.kernels.get('answer');
  const x = computed.tensors.get('dense2');
  if (!wanted || !x) throw new Error('no gradient of the answer');
  const input = x.data.indexOf(Math.max(...x.data));
  await setNumber(page, 'slice', input + 1);
  await scope(page).getByTestId('nudge').click();
  await expect(scope(page).getByTestId('slope')).toBeVisible();
  const slope = await titled(page, 'slope');
  const gradient = await titled(page, 'nudged-gradient');
  expect(gradient).toBeCloseTo(at(wanted, input, LABEL), 5);
  expect(Math.abs(slope - gradient) / Math.abs(gradient)).toBeLessThan(0.02);
  await expect(scope(page).locator('cs-nudge')).toContainText('The measured slope agrees with the gradient');
});

test('the flipped kernel gathers the gradient of the input', async () => {
  const { page } = app;
  await page.getByTestId('stage-input').click();
  await page.locator('[data-testid=pair][data-layer=conv2]').click();
  const [dx, kernel] = [gradients.inputs.get('conv2'), computed.tensors.get('conv2/kernel')];
  if (!dx || !kernel) throw new Error('no conv2');
  for (const [row, column] of [
    [0, 0],
    [6, 7],
  ] as const) {
    await scope(page)
      .getByTestId('scrub')
      .fill(String(row * 14 + column));
    await expect.poll(() => titled(page, 'input-sum')).toBeCloseTo(at(dx, row, column, 3), 6);
    expect(await titled(page, 'gpu-input')).toBeCloseTo(at(dx, row, column, 3), 5);
  }
  const flipped = await titles(page, 'flipped');
  flipped.forEach((value, tap) =>
    expect(value, `tap ${tap}`).toBeCloseTo(at(kernel, 4 - Math.floor(tap / 5), 4 - (tap % 5), 3, 5), 6),
  );
});

test('the update is Adam’s, with the session’s moments, and nothing of the session changes', async () => {
  const { page } = app;
  const before = await readParameters(page);
  await page.getByTestId('stage-update').click();
  const view = await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const scope = await session.tools.microscope();
    const { weight, gradient, lines, after } = await scope.update('conv2', [3, 3, 3, 5]);
    return {
      weight,
      gradient,
      after,
      names: lines.map(({ name }) => name),
      last: lines.at(-1)?.value ?? NaN,
    };
  });
  expect(view.names).toEqual(['m', 'v', 'α', 'w']);
  expect(Math.abs(view.after - view.last)).toBeLessThan(1e-7);
  expect(Math.abs(view.after - view.weight)).toBeGreaterThan(1e-6);
  const wanted = gradients.kernels.get('conv2');
  expect(view.gradient).toBeCloseTo(wanted ? at(wanted, 3, 3, 3, 5) : NaN, 5);
  await expect.poll(() => titled(page, 'new-weight')).toBeCloseTo(view.last, 7);
  await expect(scope(page).getByTestId('update-note')).toContainText('64 pictures');
  await scope(page).getByTestId('parameter').selectOption('bias');
  const bias = await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { after, lines } = await (await session.tools.microscope()).update('conv2', [5], 'bias');
    return { after, last: lines.at(-1)?.value ?? NaN };
  });
  await expect.poll(() => titled(page, 'new-weight')).toBeCloseTo(bias.last, 7);
  expect(Math.abs(bias.after - bias.last)).toBeLessThan(1e-7);
  await expect(scope(page).getByTestId('update')).toContainText('b − α·m');
  await scope(page).getByTestId('nudge').click();
  await expect.poll(() => titled(page, 'nudged-gradient')).toBeCloseTo(biasGradient('conv2', 5), 5);
  await scope(page).getByTestId('parameter').selectOption('weight');
  expect(firstDifference(before, await readParameters(page))).toBeNull();
  expect((await sessionOf(page)).step).toBe(3);
});

test('it plays from stage to stage by itself, and pauses', async () => {
  const { page } = app;
  for (let times = 0; times < 3; times++) await page.getByTestId('microscope-speed').click();
  await expect(page.getByTestId('microscope-speed')).toHaveText('8×');
  await page.getByTestId('stage-forward').click();
  // Seen from within: a busy machine may look away for longer than a stage lasts.
  const seen = await page.evaluate(async () => {
    const found: string[] = [];
    const page = document.querySelector('convscope-app')?.shadowRoot;
    const root = page?.querySelector('cs-microscope')?.shadowRoot;
    const transport = page?.querySelector('cs-transport')?.shadowRoot;
    const stage = (): string =>
      root?.querySelector<HTMLElement>('.stages [aria-current=step]')?.dataset.testid ?? '';
    transport?.querySelector<HTMLElement>('[data-testid=microscope-play]')?.click();
    const until = performance.now() + 60_000;
    while (found.at(-1) !== 'stage-kernel' && performance.now() < until) {
      if (stage() !== found.at(-1)) found.push(stage());
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    return found;
  });
  expect(seen).toEqual(['stage-forward', 'stage-loss', 'stage-delta', 'stage-kernel']);
  await expect(page.getByTestId('microscope-play')).toHaveAccessibleName('Pause');
  await page.getByTestId('stage-kernel').click();
  await expect(page.getByTestId('microscope-play')).toHaveAccessibleName('Play step by step');
});

test('in Japanese no English is left, and axe finds nothing in any stage', async () => {
  const { page } = app;
  await chooseLanguage(page, 'ja');
  await page.getByTestId('tab-gradient').click();
  await expect(page.getByTestId('tab-delta-value')).toBeVisible();
  const names =
    /Conv2D|MaxPooling2D|Dense|Adam|ReLU|GPU|softmax|relu|bias|weight|conv\d|pool\d|dense\d|answer/g;
  const expectJapanese = async (state: string): Promise<void> => {
    const all = (await textsOf(page)).filter(({ where }) => /microscope|gradient-tab/.test(where));
    expect(all.length).toBeGreaterThan(40);
    expect(
      all.filter(({ text }) => /[A-Za-z]{3,}/.test(text.replace(names, ''))),
      state,
    ).toEqual([]);
  };
  for (const stage of ['forward', 'loss', 'delta', 'kernel', 'input', 'update']) {
    await page.getByTestId(`stage-${stage}`).click();
    await expectAccessible(page, `microscope, ${stage}`);
    await expectJapanese(stage);
  }
  await scope(page).getByTestId('parameter').selectOption('bias');
  await expectJapanese('update of the bias');
  await scope(page).getByTestId('parameter').selectOption('weight');
  await page.getByTestId('stage-delta').click();
  for (const layer of ['pool1', 'conv1']) {
    await page.locator(`[data-testid=pair][data-layer=${layer}]`).click();
    await expectJapanese(`δ of ${layer}`);
  }
  await page.getByTestId('theme').click();
  await expectAccessible(page, 'microscope, dark');
  await page.getByTestId('theme').click();
  await page.getByTestId('tab-value').click();
  await chooseLanguage(page, 'en');
});

test('another class is another loss; a drawn picture is judged by the network’s own answer', async () => {
  const { page } = app;
  await page.getByTestId('stage-loss').click();
  await scope(page).getByTestId('label').selectOption('5');
  await expect(scope(page).getByTestId('label-from')).toHaveText('chosen by you');
  const p = computed.tensors.get('answer')?.data ?? [];
  await expect.poll(() => titled(page, 'loss')).toBeCloseTo(-Math.log(p[5] ?? NaN), 4);
  const pad = page.getByRole('application');
  const box = await boxOf(pad);
  await page.mouse.move(box.x + 30, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 40, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await expect(scope(page).getByTestId('label-from')).toContainText('the network’s own answer');
  const own = await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { label, probabilities } = await (await session.tools.microscope()).takeStep();
    return { label, best: probabilities.indexOf(Math.max(...probabilities)) };
  });
  expect(own.label).toBe(own.best);
  await expect(scope(page).getByTestId('label')).toHaveValue(String(own.best));
});

test('the gradient tab says what a cell and a weight mean for the loss', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'Show a handwritten 3 from the test set' }).click();
  await page.getByTestId('tab-gradient').click();
  const delta = gradients.deltas.get('conv1');
  const kernel = gradients.kernels.get('conv1');
  if (!delta || !kernel) throw new Error('no conv1');
  const value = page.getByTestId('tab-delta-value');
  // The page points at row 10, column 15 of the third map on arrival.
  await expect
    .poll(async () => Number(await value.getAttribute('title')))
    .toBeCloseTo(at(delta, 9, 14, 2), 6);
  const weight = at(kernel, 2, 2, 0, 2);
  await expect
    .poll(async () => Number(await page.getByTestId('tab-weight-gradient').getAttribute('title')))
    .toBeCloseTo(weight, 5);
  await expect(page.getByTestId('tab-say')).toContainText(
    weight > 0 ? 'If this weight grows, the loss rises' : 'If this weight grows, the loss falls',
  );
  await expectAccessible(page, 'gradient tab');
});

test('a training step meanwhile is followed; Escape goes back to the stage and its button', async () => {
  const { page } = app;
  await takeStep(page);
  await expect(scope(page)).toContainText('step 5');
  await page.keyboard.press('Escape');
  await expect(scope(page)).toHaveCount(0);
  await expect(page.getByTestId('stage')).toBeVisible();
  await expect(page.getByTestId('open-microscope')).toBeFocused();
  const now = await compute(page, await firstDigit(LABEL));
  await expectTiles(page, async () => [
    { ...tile(now, { layer: 'conv1', channel: 1 }, 'light'), domain: await activationDomain(page, 'conv1') },
  ]);
  await page.keyboard.press('Enter');
  await expect(scope(page)).toBeVisible();
  await page.getByTestId('microscope-close').click();
  await expect(page.getByTestId('open-microscope')).toBeFocused();
});

test('another network meanwhile: its average pooling gives every cell of a window an equal share', async () => {
  const { page } = app;
  await page.getByTestId('open-microscope').click();
  await page.getByTestId('stage-delta').click();
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { network } = session;
    await session.rebuild({
      ...network,
      name: 'mean',
      layers: network.layers.map((layer) =>
        layer.kind === 'maxPooling2d' ? { ...layer, kind: 'averagePooling2d' } : layer,
      ),
    });
  });
  await page.locator('[data-testid=pair][data-layer=pool1]').click();
  await setNumber(page, 'route-row', 7);
  await setNumber(page, 'route-column', 7);
  const wanted = await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const scope = await session.tools.microscope();
    return (await scope.poolRoute('pool1')).deltaOf([6, 6, 2]);
  });
  expect(Math.abs(wanted)).toBeGreaterThan(0);
  await expect
    .poll(async () => (await titles(page, 'gets')).every((value) => Math.abs(value - wanted / 4) < 1e-9))
    .toBe(true);
  expect(await titles(page, 'gets')).toHaveLength(4);
  await page.keyboard.press('Escape');
});

test('a nudge on a silenced map says why its slope is 0', async () => {
  const { page } = app;
  const change = (what: 'silence' | 'unsilence'): Promise<void> =>
    page.evaluate(async (what) => {
      const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
      await session.editing[what]('conv1', 1);
    }, what);
  await page.getByTestId('open-microscope').click();
  await page.getByTestId('stage-kernel').click();
  await page.locator('[data-testid=pair][data-layer=conv1]').click();
  await setNumber(page, 'filter', 2);
  const trained = await scope(page).getByTestId('sum').textContent();
  await change('silence');
  await expect(scope(page).getByTestId('sum')).toHaveText('0');
  // Until the step is computed anew for the silenced map, a nudge is forgotten.
  await expect(async () => {
    await scope(page).getByTestId('nudge').click();
    await expect(scope(page).getByTestId('nudge-says')).toContainText(
      'The gradient is 0 because this is silenced',
      { timeout: 5000 },
    );
  }).toPass();
  expect(await titled(page, 'nudged-gradient')).toBe(0);
  await change('unsilence');
  await expect(scope(page).getByTestId('sum')).toHaveText(trained ?? '');
});
