// The Shader tab: what is typed makes the maps at once, errors stand at their lines, and one click takes it all back.

import { expect, test, type Page } from '../support/test';
import { at, ndArray, type NdArray } from '../../src/reference/ndArray';
import type { TrainFacade } from '../../src/session/facade';
import { frames, layersOf, open, readTensor, trainTo, type App } from '../support/app';
import { expectAccessible } from '../support/axe';
import { firstDigit } from '../support/mnist';
import { compute, tile, type Computed } from '../support/reference';
import { expectTiles, middleOf, placeOf } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

let app: App;
let computed: Computed;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
  await trainTo(app.page, 3);
  computed = await compute(app.page, await firstDigit(3));
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const status = (page: Page) => page.getByTestId('shader-status');

/** A click keeps the cell; the inspector stays with it when the pointer leaves. */
async function keep(page: Page, layer: string, channel: number, row: number, column: number): Promise<void> {
  const { x, y } = middleOf(await placeOf(page, { layer, channel }), row, column);
  await page.mouse.click(x, y);
  await expect(page.locator('cs-inspector')).toContainText('Pinned.');
  await page.mouse.move(640, 20);
}

/** Constants stand above the lines that an editor begins with, and it renders only what is in sight. */
async function expectConstant(page: Page, text: string): Promise<void> {
  const editor = page.getByTestId('shader-editor');
  await expect(async () => {
    await editor.locator('.cm-scroller').evaluate((scroller) => (scroller.scrollTop = 0));
    await editor.scrollIntoViewIfNeeded();
    await expect(editor).toContainText(text, { timeout: 1000 });
  }).toPass();
}

/** What the editor holds. */
async function textOf(page: Page, layer: string): Promise<string> {
  return page.evaluate(async (layer) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    return session.shaders.typed(layer)?.text ?? (await session.shaders.of(layer)).plain ?? '';
  }, layer);
}

/** Writes the text with one part replaced, as if it were pasted. @returns the line of that part */
async function typeOver(page: Page, layer: string, part: string, typed: string): Promise<number> {
  const text = await textOf(page, layer);
  const found = text.indexOf(part);
  expect(found, `'${part}' is in the shader`).toBeGreaterThanOrEqual(0);
  await page.getByTestId('shader-editor').locator('.cm-content').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text.slice(0, found) + typed + text.slice(found + part.length));
  return text.slice(0, found).split('\n').length;
}

/** 2×2 windows, one beside the other: the smallest number of each. */
function minPool(x: NdArray): NdArray {
  const [rows = 0, columns = 0, channels = 0] = x.shape;
  const shape = [rows / 2, columns / 2, channels];
  const data = Array.from({ length: (rows * columns * channels) / 4 }, (_, i) => {
    const [row, column, channel] = [
      Math.floor(i / channels / (columns / 2)),
      Math.floor(i / channels) % (columns / 2),
      i % channels,
    ];
    return Math.min(
      ...[0, 1].flatMap((dy) => [0, 1].map((dx) => at(x, 2 * row + dy, 2 * column + dx, channel))),
    );
  });
  return ndArray(shape, data);
}

/** Numbers and pixels of the first pooling layer are these. */
async function expectPooled(page: Page, wanted: NdArray): Promise<void> {
  await frames(page, 3);
  await expect
    .poll(async () => {
      const { data } = await readTensor(page, 'pool1');
      return data.reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted.data[i] ?? NaN))), 0);
    })
    .toBeLessThan(1e-5);
  await expectTiles(page, async () => {
    const tensors = new Map([...computed.tensors, ['pool1', wanted] as const]);
    const now = { layers: await layersOf(page), tensors };
    return [0, 2].map((channel) => tile(now, { layer: 'pool1', channel }, 'light'));
  });
}

const pooled = (): NdArray => computed.tensors.get('pool1') ?? ndArray([0], []);
const smallest = (): NdArray => minPool(computed.tensors.get('conv1') ?? ndArray([0], []));

test('shows the shader of the layer with its numbers, and the one that runs', async () => {
  const { page } = app;
  await keep(page, 'pool1', 2, 6, 6);
  await page.getByTestId('tab-shader').click();
  await expect(page.getByTestId('inspector-title')).toHaveText('MaxPooling2D');
  const editor = page.getByTestId('shader-editor');
  await expect(editor).toContainText('v > best');
  await expectConstant(page, 'const OH: u32 = 14u;');
  await expect(status(page)).toHaveText('The original shader.');
  await page.getByTestId('shader-runs').locator('summary').click();
  // 28×28×6 numbers are read, 14×14×6 written, with the place of each.
  await expect(page.getByTestId('shader-read')).toHaveText('18.8 kB');
  await expect(page.getByTestId('shader-written')).toHaveText('9.4 kB');
  await expect(page.getByTestId('shader-flops')).toHaveText('4.7 kFLOP');
  await expect(page.getByTestId('shader-workgroups')).toContainText('invocations');
  await expectAccessible(page, 'the shader tab');
  await page.getByTestId('shader-runs').locator('summary').click();
});

test('max becomes min: the maps are the smallest numbers of their windows', async () => {
  const { page } = app;
  await expectPooled(page, pooled());
  await typeOver(page, 'pool1', 'v > best', 'v < best');
  await expect(status(page)).toHaveAttribute('data-state', 'edited');
  await expectPooled(page, smallest());
  await expect(page.getByTestId('shader-chip')).toHaveCount(1);
  await expectAccessible(page, 'an edited shader');
  // The formula of the layer explains it no more.
  await page.getByTestId('tab-value').click();
  await expect(page.getByTestId('edited-shader')).toBeVisible();
  await expect(page.getByTestId('sentence')).toHaveCount(0);
  // Behind it all is explained by what comes out of it.
  await keep(page, 'conv2', 0, 4, 4);
  await expect(page.getByTestId('sentence')).toBeVisible();
  await keep(page, 'pool1', 2, 6, 6);
  await page.getByTestId('tab-shader').click();
  await expect(page.getByTestId('shader-editor')).toContainText('v < best');
});

test('a compile error stands at its line, and the maps stay', async () => {
  const { page } = app;
  const line = await typeOver(page, 'pool1', 'v < best', 'w < best');
  await expect(status(page)).toHaveText('1 error. The maps are unchanged.');
  await expect(page.getByTestId('shader-problem')).toContainText(`Line ${line}`);
  await expect(page.getByTestId('shader-problem')).toContainText("'w'");
  await expect(page.getByTestId('shader-editor').locator('.cm-lint-marker-error')).toHaveCount(1);
  await expectPooled(page, smallest());
});

test('a loop without an end is stopped, and the page goes on', async () => {
  const { page } = app;
  await typeOver(page, 'pool1', 'w < best', 'v < best');
  await expect(status(page)).toHaveAttribute('data-state', 'edited');
  const line = await typeOver(
    page,
    'pool1',
    'y[index] = best;',
    'while (best == best) { best += 1.0; } y[index] = best;',
  );
  await expect(page.getByTestId('shader-problem')).toContainText(new RegExp(`Stopped ·\\s+Line ${line}`));
  await expect(page.getByTestId('shader-problem')).toContainText('1,000,000');
  await expectPooled(page, smallest());
});

test('Reset takes it back', async () => {
  const { page } = app;
  await page.getByTestId('shader-reset').click();
  await expect(status(page)).toHaveText('The original shader.');
  await expect(page.getByTestId('shader-problem')).toHaveCount(0);
  await expect(page.getByTestId('shader-editor')).toContainText('v > best');
  await expect(page.getByTestId('shader-chip')).toHaveCount(0);
  await expectPooled(page, pooled());
});

test('the chip above the maps takes it back as well', async () => {
  const { page } = app;
  await typeOver(page, 'pool1', 'v > best', 'v < best');
  await expect(status(page)).toHaveAttribute('data-state', 'edited');
  await page.getByTestId('shader-chip').click();
  await expect(status(page)).toHaveText('The original shader.');
  await expect(page.getByTestId('shader-editor')).toContainText('v > best');
  await expectPooled(page, pooled());
});

test('Tab stays in the editor, and after Escape it leaves', async () => {
  const { page } = app;
  const content = page.getByTestId('shader-editor').locator('.cm-content');
  await content.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Tab');
  await expect(content).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(content).not.toBeFocused();
  await expect(page.locator('cs-inspector')).toContainText('Pinned.');
  await page.getByTestId('shader-reset').click();
});

test('a walk marks the lines at work', async () => {
  const { page } = app;
  await keep(page, 'conv1', 2, 9, 14);
  const editor = page.getByTestId('shader-editor');
  await expectConstant(page, 'const KH: u32 = 5u;');
  const { x, y } = middleOf(await placeOf(page, { layer: 'conv1', channel: 2 }), 9, 14);
  await page.mouse.click(x, y);
  await expect(page.getByTestId('opened-title')).toBeVisible();
  const marked = editor.locator('.cm-pointed');
  // An editor outside of the window renders no lines.
  const marks = async (line: RegExp): Promise<void> => {
    await editor.scrollIntoViewIfNeeded();
    await expect(marked).toHaveText([line]);
  };
  await expect(marked).toHaveCount(0);
  const next = page.getByTestId('opened-step');
  await next.click();
  await next.click();
  await marks(/sum \+= x\[/);
  await next.click();
  await marks(/bias\[k\]/);
  await next.click();
  await marks(/y\[index\] = activate\(sum\);/);
  await page.getByTestId('opened-close').click();
  await expect(marked).toHaveCount(0);
});

test('another network drops what was typed, and says so', async () => {
  const { page } = app;
  const rebuild = (layer: string, options: Record<string, number>): Promise<void> =>
    page.evaluate(
      async ([name, changed]) => {
        const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
        const { network } = session;
        const layers = network.layers.map((layer) =>
          layer.name === name ? { ...layer, options: { ...layer.options, ...changed } } : layer,
        );
        await session.rebuild({ ...network, layers });
      },
      [layer, options] as const,
    );
  await keep(page, 'pool1', 2, 6, 6);
  // Behind the layer, where its own shader stays what it was; and before it.
  for (const [layer, options] of [
    ['dense2', { units: 40 }],
    ['conv1', { filters: 4 }],
  ] as const) {
    await typeOver(page, 'pool1', 'v > best', 'v < best');
    await expect(status(page)).toHaveAttribute('data-state', 'edited');
    await rebuild(layer, options);
    await expect(page.getByTestId('shader-dropped')).toContainText('The network changed.');
    await expect(page.getByTestId('shader-editor')).toContainText('v > best');
    await expect(page.getByTestId('shader-chip')).toHaveCount(0);
  }
  // The editor draws what is in sight.
  await page.getByTestId('shader-editor').locator('.cm-content').focus();
  await page.keyboard.press('Control+Home');
  await expectConstant(page, 'const C: u32 = 4u;');
});
