// <convscope-classifier> on another page, by one script tag: networks of every format, by address, as files and dropped; names,
// numbers of pixels, and what is said where a network cannot be had.

import { expect, type Locator, type Page } from '@playwright/test';
import { test } from '../support/test';
import { Examples } from '../support/examples';
import { LEFT, SIDES } from '../support/sides';
import { watch } from '../support/watch';

interface Answer {
  readonly label: string | null;
  readonly probabilities: readonly { readonly label: string; readonly probability: number }[];
}

interface Element extends HTMLElement {
  readonly ready: boolean;
  file: File | readonly File[] | null;
  classify(picture: Blob): Promise<Answer>;
}

const examples = new Examples();
let plain = '';
let other = '';

test.beforeAll(async () => {
  const folder = examples.folder('plain');
  plain = await examples.serve(folder);
  // Another site, which allows nobody to read it.
  other = await examples.serve(folder);
});
test.afterAll(() => examples.close());

async function open(page: Page, elements: string): Promise<void> {
  await page.route('**/sides/**', (route) => {
    const path = new URL(route.request().url()).pathname.replace(/^.*\/sides\//, '');
    const body = SIDES.get(path);
    return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ body });
  });
  await page.goto(plain);
  await page.evaluate((html) => {
    document.querySelector('main')!.innerHTML = `<h1>Sides</h1>${html}`;
  }, elements);
}

async function ready(element: Locator): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  await expect.poll(() => element.evaluate((one) => (one as Element).ready)).toBe(true);
}

/** Shows a picture of which the left half is white. */
const answerOf = (element: Locator): Promise<Answer> =>
  element.evaluate(async (one) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2, 2];
    const context = canvas.getContext('2d')!;
    context.fillRect(0, 0, 2, 2);
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 1, 2);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    return (one as Element).classify(blob!);
  });

async function expectRight(
  element: Locator,
  [left, right]: readonly [string, string] = ['left', 'right'],
): Promise<void> {
  const { label, probabilities } = await answerOf(element);
  expect(label).toBe(left);
  expect(probabilities.map((one) => one.label)).toEqual([left, right]);
  expect(probabilities[0]?.probability).toBeCloseTo(LEFT, 5);
  expect(probabilities[1]?.probability).toBeCloseTo(1 - LEFT, 5);
}

for (const [name, attributes] of [
  ['Keras', 'src="sides/sides.keras"'],
  ['HDF5', 'src="sides/sides.h5"'],
  ['ONNX', 'src="sides/sides.onnx"'],
  ['JSON', 'src="sides/sides.json"'],
  ['tfjs with its files beside it', 'src="sides/model.json"'],
  ['a network and weights of PyTorch', 'src="sides/untrained.json sides/weights.safetensors"'],
  ['Keras with a Rescaling of 0…255', 'src="sides/bytes.keras"'],
  ['ONNX of pixels of 0…255, by scale', 'src="sides/bytes.onnx" scale="255"'],
  ['ONNX that gives scores', 'src="sides/scores.onnx"'],
] as const) {
  test(`${name}: the probabilities of the formula`, async ({ page }) => {
    const watched = watch(page);
    await open(page, `<convscope-classifier ${attributes} labels="left, right"></convscope-classifier>`);
    const element = page.locator('convscope-classifier');
    await ready(element);
    await expectRight(element);
    expect(watched.complaints).toEqual([]);
  });
}

test('names of classes from files, or numbers', async ({ page }) => {
  await open(
    page,
    ['labels="sides/names.txt"', 'labels="sides/metadata.json"', '']
      .map((labels) => `<convscope-classifier src="sides/sides.json" ${labels}></convscope-classifier>`)
      .join(''),
  );
  for (const [at, names] of ([undefined, undefined, ['0', '1']] as const).entries()) {
    const element = page.locator('convscope-classifier').nth(at);
    await ready(element);
    await expectRight(element, names);
  }
});

test('a file as a property, and one that is dropped in its place', async ({ page }) => {
  await open(page, '<convscope-classifier labels="left, right"></convscope-classifier>');
  const element = page.locator('convscope-classifier');
  await element.scrollIntoViewIfNeeded();
  await expect(element.getByRole('alert')).toBeVisible();
  await expect(element).toContainText('expected the address of a network, or a file');
  await element.evaluate(async (one) => {
    const blob = await (await fetch('sides/sides.onnx')).blob();
    (one as Element).file = new File([blob], 'sides.onnx');
  });
  await ready(element);
  await expectRight(element);
  await element.evaluate(async (one) => {
    const dropped = new DataTransfer();
    const blob = await (await fetch('sides/scores.onnx')).blob();
    dropped.items.add(new File([blob], 'other.onnx'));
    one.removeAttribute('labels');
    one.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, cancelable: true }));
  });
  await expect(element.getByTestId('answer').first()).toContainText('0');
  await ready(element);
  await expectRight(element, ['0', '1']);
});

test('says why there is no network', async ({ page }) => {
  const cases = [
    [`src="${other}sides.onnx"`, 'Access-Control-Allow-Origin'],
    ['src="sides/none.onnx"', 'HTTP 404'],
    ['src="sides/names.txt"', 'is not a file that can be read'],
    ['src="sides/untrained.json"', 'It has no weights'],
    ['src="sides/weights.safetensors"', 'holds weights without a network'],
    ['src="sides/sides.json" labels="one"', 'expected 2 labels'],
    ['src="sides/sides.json" scale="much"', "Received 'much'"],
  ] as const;
  await open(
    page,
    cases.map(([attributes]) => `<convscope-classifier ${attributes}></convscope-classifier>`).join(''),
  );
  for (const [at, [, said]] of cases.entries()) {
    const element = page.locator('convscope-classifier').nth(at);
    await element.scrollIntoViewIfNeeded();
    await expect(element.getByRole('alert')).toBeVisible();
    await expect(element).toContainText(said);
  }
});
