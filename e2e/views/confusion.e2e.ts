// The confusion matrix: its counts are those of the reference on the page's own parameters, now and in the past; a cell
// leads to its pictures, a picture to its maps on the stage, and back; it follows the tests while the network trains.

import { expect, test, type Page } from '../support/test';
import type { NetworkConfig } from '../../src/models/network';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import type { TrainFacade } from '../../src/session/facade';
import {
  atRest,
  layersOf,
  open,
  readTensor,
  sessionOf,
  shownParameters,
  stateIs,
  trainTo,
  type App,
} from '../support/app';
import { expectAccessible } from '../support/axe';
import { SHAPES } from '../support/dataSets';
import { compute, expectNumbers, forward } from '../support/reference';
import { cutOff, overlaps, textsOf } from '../support/texts';

test.describe.configure({ mode: 'serial' });

const NAMES = Object.values(SHAPES.classes);
/** Small enough for the reference to answer all test pictures. */
const NETWORK: NetworkConfig = {
  name: 'small',
  input: SHAPES.shape,
  layers: [
    { name: 'conv1', kind: 'conv2d', options: { filters: 4, kernelSize: 3, strides: 2, activation: 'relu' } },
    { name: 'pool1', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};
/** An answer with so little before the next one may differ between f32 and f64. */
const CLOSE = 1e-5;

let app: App;
/** The test pictures, 0…1. */
let pictures: { readonly label: number; readonly picture: NdArray }[] = [];
test.beforeAll(async ({ browser }) => {
  app = await open(browser, {
    colorScheme: 'light',
    locale: 'en-GB',
    viewport: { width: 1280, height: 720 },
  });
  const { page } = app;
  await page.getByTestId('change-data').click();
  await SHAPES.choose(page, '');
  await page.getByTestId('use-data').click();
  await page.getByTestId('use-stage').click();
  await expect(page.getByTestId('data-name')).toHaveText(SHAPES.name);
  const { labels, base64 } = await page.evaluate(async (network) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    await session.startAfresh(network);
    const { labels, images } = session.data.test;
    const reader = new FileReader();
    reader.readAsDataURL(new Blob([images as Uint8Array<ArrayBuffer>]));
    await new Promise((resolve) => (reader.onload = resolve));
    return { labels: [...labels], base64: (reader.result as string).split(',')[1] ?? '' };
  }, NETWORK);
  const bytes = Buffer.from(base64, 'base64');
  const size = bytes.length / labels.length;
  pictures = labels.map((label, at) => ({
    label,
    picture: ndArray(
      [...SHAPES.shape],
      Float32Array.from(bytes.subarray(at * size, (at + 1) * size), (byte) => byte / 255),
    ),
  }));
  await trainTo(page, 20);
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

interface Prediction {
  readonly label: number;
  readonly answer: number;
  readonly probability: number;
  readonly close: boolean;
}

/** What the reference answers for every test picture, with the parameters that the page shows. */
async function reference(page: Page): Promise<Prediction[]> {
  const [layers, parameters] = [await layersOf(page), await shownParameters(page)];
  return pictures.map(({ label, picture }) => {
    const probabilities = [...(forward(layers, picture, parameters).get('answer')?.data ?? [])];
    const [first = NaN, second = NaN] = [...probabilities].sort((a, b) => b - a);
    return { label, answer: probabilities.indexOf(first), probability: first, close: first - second < CLOSE };
  });
}

/** Waits until the matrix is that of a step, and nothing is being evaluated. */
async function evaluated(page: Page, step: number): Promise<void> {
  const summary = page.getByTestId('confusion-summary');
  await expect(summary).toHaveAttribute('data-step', String(step));
  await expect(summary).toHaveAttribute('data-busy', 'false');
}

/** [class][answer], as the cells say. */
async function countsOf(page: Page): Promise<number[][]> {
  const cells = await page
    .locator('[data-testid^=confusion-][data-label]')
    .evaluateAll((all) => all.map((cell) => Number((cell as HTMLElement).dataset.count)));
  expect(cells).toHaveLength(NAMES.length ** 2);
  return NAMES.map((_, label) => cells.slice(label * NAMES.length, (label + 1) * NAMES.length));
}

async function expectCounts(page: Page, answers: readonly Prediction[]): Promise<void> {
  const found = await countsOf(page);
  const wanted = NAMES.map((_, label) =>
    NAMES.map((_, answer) => answers.filter((one) => one.label === label && one.answer === answer).length),
  );
  const doubtful = answers.filter(({ close }) => close).length;
  expect(doubtful).toBeLessThan(5);
  if (doubtful === 0) expect(found).toEqual(wanted);
  const off = found.flat().map((count, at) => Math.abs(count - (wanted.flat()[at] ?? NaN)));
  expect(off.reduce((a, b) => a + b)).toBeLessThanOrEqual(2 * doubtful);
}

let answers: Prediction[] = [];
/** The cell that is looked at: the wrong answer that is given most often. */
let [label, answer] = [0, 0];

test('the test accuracy leads to the matrix; its counts are the reference’s', async () => {
  const { page } = app;
  const { step } = await sessionOf(page);
  await page.getByTestId('open-confusion').click();
  await expect(page.getByTestId('view-confusion')).toHaveAttribute('aria-current', 'page');
  await evaluated(page, step);
  answers = await reference(page);
  await expectCounts(page, answers);
  const rows = await countsOf(page);
  expect(rows.flat().reduce((a, b) => a + b)).toBe(pictures.length);
  const right = rows.reduce((sum, row, label) => sum + (row[label] ?? NaN), 0);
  const percent = (part: number, digits: number): string => `${(100 * part).toFixed(digits)} %`;
  await expect(page.getByTestId('confusion-summary')).toContainText(percent(right / pictures.length, 2));
  await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    return session.evaluate();
  });
  const { testAccuracy } = await sessionOf(page);
  expect(right / pictures.length, 'as the session tests itself').toBeCloseTo(testAccuracy, 6);

  const wrong = rows.flatMap((row, label) => row.map((count, answer) => (label === answer ? 0 : count)));
  const most = wrong.indexOf(Math.max(...wrong));
  [label, answer] = [Math.floor(most / NAMES.length), most % NAMES.length];
  const total = pictures.filter((one) => one.label === label).length;
  await expect(page.getByTestId('confused-pair')).toHaveCount(2);
  await expect(page.getByTestId('confused-pair').first()).toHaveText(
    `${NAMES[label]} is called ${NAMES[answer]} ${wrong[most]} times of ${total}.`,
  );
  const column = rows.reduce((sum, row) => sum + (row[answer] ?? NaN), 0);
  await expect(page.getByTestId(`recall-${label}`)).toHaveText(percent(rows[label]![label]! / total, 0));
  await expect(page.getByTestId(`precision-${answer}`)).toHaveText(
    percent(rows[answer]![answer]! / column, 0),
  );
  await page.getByTestId('confusion-shares').click();
  await expect(page.getByTestId(`confusion-${label}-${answer}`)).toHaveText(
    String(Math.round((100 * wrong[most]!) / total)),
  );
  await page.getByTestId('confusion-counts').click();
});

test('with the keyboard a cell is chosen, and its pictures come in the order of their certainty', async () => {
  const { page } = app;
  await page.getByTestId('confusion-0-0').focus();
  for (let row = 0; row < label; row++) await page.keyboard.press('ArrowDown');
  for (let column = 0; column < answer; column++) await page.keyboard.press('ArrowRight');
  const cell = page.getByTestId(`confusion-${label}-${answer}`);
  await expect(cell).toBeFocused();
  await expect(page.getByTestId('confusion-says')).toContainText(
    `${NAMES[label]}, answered ${NAMES[answer]}: `,
  );
  await page.keyboard.press('Enter');
  await expect(cell).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('cell-title')).toContainText(`${NAMES[label]}, answered ${NAMES[answer]}`);
  const own = answers.filter((one) => one.label === label && one.answer === answer);
  const certain = own.map(({ probability }) => probability).sort((a, b) => b - a);
  const shown = await page
    .getByTestId('cell-picture')
    .evaluateAll((all) =>
      all.map((one) => [
        Number((one as HTMLElement).dataset.at),
        Number((one as HTMLElement).dataset.probability),
      ]),
    );
  expect(shown).toHaveLength(Math.min(24, own.length));
  for (const [place, [index = -1, probability]] of shown.entries()) {
    expect(probability).toBeCloseTo(certain[place]!, 4);
    expect(answers[index]).toMatchObject({ label, answer });
    expect(probability, `picture ${index}`).toBeCloseTo(answers[index]!.probability, 4);
  }
});

test('a picture leads to its maps on the stage, on to the next one, and back to the same cell', async () => {
  const { page } = app;
  const all = page.getByTestId('cell-picture');
  const [first = -1, second = -1] = await all.evaluateAll((all) =>
    all.map((one) => Number((one as HTMLElement).dataset.at)),
  );
  const shows = async (index: number): Promise<void> =>
    expect.poll(async () => (await readTensor(page, 'input')).data).toEqual(pictures[index]!.picture.data);
  await all.first().click();
  await expect(page.getByTestId('view-stage')).toHaveAttribute('aria-current', 'page');
  await expect(page.getByTestId('from-cell')).toContainText(
    `${NAMES[label]}, answered ${NAMES[answer]} with`,
  );
  await shows(first);
  const computed = await compute(page, pictures[first]!.picture);
  await expectNumbers(page, computed);
  const probabilities = [...(computed.tensors.get('answer')?.data ?? [])];
  expect(probabilities.indexOf(Math.max(...probabilities))).toBe(answer);
  await expect(page.getByTestId('shown-class')).toContainText(NAMES[label]!);
  expect(await overlaps(page)).toEqual([]);
  await page.getByTestId('cell-next').click();
  await shows(second);
  await page.getByTestId('back-to-matrix').click();
  await expect(page.getByTestId(`confusion-${label}-${answer}`)).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator(`[data-testid=cell-picture][data-at="${second}"]`)).toBeFocused();
  // The browser's way back leads to the stage with the picture; another picture is of no cell.
  await page.goBack();
  await expect(page.getByTestId('from-cell')).toBeVisible();
  await page.getByTestId('sample-circle').click();
  await expect(page.getByTestId('from-cell')).toHaveCount(0);
  await page.getByTestId('open-confusion').click();
});

test('in the past it is the matrix of that step, then again that of now', async () => {
  const { page } = app;
  const { step } = await sessionOf(page);
  await evaluated(page, step);
  await page.getByTestId('scrubber').focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('travel-where')).toContainText('You are looking at step 0');
  await evaluated(page, 0);
  const then = await reference(page);
  expect(then).not.toEqual(answers);
  await expectCounts(page, then);
  await page.keyboard.press('Escape');
  await evaluated(page, step);
  await expectCounts(page, answers);
});

test('while the network trains it follows the tests of the session', async () => {
  const { page } = app;
  const { step } = await sessionOf(page);
  await page.getByTestId('confusion-says').click();
  await page.keyboard.press('Space');
  await stateIs(page, 'training');
  await expect(page.getByTestId('confusion-summary')).not.toHaveAttribute('data-step', String(step));
  const shown = await page
    .getByTestId('confusion-summary')
    .evaluate((summary) => ({ step: Number(summary.dataset.step), text: summary.textContent }));
  const { state, tests, accuracies } = await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { testStep, testAccuracy } = session.history;
    return { state: session.state, tests: [...testStep], accuracies: [...testAccuracy] };
  });
  expect(state).toBe('training');
  const place = tests.indexOf(shown.step);
  expect(place, `${shown.step} is one of ${tests.join()}`).not.toBe(-1);
  expect(shown.text).toContain(`${(100 * accuracies[place]!).toFixed(2)} %`);
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await atRest(page);
  await evaluated(page, (await sessionOf(page)).step);
});

test('on every size, in both languages and themes, nothing is cut off and no rule of accessibility is broken', async () => {
  const { page } = app;
  for (const language of ['en', 'ja'] as const) {
    await page.getByTestId(`language-${language}`).click();
    for (const [width, height] of [
      [1280, 720],
      [820, 1180],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      const scrolled = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? NaN);
      expect(scrolled).toBeLessThanOrEqual(width);
      expect(await cutOff(page), `${width}×${height}, ${language}`).toEqual([]);
      expect(await overlaps(page), `${width}×${height}, ${language}`).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 720 });
    await expectAccessible(page, `the confusion matrix, ${language}`);
    await page.getByTestId('theme').click();
  }
  await expectAccessible(page, 'the confusion matrix, light again');
  const english = (await textsOf(page)).filter(
    ({ text }) => NAMES.some((name) => text.includes(name)) || /picture|answer|confus/i.test(text),
  );
  expect(english, 'all is Japanese').toEqual([]);
});
