// The scale of the colours: which maps share a range, in pixels against the reference; non-finite values; the stored
// choice.

import { expect, test, type Page } from '../support/test';
import { HATCH, colourMap } from '../../src/draw/colourMaps';
import { at, type NdArray } from '../../src/reference/ndArray';
import { roundUp } from '../../src/inspect/probe/colourDomain';
import type { TrainFacade } from '../../src/session/facade';
import { frames, inLegend, layersOf, readTensor, ready } from '../support/app';
import { onePage } from '../support/onePage';
import { expectAccessible } from '../support/axe';
import { firstDigit } from '../support/mnist';
import { compute, type Computed } from '../support/reference';
import { coloursOf, expectTiles, type ExpectedTile } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

const app = onePage({ colorScheme: 'light' });

const MAPS = ['conv1', 'pool1', 'conv2', 'pool2'];
const most = (values: Iterable<number>): number => Math.max(...[...values].map(Math.abs));
const channel = ({ data, shape }: NdArray, of: number): number[] =>
  [...data].filter((_, i) => i % (shape.at(-1) ?? 1) === of);

/** The range a map, or a filter's kernel, should have: by the reference's numbers, rounded up as the legend says. */
function rangeOf({ tensors, layers }: Computed, scope: string, name: string, of: number): number {
  const isKernel = name.endsWith('/kernel');
  const own = tensors.get(name);
  if (!own) throw new Error(`nothing was computed for ${name}`);
  if (scope === 'unit') return roundUp(most(channel(own, of)));
  if (scope === 'layer') return roundUp(most(own.data));
  const all = layers.map((layer) => tensors.get(isKernel ? `${layer.name}/kernel` : layer.name));
  return roundUp(Math.max(...all.flatMap((tensor) => (tensor ? [most(tensor.data)] : []))));
}

function expected(computed: Computed, scope: string): ExpectedTile[] {
  const tileOf = (layer: string, of: number, slice?: number): ExpectedTile => {
    const name = slice === undefined ? layer : `${layer}/kernel`;
    const tensor = computed.tensors.get(name);
    if (!tensor) throw new Error(`nothing was computed for ${name}`);
    const limit = rangeOf(computed, scope, name, of);
    return slice === undefined
      ? {
          name: { layer, channel: of },
          map: colourMap('activation', 'light'),
          domain: [0, limit],
          value: (row, column) => at(tensor, row, column, of),
        }
      : {
          name: { layer, channel: of, slice },
          map: colourMap('weight', 'light'),
          domain: [-limit, limit],
          value: (row, column) => at(tensor, row, column, slice, of),
        };
  };
  return [
    ...MAPS.flatMap((layer) => [0, 3].map((of) => tileOf(layer, of))),
    ...[0, 4].map((of) => tileOf('conv1', of, 0)),
    ...[1, 5].map((of) => tileOf('conv2', of, 2)),
  ];
}

const barText = (page: Page, of: string): Promise<string> =>
  page.locator(`[data-testid=scale-bar][data-of="${of}"]`).innerText();

for (const scope of ['unit', 'layer', 'network'] as const) {
  test(`scope ${scope}: every cell has the colour of its number in that range, and the legend says which`, async () => {
    const { page } = app;
    await inLegend(page, async () => {
      await page.getByTestId(`scope-${scope}`).click();
      await expect(page.getByTestId(`scope-${scope}`)).toHaveAttribute('aria-checked', 'true');
      await page.getByTestId('fit').click();
    });
    await expect(page.getByTestId('legend')).toContainText(
      { unit: 'scale per map', layer: 'scale per layer', network: 'one scale for all' }[scope],
    );
    await page.mouse.move(640, 20);
    const picture = await firstDigit(3);
    const computed = await compute(page, picture);
    await expectTiles(page, async () => Promise.resolve(expected(computed, scope)));
    // Another layer than the one pointed at on arrival, whose own range is said instead.
    const limits = Array.from({ length: 16 }, (_, of) => rangeOf(computed, scope, 'conv2', of));
    const [low, high] = [Math.min(...limits), Math.max(...limits)];
    expect(await barText(page, 'conv2')).toBe(low === high ? `0…${low}` : `0…${low}–${high}`);
    const weights = Array.from({ length: 16 }, (_, of) => rangeOf(computed, scope, 'conv2/kernel', of));
    const [least, largest] = [Math.min(...weights), Math.max(...weights)];
    expect(await barText(page, 'conv2/kernel')).toBe(
      least === largest ? `±${least}` : `±${least}–${largest}`,
    );
    if (scope !== 'unit') return;
    await page.locator('[data-testid=tile][data-layer=conv2][data-channel="5"]').click();
    expect(await barText(page, 'conv2'), 'the range of the map pointed at').toBe(`0…${limits[5]}`);
    await page.keyboard.press('Escape');
  });
}

/** Shows the picture, dimmed, and waits until the ranges were read. */
async function dim(page: Page, part: number): Promise<void> {
  await page.evaluate((part) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const three = session.samples.find(({ label }) => label === '3');
    session.showPicture(Float32Array.from(three?.pixels ?? [], (value) => (value / 255) * part));
  }, part);
  await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    session.refresh();
  });
}

test('a range stays when the numbers shrink, until it is fitted or let follow', async () => {
  const { page } = app;
  await inLegend(page, () => page.getByTestId('scope-layer').click());
  const conv1 = async (): Promise<number> =>
    (await layersOf(page)).find(({ name }) => name === 'conv1')?.activationDomain[1] ?? NaN;
  const before = await conv1();
  await dim(page, 0.1);
  const small = roundUp(most((await readTensor(page, 'conv1')).data));
  expect(small).toBeLessThan(before);
  await page.waitForTimeout(700);
  expect(await conv1()).toBe(before);
  await page.getByTestId('legend').click();
  await page.getByTestId('fit').click();
  expect(await conv1()).toBe(small);
  await dim(page, 1);
  await expect.poll(conv1).toBe(before);
  await page.getByTestId('follow').check();
  await dim(page, 0.1);
  await expect.poll(conv1, 'it follows').toBe(small);
  await expect(page.getByTestId('fit')).toBeDisabled();
  await dim(page, 1);
  await expect.poll(conv1).toBe(before);
  await expectAccessible(page, 'with the colours that follow');
});

test('the choice is kept, with the keyboard, too', async () => {
  const { page } = app;
  await page.getByTestId('legend').press('Escape');
  await page.getByTestId('legend').press('Enter');
  await expect(page.getByTestId('scope-layer')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('scope-network')).toBeFocused();
  await expect(page.getByTestId('scope-network')).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('legend')).toBeFocused();
  await expect(page.getByTestId('scope-network')).toHaveCount(0);
  await page.reload();
  await ready(page);
  await page.getByTestId('legend').click();
  await expect(page.getByTestId('scope-network')).toHaveAttribute('aria-checked', 'true');
  await expect(page.getByTestId('follow')).toBeChecked();
});

test('what is no number is striped, and counted below its layer', async () => {
  const { page } = app;
  await expect(page.getByTestId('broken')).toHaveCount(0);
  await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const kernel = session.layers.find(({ name }) => name === 'conv1')?.kernel;
    if (!kernel) throw new Error('conv1 has no kernel');
    // Of the first and the second filter.
    session.device.queue.writeBuffer(kernel.buffer, kernel.offsetBytes, Float32Array.of(NaN, Infinity));
  });
  await page.getByTestId('sample-7').click();
  await frames(page, 2);
  await expect(page.getByTestId('broken')).toContainText('NaN or ∞');
  const number = new Intl.NumberFormat('en');
  for (const layer of ['conv1', 'pool1', 'conv2']) {
    const { data } = await readTensor(page, layer);
    const count = [...data].filter((value) => !Number.isFinite(value)).length;
    expect(count).toBeGreaterThan(0);
    await expect
      .poll(async () => (await barText(page, layer)).split('\n').at(-1), `${layer}: its count`)
      .toBe(number.format(count));
  }
  expect((await barText(page, 'conv1/kernel')).split('\n').at(-1)).toBe('2');
  await page.mouse.move(640, 20);
  const stripes = HATCH.light.map(String);
  const first = await coloursOf(page, { layer: 'conv1', channel: 0 });
  expect(first.filter((colour) => !stripes.includes(String(colour)))).toEqual([]);
  expect(new Set(first.map(String)).size, 'stripe and ground').toBe(2);
  const sound = await coloursOf(page, { layer: 'conv1', channel: 3 });
  expect(sound.some((colour) => stripes.includes(String(colour)))).toBe(false);
});
