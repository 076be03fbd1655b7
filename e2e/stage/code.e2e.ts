// The network as Keras code: what is typed is what is built, what is built elsewhere is written into the text, and nothing
// that was typed is lost.

import { readFile, writeFile } from 'node:fs/promises';
import { expect, test, type Page } from '../support/test';
import {
  firstDifference,
  frames,
  layersOf,
  readParameters,
  ready,
  sessionOf,
  takeStep,
  chooseLanguage,
  type AppElement,
} from '../support/app';
import { onePage } from '../support/onePage';
import { expectAccessible } from '../support/axe';
import { drop } from '../support/drop';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers } from '../support/reference';
import { cutOff } from '../support/texts';

test.describe.configure({ mode: 'serial' });

const app = onePage({
  colorScheme: 'light',
  locale: 'en-GB',
  permissions: ['clipboard-read', 'clipboard-write'],
});

const editor = (page: Page) => page.getByTestId('code-editor').locator('.cm-content');
const standing = (page: Page) => page.getByTestId('code-standing');

async function stands(page: Page, kind: string): Promise<void> {
  await expect(standing(page)).toHaveAttribute('data-standing', kind);
}

/** The whole text, by the button that copies it. */
async function textOf(page: Page): Promise<string> {
  await page.getByTestId('copy-code').click();
  await expect(standing(page)).toHaveText('Copied');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Selects a part of the text by keys, and types over it. */
async function typeOver(page: Page, part: string, typed: string): Promise<void> {
  const text = await textOf(page);
  const at = text.indexOf(part);
  expect(at, `'${part}' in the code`).toBeGreaterThanOrEqual(0);
  const lines = text.slice(0, at).split('\n');
  await editor(page).focus();
  await page.keyboard.press('Control+Home');
  for (let line = 1; line < lines.length; line++) await page.keyboard.press('ArrowDown');
  for (let column = 0; column < (lines.at(-1)?.length ?? 0); column++)
    await page.keyboard.press('ArrowRight');
  for (let letter = 0; letter < part.length; letter++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.insertText(typed);
}

async function typeAll(page: Page, text: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

const parameterCount = async (page: Page): Promise<number> =>
  (await layersOf(page))
    .flatMap(({ kernel, bias }) => [kernel, bias])
    .reduce((sum, shape) => sum + (shape === null ? 0 : shape.reduce((a, b) => a * b, 1)), 0);

const summaryOf = (page: Page): Promise<string> =>
  page.getByTestId('code-summary').locator('pre').innerText();

test('the code is the whole script of the network that runs', async () => {
  const { page } = app;
  await takeStep(page);
  await page.getByTestId('tab-code').click();
  await stands(page, 'same');
  // It begins at the model, and the stage beside it still shows every column.
  const firstLine = (): Promise<string | null | undefined> =>
    page.getByTestId('code-editor').evaluate((element) => {
      const top = element.querySelector('.cm-scroller')?.getBoundingClientRect().top ?? NaN;
      const lines = [...element.querySelectorAll('.cm-line')];
      return lines.find((line) => line.getBoundingClientRect().top >= top - 1)?.textContent;
    });
  await expect.poll(firstLine).toBe('model = Sequential(name="lenet5")');
  const stage = page.getByTestId('stage').locator('.view');
  expect(await stage.evaluate((view) => view.scrollWidth - view.clientWidth)).toBeLessThanOrEqual(0);
  const text = await textOf(page);
  for (const line of [
    'model = Sequential(name="lenet5")',
    'model.add(Input(shape=(28, 28, 1)))',
    'model.add(Conv2D(filters=6, kernel_size=(5, 5), padding="same", activation="relu", name="conv1"))',
    'model.compile(optimizer=Adam(learning_rate=0.002), loss="categorical_crossentropy", metrics=["accuracy"])',
    'model.fit(x_train, y_train, batch_size=64, epochs=5, validation_data=(x_test, y_test))',
  ])
    expect(text.split('\n')).toContain(line);
  await page.getByTestId('code-summary').locator('summary').click();
  const summary = await summaryOf(page);
  expect(summary).toContain('Model: "lenet5"');
  expect(summary).toMatch(/conv1 \(Conv2D\) +│ \(None, 28, 28, 6\) +│ +156 │/);
  expect(summary).toContain('Total params: 61,706 (241.04 KB)');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('download-code').click(),
  ]);
  expect(file.suggestedFilename()).toBe('lenet5.py');
  expect(await readFile(await file.path(), 'utf8')).toBe(text);
  await expectAccessible(page, 'the code');
  expect(await cutOff(page)).toEqual([]);
});

test('another number of filters in the code is another network, with the weights that fit', async () => {
  const { page } = app;
  const before = await readParameters(page);
  await typeOver(page, 'filters=6', 'filters=8');
  await expect.poll(async () => (await layersOf(page))[0]?.outputShape).toEqual([28, 28, 8]);
  await stands(page, 'same');
  // 5·5·1·8 + 8, 5·5·8·16 + 16, and the dense layers as they were.
  expect(await parameterCount(page)).toBe(208 + 3216 + 48_120 + 10_164 + 850);
  expect(await summaryOf(page)).toContain('Total params: 62,558');
  const [was, is] = [
    before.get('conv1/kernel')?.data ?? [],
    (await readParameters(page)).get('conv1/kernel')?.data ?? [],
  ];
  for (let tap = 0; tap < 25; tap++)
    for (let filter = 0; filter < 6; filter++) expect(is[tap * 8 + filter]).toBe(was[tap * 6 + filter]);
  await frames(page, 3);
  await expectNumbers(page, await compute(page, await firstDigit(3)));
  await expect(page.getByTestId('undo')).toHaveAttribute('title', 'Undo: filters 6 → 8 in conv1 (Ctrl+Z)');
  // Undone in the text: the same weights and the same step as before.
  await editor(page).focus();
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await layersOf(page))[0]?.outputShape).toEqual([28, 28, 6]);
  await stands(page, 'same');
  await frames(page, 2);
  expect(firstDifference(before, await readParameters(page))).toBeNull();
  expect((await sessionOf(page)).step).toBe(1);
});

test('a slider changes its argument, and comments stay', async () => {
  const { page } = app;
  await typeOver(page, 'model.add(Flatten', '# a row of 400\nmodel.add(Flatten');
  await stands(page, 'same');
  const before = await textOf(page);
  await page.getByTestId('tab-layers').click();
  await expect(editor(page)).toBeHidden();
  await page.locator('[data-testid=stack-layer][data-layer=conv2]').click();
  await page.getByTestId('option-filters').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await layersOf(page))[2]?.outputShape).toEqual([10, 10, 17]);
  await page.getByTestId('tab-code').click();
  await expect(page.getByTestId('code-editor').locator('.cm-written')).toHaveText('17');
  expect(await textOf(page)).toBe(before.replace('filters=16', 'filters=17'));
  // The layer pointed at is the line pointed at.
  await expect(page.getByTestId('code-editor').locator('.cm-pointed')).toContainText('name="conv2"');
  await page.getByTestId('undo').click();
  await expect.poll(async () => (await layersOf(page))[2]?.outputShape).toEqual([10, 10, 16]);
  expect(await textOf(page)).toBe(before);
});

test('the learning rate goes both ways, without training anew', async () => {
  const { page } = app;
  const { step } = await sessionOf(page);
  await typeOver(page, 'learning_rate=0.002', 'learning_rate=0.01');
  await expect.poll(async () => (await sessionOf(page)).learningRate).toBe(0.01);
  await stands(page, 'same');
  await page.getByTestId('undo').click();
  await expect.poll(async () => (await sessionOf(page)).learningRate).toBe(0.002);
  await expect.poll(() => textOf(page)).toContain('Adam(learning_rate=0.002)');
  expect((await sessionOf(page)).step).toBe(step);
});

test('what cannot be read is said at its place, and the network stays as it was', async () => {
  const { page } = app;
  const text = await textOf(page);
  const [layers, parameters] = [await layersOf(page), await readParameters(page)];
  const lints = page.getByTestId('code-lints').locator('button');
  await typeOver(page, 'MaxPooling2D(', 'MaxPooling2D((');
  await stands(page, 'unread');
  await expect(lints.first()).toContainText(
    'This is not Python: a bracket, a comma or a quote may be missing',
  );
  const wrong = (first: string): string =>
    `from keras.models import Sequential\nfrom keras.layers import *\nmodel = Sequential()\n${first}\n`;
  const cases = [
    [
      'while more():\n    model.add(Dense(3))',
      'Line 4 · Error how often this loop runs is known only when the script runs. Use for … in range(…).',
    ],
    ['for i in range(10**4):\n    model.add(Dense(3))', 'Too much to read: more than'],
    ['model.add(LSTM(3))', 'There is no layer LSTM here. Available: Conv2D'],
    [
      'model.add(Conv2D(3, 40, input_shape=(28, 28, 1)))',
      'The kernel is larger than the picture: 40×40 on 28×28',
    ],
  ] as const;
  for (const [code, message] of cases) {
    await typeAll(page, wrong(code));
    await expect(lints.first()).toContainText(message);
    await stands(page, 'unread');
  }
  await expect(page.getByTestId('code-editor').locator('.cm-lintRange-error').first()).toBeVisible();
  await expectAccessible(page, 'code that cannot be read');
  await chooseLanguage(page, 'ja');
  await expect(lints.first()).toContainText('カーネルが入力より大きくなっています（40×40 に対し 28×28）。');
  await chooseLanguage(page, 'en');
  expect(await layersOf(page)).toEqual(layers);
  expect(firstDifference(parameters, await readParameters(page))).toBeNull();
  await typeAll(page, text);
  await stands(page, 'same');
  expect(await layersOf(page)).toEqual(layers);
});

const LISTING = `# from the book
from keras.models import Sequential
from keras.layers import Conv2D, MaxPooling2D, Dense

model = Sequential()
model.add(Conv2D(filters=64, kernel_size=(3, 3)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dense(128))

model.compile(optimizer=sgd, loss="categorical_crossentropy", metrics=["accuracy"])
model.summary()
`;

test('a listing that cannot tell digits apart is read, and completed by one press', async () => {
  const { page } = app;
  await typeAll(page, LISTING);
  await stands(page, 'lacking');
  const lacking = page.getByTestId('code-lacking');
  await expect(lacking.locator('li')).toHaveText([
    'an input shape: input_shape=(28, 28, 1)',
    'a Flatten layer, which arranges the maps in one row',
    'an output for each class: Dense(10, activation="softmax")',
  ]);
  await expect(page.getByTestId('code-lints')).toContainText('sgd has no value here. It is read as "sgd".');
  expect((await layersOf(page)).map(({ name }) => name)).toContain('conv2');
  await expectAccessible(page, 'a listing that lacks something');
  await page.getByTestId('complete').click();
  await expect
    .poll(async () => (await layersOf(page)).map(({ outputShape }) => outputShape))
    .toEqual([[26, 26, 64], [13, 13, 64], [13, 13, 128], [21_632], [10]]);
  await stands(page, 'same');
  expect(await parameterCount(page)).toBe(640 + 8320 + 216_330);
  expect(await summaryOf(page)).toContain('Total params: 225,290');
  expect((await sessionOf(page)).learningRate, "SGD's own in Keras").toBe(0.01);
  expect(await textOf(page)).toBe(
    LISTING.replace('Dense\n', 'Dense, Flatten\n')
      .replace('(3, 3)', '(3, 3), input_shape=(28, 28, 1)')
      .replace(
        '(Dense(128))',
        '(Dense(128))\nmodel.add(Flatten())\nmodel.add(Dense(units=10, activation="softmax"))',
      )
      .replace('=sgd', '="sgd"'),
  );
  await frames(page, 3);
  await expectNumbers(page, await compute(page, await firstDigit(3)));
});

test('a notebook that is pasted or dropped is its code; a function of it makes the network', async () => {
  const { page } = app;
  const before = await textOf(page);
  const cells = [
    '!pip install keras\nimport keras\nfrom keras import layers',
    'def build(width):\n    return keras.Sequential([\n        keras.Input((28, 28, 1)), layers.Flatten(),\n        layers.Dense(width, activation="relu"), layers.Dense(10, activation="softmax")])',
    'model = build(width=24)\nmodel.summary()',
  ];
  const notebook = JSON.stringify({
    nbformat: 4,
    cells: cells.map((source) => ({ cell_type: 'code', source: source.split(/(?<=\n)/) })),
  });
  await page.evaluate((text) => navigator.clipboard.writeText(text), notebook);
  await editor(page).focus();
  await page.keyboard.press('Control+V');
  await page.keyboard.press('Control+Enter');
  await stands(page, 'same');
  expect(await textOf(page)).toBe(`${cells.join('\n\n')}\n`);
  expect((await layersOf(page)).length).toBe(3);
  // The editor takes the file; the page does not open it as a model.
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text.replace('width=24', 'width=25')], 'digits.ipynb'));
    const find = (root: Document | ShadowRoot): Element | null => {
      for (const element of root.querySelectorAll('*')) {
        if (element.matches('.cm-content')) return element;
        const inner = element.shadowRoot ? find(element.shadowRoot) : null;
        if (inner) return inner;
      }
      return null;
    };
    find(document)?.dispatchEvent(
      new DragEvent('drop', { dataTransfer: data, bubbles: true, composed: true, cancelable: true }),
    );
  }, notebook);
  await expect.poll(() => textOf(page)).toContain('width=25');
  await page.keyboard.press('Control+Enter');
  await stands(page, 'same');
  await editor(page).focus();
  await page.keyboard.press('Control+A');
  await page.evaluate((text) => navigator.clipboard.writeText(text), before);
  await page.keyboard.press('Control+V');
  await page.keyboard.press('Control+Enter');
  await stands(page, 'same');
});

test('a script or a notebook dropped anywhere on the page is taken as code', async () => {
  const { page } = app;
  const before = await textOf(page);
  await page.getByRole('tab', { name: 'Layers' }).click();
  const script = before.replace(/Dense\(\d+/, 'Dense(61');
  expect(script).not.toBe(before);
  const path = test.info().outputPath('mine.py');
  await writeFile(path, script);
  await drop(page, path);
  await expect.poll(() => textOf(page)).toBe(script);
  await stands(page, 'same');
  expect((await layersOf(page)).some(({ outputShape }) => outputShape.at(-1) === 61)).toBe(true);
  await editor(page).focus();
  await page.keyboard.press('Control+Z');
  await expect.poll(() => textOf(page)).toBe(before);
  await stands(page, 'same');
});

test('everything is there after a reload, what cannot be read too', async () => {
  const { page } = app;
  const text = await textOf(page);
  await editor(page).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('# half a thought: (\nx = Dense(');
  await stands(page, 'unread');
  await page.evaluate(async () => {
    const app = document.querySelector('convscope-app') as unknown as AppElement & { written: Promise<void> };
    await app.written;
  });
  await page.reload();
  await ready(page);
  await stands(page, 'unread');
  expect(await textOf(page)).toBe(`${text}# half a thought: (\nx = Dense(`);
  expect(await parameterCount(page)).toBe(225_290);
  await typeOver(page, 'x = Dense(', 'x = 1');
  await stands(page, 'same');
});

test('the keyboard gets in and out; on a narrow screen the code has a drawer', async () => {
  const { page } = app;
  await editor(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Tab');
  expect(await textOf(page)).toMatch(/^ {4}# from the book/);
  await editor(page).focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor(page)).not.toBeFocused();
  await expect(page.getByTestId('code-editor')).toBeVisible();
  for (const [width, height] of [
    [820, 1180],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.getByTestId('open-left').click();
    await expect(editor(page)).toBeVisible();
    await expect.poll(() => cutOff(page), 'nothing is cut').toEqual([]);
    await page.getByTestId('rail-left').locator('.close').click();
  }
});
