// A map opened in place, and the walk through it: pictures and numbers are those of the reference.

import { expect, test, type Page } from '../support/test';
import { activationMapName, colourMap, type ColourMap, type Domain } from '../../src/draw/colourMaps';
import { formatNumber } from '../../src/elements/text/format';
import type { OpenedElement, OpenedRect } from '../../src/elements/stage/opened/opened';
import type { TrainFacade } from '../../src/session/facade';
import { activate } from '../../src/reference/activations';
import { conv2dForward } from '../../src/reference/conv2d';
import { at, ndArray, type NdArray } from '../../src/reference/ndArray';
import {
  frames,
  inLegend,
  load,
  open,
  play,
  ready,
  readTensor,
  takeStep,
  trainTo,
  type App,
} from '../support/app';
import { expectAccessible } from '../support/axe';
import { firstDigit } from '../support/mnist';
import { compute, type Computed } from '../support/reference';
import { mode } from '../support/mode';
import {
  cellColours,
  middleOf,
  placeOf,
  shot,
  worstCell,
  type Picture,
  type PlacedCells,
} from '../support/tiles';

test.describe.configure({ mode: 'serial' });

const BARE =
  '.wires, .veil, .frame, .block { visibility: hidden !important } .out { outline: none !important }';

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

const tensor = (name: string): NdArray => {
  const found = computed.tensors.get(name);
  if (!found) throw new Error(`nothing was computed for ${name}`);
  return found;
};

/** Two clicks on a cell: the first keeps it, the second opens its map. */
async function openAt(
  page: Page,
  layer: string,
  channel: number,
  row: number,
  column: number,
): Promise<void> {
  // Nothing is kept from before.
  await page.keyboard.press('Escape');
  await expect(page.locator('cs-inspector')).not.toContainText('Pinned.');
  const { x, y } = middleOf(await placeOf(page, { layer, channel }), row, column);
  await page.mouse.click(x, y);
  await expect(page.locator('cs-inspector')).toContainText('Pinned.');
  await expect(page.getByTestId('opened')).toHaveCount(0);
  await page.mouse.click(x, y);
  await expect(page.getByTestId('opened-title')).toBeVisible();
  await settled(page);
  // Out of the way: the cell is kept.
  await page.mouse.move(640, 20);
}

/** The map has arrived at its place, and its parts are there. */
async function settled(page: Page): Promise<void> {
  const opened = page.getByTestId('opened');
  await expect
    .poll(() =>
      opened.evaluate((element: OpenedElement) => {
        const { session, layer, channel } = element;
        const now = session?.opened.current;
        return (
          element.renderRoot.querySelector('.out')?.getAnimations().length === 0 &&
          now?.layer === layer &&
          now.channel === channel &&
          (!now.decomposed || now.products !== null)
        );
      }),
    )
    .toBe(true);
  await frames(page, 3);
}

async function partOf(
  page: Page,
  kind: OpenedRect,
  cells: { rows: number; columns: number },
  part = 0,
): Promise<PlacedCells> {
  const rect = await page.getByTestId('opened').evaluate(
    (element: OpenedElement, [kind, part]) => {
      // At 200 % the parts are not in sight together: from the inside out, each scroller shows this one.
      for (const scroller of [
        element.renderRoot.querySelector('.flow'),
        element,
        (element.getRootNode() as ShadowRoot).host.closest('.work'),
      ]) {
        const [rect, clip] = [element.partRect(kind, part), scroller?.getBoundingClientRect()];
        if (!rect || !clip || clip.height === 0) continue;
        if (rect.top < clip.top || rect.bottom > clip.bottom)
          scroller?.scrollBy(0, (rect.top + rect.bottom - clip.top - clip.bottom) / 2);
        if (rect.left < clip.left || rect.right > clip.right)
          scroller?.scrollBy((rect.left + rect.right - clip.left - clip.right) / 2, 0);
      }
      return element.partRect(kind, part)?.toJSON() as {
        x: number;
        y: number;
        width: number;
        height: number;
      };
    },
    [kind, part] as const,
  );
  return { ...rect, ...cells };
}

/** Before the activation, what each input channel adds to filter `k`, and their sum with the bias. */
function decomposed(layer: string, input: string, k: number): { parts: NdArray[]; sum: NdArray } {
  const facts = computed.layers.find(({ name }) => name === layer);
  const [x, weight, bias] = [tensor(input), tensor(`${layer}/kernel`), tensor(`${layer}/bias`)];
  const [kh = 1, kw = 1, channels = 1] = weight.shape;
  const window = {
    size: [kh, kw] as const,
    strides: [1, 1] as const,
    padding: facts?.options.padding === 'same' ? ('same' as const) : ('valid' as const),
    dilation: [1, 1] as const,
  };
  const [height = 1, width = 1] = x.shape;
  const parts = Array.from({ length: channels }, (_, c) =>
    conv2dForward(
      ndArray(
        [1, height, width, 1],
        x.data.filter((_value, i) => i % channels === c),
      ),
      ndArray(
        [kh, kw, 1, 1],
        Array.from({ length: kh * kw }, (_tap, tap) => at(weight, Math.floor(tap / kw), tap % kw, c, k)),
      ),
      null,
      window,
    ),
  );
  const sum = ndArray(
    parts[0]?.shape ?? [],
    (parts[0]?.data ?? []).map(
      (_, i) => at(bias, k) + parts.reduce((all, { data }) => all + (data[i] ?? NaN), 0),
    ),
  );
  return { parts, sum };
}

const openedDomain = (page: Page): Promise<Domain> =>
  page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const [low = NaN, high = NaN] = session.opened.current?.domain ?? [];
    return [low, high] as const;
  });

async function expectColours(
  page: Page,
  tiles: readonly {
    kind: OpenedRect;
    part?: number;
    rows: number;
    columns: number;
    map: ColourMap;
    domain: Domain;
    value: (row: number, column: number) => number;
  }[],
): Promise<void> {
  let picture: Picture | null = null;
  for (const tile of tiles) {
    const place = await partOf(page, tile.kind, tile, tile.part);
    if (picture === null || mode === 'zoom') picture = await shot(page, BARE);
    const { off, text } = worstCell(cellColours(picture, place), place, tile);
    expect(off, `${tile.kind} ${tile.part ?? ''}: ${text}`).toBeLessThanOrEqual(3);
  }
}

/** A number as shown; halfway it may round either way. */
const shownAs = (value: number): RegExp =>
  new RegExp(
    `(^|\\s)(${[value - 1e-4, value, value + 1e-4].map((one) => formatNumber(one).replace('.', '\\.')).join('|')})\\s*$`,
  );

for (const [layer, input, k, row, column] of [
  ['conv1', 'input', 2, 9, 14],
  ['conv2', 'pool1', 5, 4, 3],
] as const) {
  test(`${layer}: products, sum and map are those of the reference`, async () => {
    const { page } = app;
    await openAt(page, layer, k, row, column);
    const { parts, sum } = decomposed(layer, input, k);
    const domain = await openedDomain(page);
    const facts = computed.layers.find(({ name }) => name === layer);
    const from = computed.layers.find(({ name }) => name === input);
    const [rows = 0, columns = 0] = facts?.outputShape ?? [];
    const signed = colourMap('signed', 'light');
    const [inputRows = 0, inputColumns = 0] = tensor(input).shape;
    await expectColours(page, [
      ...parts.flatMap((part, c) => [
        {
          kind: 'input' as const,
          part: c,
          rows: inputRows,
          columns: inputColumns,
          map: colourMap(from ? activationMapName(from.activationDomain) : 'pixels', 'light'),
          domain: from?.activationDomain ?? ([0, 1] as const),
          value: (y: number, x: number) => at(tensor(input), y, x, c),
        },
        {
          kind: 'kernel' as const,
          part: c,
          rows: 5,
          columns: 5,
          map: colourMap('weight', 'light'),
          domain: facts?.kernelDomain ?? [-1, 1],
          value: (y: number, x: number) => at(tensor(`${layer}/kernel`), y, x, c, k),
        },
        {
          kind: 'product' as const,
          part: c,
          rows,
          columns,
          map: signed,
          domain,
          value: (y: number, x: number) => at(part, 0, y, x, 0),
        },
      ]),
      { kind: 'sum', rows, columns, map: signed, domain, value: (y, x) => at(sum, 0, y, x, 0) },
      {
        kind: 'output',
        rows,
        columns,
        map: colourMap(activationMapName(facts?.activationDomain ?? [0, 1]), 'light'),
        domain: facts?.activationDomain ?? [0, 1],
        value: (y, x) => at(tensor(layer), y, x, k),
      },
    ]);
    const adds = page.getByTestId('part-number');
    await expect(adds).toHaveCount(parts.length);
    for (const [c, part] of parts.entries())
      await expect(adds.nth(c)).toHaveText(shownAs(at(part, 0, row, column, 0)));
    await expect(page.getByTestId('opened-sum')).toHaveText(shownAs(at(sum, 0, row, column, 0)));
    await expect(page.getByTestId('opened-value')).toHaveText(
      shownAs(at(activate('relu', sum), 0, row, column, 0)),
    );
    // The numbers of the first slice: 25 products, each patch times kernel.
    const products = page.getByTestId('numbers-products').locator('td');
    await expect(products).toHaveCount(25);
    const { pad, y, x } = { pad: layer === 'conv1' ? 2 : 0, y: row, x: column };
    for (const tap of [0, 7, 12, 24]) {
      const [ky, kx] = [Math.floor(tap / 5), tap % 5];
      const value =
        at(tensor(input), y + ky - pad, x + kx - pad, 0) * at(tensor(`${layer}/kernel`), ky, kx, 0, k);
      const title = (await products.nth(tap).getAttribute('title'))?.replace('−', '-');
      expect(Number(title), `tap ${tap}`).toBeCloseTo(value, 4);
    }
    await expect(page.getByTestId('opened').locator('.head', { hasText: 'Σ + bias' })).toHaveCount(1);
    const patch = page.locator('cs-inspector').locator('cs-patch');
    await expect(patch, 'what the open map shows is not shown twice').toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('opened')).toHaveCount(0);
    await expect(patch).toHaveCount(1);
    await expect(page.locator('cs-inspector'), 'the cell is still kept').toContainText('Pinned.');
  });
}

test('hovering the sum moves every window, and shows that cell', async () => {
  const { page } = app;
  await openAt(page, 'conv2', 5, 4, 3);
  const { sum } = decomposed('conv2', 'pool1', 5);
  const { x, y } = middleOf(await partOf(page, 'sum', { rows: 10, columns: 10 }), 7, 8);
  await page.mouse.move(x, y);
  await expect(page.getByTestId('opened-sum')).toHaveText(shownAs(at(sum, 0, 7, 8, 0)));
  const inputs = await Promise.all(
    [0, 5].map((part) => partOf(page, 'input', { rows: 14, columns: 14 }, part)),
  );
  const boxes = await page
    .locator('cs-opened svg.wires rect.cell')
    .evaluateAll((found) => found.map((rect) => rect.getBoundingClientRect().toJSON() as DOMRect));
  for (const input of inputs) {
    const cell = input.width / 14;
    const window = boxes.find(
      (box) =>
        Math.abs(box.x + 1 - (input.x + 8 * cell)) < 1.5 && Math.abs(box.y + 1 - (input.y + 7 * cell)) < 1.5,
    );
    expect(window?.width, 'the window is five cells wide').toBeGreaterThan(5 * cell);
  }
  // From the input back: the cell with the window around it.
  const [first] = inputs;
  if (!first) throw new Error('there is no input');
  const spot = middleOf(first, 6, 5);
  await page.mouse.move(spot.x, spot.y);
  await expect(page.locator('cs-inspector header')).toContainText('row 5, column 4');
  await page.mouse.move(640, 20);
  await expect(page.locator('cs-inspector header'), 'the kept one').toContainText('row 5, column 4');
  await page.getByTestId('opened-close').click();
  await expect(page.getByTestId('opened')).toHaveCount(0);
});

const walking = (page: Page) =>
  page.getByTestId('opened').evaluate(
    (element: OpenedElement) =>
      JSON.parse(JSON.stringify(element.walking)) as {
        index: number[];
        beat: { kind: string; running?: number } | null;
      } | null,
  );

test('step by step the sum grows to the number on the GPU, cell after cell, with the keyboard alone', async () => {
  const { page } = app;
  const map = page.locator('[data-testid=tile][data-layer=conv2][data-channel="5"]');
  await map.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('opened-map')).toBeFocused();
  await settled(page);
  const gpu = await readTensor(page, 'conv2');
  const { parts, sum } = decomposed('conv2', 'pool1', 5);
  const bias = at(tensor('conv2/bias'), 5);
  const [row = 0, column = 0] = (await walking(page))?.index ?? [];
  for (const cell of [
    [row, column],
    [row, column + 1],
  ] as const) {
    let running = 0;
    const kinds: string[] = [];
    for (let step = 0; step < 9; step++) {
      await page.keyboard.press('.');
      await expect.poll(async () => (await walking(page))?.beat?.kind ?? 'waiting').not.toBe('waiting');
      const now = await walking(page);
      expect(now?.index).toEqual([...cell, 5]);
      kinds.push(now?.beat?.kind ?? '');
      if (step >= 1 && step <= 6) running += at(parts[step - 1] ?? parts[0] ?? sum, 0, ...cell, 0);
      if (step === 7) running += bias;
      if (step >= 1 && step <= 7) expect(now?.beat?.running).toBeCloseTo(running, 4);
      if (step === 3)
        await expect(page.getByTestId('opened-caption')).toContainText(
          new RegExp(`so far .* [=≈] ${formatNumber(running).replace('.', '\\.')}\\.\\s*$`),
        );
      if (step === 8) expect(now?.beat?.running).toBeCloseTo(at(gpu, ...cell, 5), 4);
    }
    expect(kinds).toEqual(['window', 'part', 'part', 'part', 'part', 'part', 'part', 'bias', 'result']);
    await expect(page.getByTestId('opened-caption')).toContainText('ReLU');
  }
  // And back.
  await page.keyboard.press(',');
  expect((await walking(page))?.beat?.kind).toBe('bias');
  await page.keyboard.press('PageDown');
  await expect(page.getByTestId('opened-title')).toHaveText('Conv2D · map 7');
  await settled(page);
  await expect(page.getByTestId('opened-sum')).toHaveText(
    shownAs(at(decomposed('conv2', 'pool1', 6).sum, 0, row, column + 1, 0)),
  );
  await expectAccessible(page, 'an opened map');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-testid=tile][data-layer=conv2][data-channel="6"]')).toBeFocused();
});

test('it plays by itself, faster when asked; pointing elsewhere pauses it', async () => {
  const { page } = app;
  await openAt(page, 'pool1', 1, 6, 6);
  await expect(page.getByTestId('part-number')).toHaveCount(0);
  const button = page.getByTestId('opened-play');
  await button.click();
  const seen = [(await walking(page))?.index.join() ?? ''];
  for (let times = 0; times < 3; times++) await page.getByTestId('opened-speed').click();
  await expect(page.getByTestId('opened-speed')).toHaveText('8×');
  await expect
    .poll(
      async () => {
        const index = (await walking(page))?.index.join() ?? '';
        if (seen.at(-1) !== index) seen.push(index);
        return seen.length;
      },
      { intervals: [30] },
    )
    .toBeGreaterThan(3);
  const places = seen.map((index) => Number(index.split(',')[0]) * 14 + Number(index.split(',')[1]));
  expect(places[0]).toBe(6 * 14 + 6);
  expect(
    places.slice(1).every((place, i) => place > (places[i] ?? Infinity)),
    seen.join(' · '),
  ).toBe(true);
  const { x, y } = middleOf(await partOf(page, 'output', { rows: 14, columns: 14 }), 2, 3);
  await page.mouse.move(x, y);
  await expect(button).toHaveAttribute('aria-label', 'Play step by step');
  await expect(page.getByTestId('opened-value')).toHaveText(shownAs(at(tensor('pool1'), 2, 3, 1)));
  const rests = (await walking(page))?.index;
  await page.waitForTimeout(400);
  expect((await walking(page))?.index, 'it does not start again by itself').toEqual(rests);
  // A second click on the same cell of the map leads back.
  await page.mouse.click(x, y);
  await page.waitForTimeout(600);
  await page.mouse.click(x, y);
  await expect(page.getByTestId('opened')).toHaveCount(0);
});

test('the answer: scores, exponentials, their sum, the shares', async () => {
  const { page } = app;
  await page.locator('[data-testid=tile][data-layer=answer]').focus();
  await page.keyboard.press('Enter');
  await settled(page);
  const row = page.getByTestId('opened-map').locator('tbody tr');
  await expect(row).toHaveCount(10);
  const probabilities = [...tensor('answer').data];
  // `≈` stands where the shown exponential and sum give another last digit: which ones do differs by device.
  for (const digit of [0, 3, 8])
    await expect(row.nth(digit).locator('td').nth(3)).toHaveText(
      new RegExp(`^\\s*(≈ )?${((probabilities[digit] ?? NaN) * 100).toFixed(1)} %\\s*$`),
    );
  const shown = await row.locator('td:nth-child(2)').allInnerTexts();
  const scores = shown.map((text) => Number(text.replace('−', '-')));
  // The largest score is named and taken from all; what is shown follows from the scores, to what their digits allow.
  const most = Math.max(...scores);
  await expect(page.getByTestId('opened').locator('.head').last()).toContainText(
    `m = ${shown[scores.indexOf(most)]?.trim()}`,
  );
  const exponentials = (await row.locator('td:nth-child(3)').allInnerTexts()).map((text) =>
    Number(text.replace(/[=≈]/, '').replace('−', '-')),
  );
  const total = exponentials.reduce((sum, one) => sum + one, 0);
  scores.forEach((score, digit) => {
    expect(exponentials[digit]).toBeCloseTo(Math.exp(score - most), 1);
    expect((exponentials[digit] ?? NaN) / total).toBeCloseTo(probabilities[digit] ?? NaN, 2);
  });
  for (const key of ['PageDown', 'ArrowDown']) await page.keyboard.press(key);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('opened')).toHaveCount(0);
});

test('the most active maps first, when asked, and again for another picture', async () => {
  const { page } = app;
  const order = async (layer: string): Promise<number[]> =>
    await page
      .locator(`[data-testid=tile][data-layer=${layer}]`)
      .evaluateAll((tiles) => tiles.map((tile) => Number((tile as HTMLElement).dataset.channel)));
  const wanted = (from: Computed, layer: string): number[] => {
    const { shape, data } = from.tensors.get(layer) ?? ndArray([0, 0, 0]);
    const channels = shape[2] ?? 1;
    const sums = Array.from({ length: channels }, (_, c) =>
      data.reduce((sum, value, i) => (i % channels === c ? sum + Math.abs(value) : sum), 0),
    );
    return sums
      .map((_, channel) => channel)
      .sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0))
      .slice(0, 8);
  };
  expect(await order('conv1')).toEqual([0, 1, 2, 3, 4, 5]);
  await inLegend(page, () => page.getByTestId('order').check());
  for (const layer of ['conv1', 'conv2'])
    await expect.poll(() => order(layer)).toEqual(wanted(computed, layer));
  await page.getByTestId('sample-1').click();
  const other = await compute(page, await firstDigit(1));
  for (const layer of ['conv1', 'conv2']) await expect.poll(() => order(layer)).toEqual(wanted(other, layer));
  const before = await order('conv2');
  await takeStep(page);
  expect(await order('conv2'), 'a step changes no places').toEqual(before);
  await inLegend(page, () => page.getByTestId('order').uncheck());
  await expect.poll(() => order('conv1')).toEqual([0, 1, 2, 3, 4, 5]);
  await page.getByTestId('sample-3').click();
});

test('a walk through the map pointed at, on the stage', async () => {
  const { page } = app;
  const { x, y } = middleOf(await placeOf(page, { layer: 'conv1', channel: 0 }), 5, 26);
  await page.mouse.click(x, y);
  await page.mouse.move(640, 20);
  const header = page.locator('cs-inspector header');
  await expect(header).toContainText('row 6, column 27');
  await play(page, 'map');
  for (const place of ['row 6, column 28', 'row 7, column 1']) {
    await page.getByTestId('walk-step').click();
    await expect(header).toContainText(place);
    await expect(page.getByTestId('walk-caption')).toContainText('ReLU');
  }
  await page.getByTestId('walk-back').click();
  await expect(header).toContainText('row 6, column 28');
  await page.keyboard.press('Escape');
});

test('a map that is left while its walk plays is closed: another map opens', async () => {
  const { page } = app;
  await openAt(page, 'conv1', 2, 6, 6);
  await page.getByTestId('opened-play').click();
  await expect(page.getByTestId('opened-caption')).not.toBeEmpty();
  await page.getByTestId('opened-close').click();
  await expect(page.getByTestId('opened')).toHaveCount(0);
  await openAt(page, 'conv2', 1, 4, 4);
  await expect(page.getByTestId('opened-title')).toHaveText('Conv2D · map 2');
  const asked = await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { opened } = session;
    const layers: string[] = [];
    Object.defineProperty(opened, 'open', {
      configurable: true,
      value: (layer: string) => {
        layers.push(layer);
        return Promise.resolve();
      },
    });
    for (const event of ['openedchange', 'domainchange', 'statechange'])
      session.dispatchEvent(new Event(event));
    return new Promise<string[]>((resolve) =>
      requestAnimationFrame(() => {
        Reflect.deleteProperty(opened, 'open');
        resolve(layers);
      }),
    );
  });
  expect(asked, 'the map that was left is not asked for').not.toContain('conv1');
  await expect(page.getByTestId('opened-map')).toBeVisible();
  await page.getByTestId('opened-close').click();
});

test('where motion is not wanted, nothing moves and every step is asked for', async ({ browser }) => {
  const { page, watched } = await load(browser, { colorScheme: 'light', reducedMotion: 'reduce' });
  await ready(page);
  await page.locator('[data-testid=tile][data-layer=conv1]').first().focus();
  const moved = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let most = 0;
        const look = (left: number): void => {
          most = Math.max(most, document.getAnimations().length);
          const stage = document.querySelector('convscope-app')?.shadowRoot?.querySelector('cs-stage');
          const opened = stage?.shadowRoot?.querySelector('cs-opened');
          most = Math.max(most, opened?.shadowRoot?.querySelector('.out')?.getAnimations().length ?? 0);
          if (left > 0) requestAnimationFrame(() => look(left - 1));
          else resolve(most);
        };
        look(40);
      }),
  );
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('opened-map')).toBeFocused();
  expect(await moved).toBe(0);
  await expect(page.getByTestId('opened-play')).toHaveCount(0);
  await page.getByTestId('opened-step').click();
  await expect(page.getByTestId('opened-caption')).toContainText('The window covers 5×5 values.');
  await page.getByTestId('opened-step').click();
  await expect(page.getByTestId('opened-caption')).toContainText('The products add up to');
  expect(watched.complaints).toEqual([]);
  await page.close();
});
