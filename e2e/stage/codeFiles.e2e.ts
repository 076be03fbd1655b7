// Several files as one program: dropped as files, a folder or a zip, read together, shown one at a time, and written into where
// the network is changed elsewhere.

import { mkdir, writeFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import { chooseLanguage, layersOf, ready, type AppElement } from '../support/app';
import { onePage } from '../support/onePage';
import { expectAccessible } from '../support/axe';
import { drop } from '../support/drop';
import { expect, test, type Page } from '../support/test';

test.describe.configure({ mode: 'serial' });

const FILES = {
  'train.py': `from nets.model import build

model = build(classes=10)
model.compile("adam", "categorical_crossentropy")
model.summary()
`,
  'nets/__init__.py': '',
  'nets/model.py': `import keras
from keras import layers
from .blocks import block


def build(classes):
    i = keras.Input((28, 28, 1))
    x = block(i, 6)
    x = layers.Flatten()(x)
    return keras.Model(i, layers.Dense(classes, activation="softmax")(x))
`,
  'nets/blocks.py': `from keras import layers


def block(x, filters):
    x = layers.Conv2D(filters, 5, activation="relu")(x)
    return layers.MaxPooling2D(2)(x)
`,
} as const;

const app = onePage({
  colorScheme: 'light',
  locale: 'en-GB',
  viewport: { width: 1280, height: 720 },
});

const editor = (page: Page) => page.getByTestId('code-editor').locator('.cm-content');
const tabs = (page: Page) => page.getByTestId('code-files').getByRole('tab');
const stands = (page: Page, kind: string): Promise<void> =>
  expect(page.getByTestId('code-standing')).toHaveAttribute('data-standing', kind);

/** Files in a folder of the test. */
async function written(files: Readonly<Record<string, string>>, folder: string): Promise<string> {
  const at = test.info().outputPath(folder);
  for (const [name, text] of Object.entries(files)) {
    const path = `${at}/${name}`;
    await mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    await writeFile(path, text);
  }
  return at;
}

test('a script whose file is missing asks for it, and reads on once it is dropped, too', async () => {
  const { page } = app;
  const folder = await written({ 'train.py': FILES['train.py'].replace('nets.model', 'model') }, 'alone');
  await drop(page, `${folder}/train.py`);
  await stands(page, 'unread');
  await expect(page.getByTestId('code-lints')).toContainText('model.py is not here. Drop it, too.');
  await expect(page.getByTestId('code-files')).toHaveCount(0);
  const more = await written({ 'model.py': FILES['nets/model.py'].replace('.blocks', 'blocks') }, 'more');
  await drop(page, `${more}/model.py`);
  await expect(page.getByTestId('code-lints')).toContainText('blocks.py is not here. Drop it, too.');
  await expect(page.getByTestId('code-lints')).toContainText('model.py:8 · Error');
  await expect(tabs(page)).toHaveText(['script.py', 'model.py']);
  await drop(page, `${await written({ 'blocks.py': FILES['nets/blocks.py'] }, 'last')}/blocks.py`);
  await stands(page, 'same');
  await expect(page.getByTestId('code-dropped')).toContainText('Added: blocks.py');
  await expect
    .poll(async () => (await layersOf(page)).map(({ outputShape }) => outputShape))
    .toEqual([[24, 24, 6], [12, 12, 6], [864], [10]]);
});

test('a folder is read as one program; names above the editor show one file at a time, by keys as well', async () => {
  const { page } = app;
  const folder = await written(
    { ...FILES, 'README.md': '# nets', 'predict.py': FILES['train.py'].replace(/model\.compile.*\n/, '') },
    'repository',
  );
  await drop(page, folder);
  await stands(page, 'same');
  await expect(tabs(page)).toHaveText(['train.py', 'model.py', 'blocks.py']);
  await expect(page.getByTestId('code-script')).toHaveValue('train.py');
  await expect(editor(page)).toContainText('model = build(classes=10)');
  await tabs(page).first().focus();
  await page.keyboard.press('End');
  await expect(tabs(page).nth(2)).toHaveAttribute('aria-selected', 'true');
  await expect(editor(page)).toContainText('def block(x, filters)');
  await expectAccessible(page, 'code files');
});

test('an error is marked in its file, and pressing what is said of it leads there', async () => {
  const { page } = app;
  await editor(page).focus();
  await page.keyboard.press('Control+Home');
  for (let line = 0; line < 4; line++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('x = layers.Conv2D(-1, 3)(x)');
  await stands(page, 'unread');
  const said = page.getByTestId('code-lints').getByRole('button').first();
  await expect(said).toContainText('nets/blocks.py:6 · Error');
  await tabs(page).first().click();
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
  await said.click();
  await expect(tabs(page).nth(2)).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.cm-lintRange-error')).not.toHaveCount(0);
  await page.keyboard.press('Control+Z');
  await expect(editor(page)).not.toContainText('-1');
  await stands(page, 'same');
});

test('a slider writes into the file that its layer stands in, and that file is shown', async () => {
  const { page } = app;
  await tabs(page).first().click();
  await page.getByTestId('tab-layers').click();
  await page.getByTestId('stack-layer').nth(1).click();
  await expect(page.getByTestId('option-filters')).toBeVisible();
  await page.getByTestId('option-filters').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await layersOf(page))[0]?.outputShape).toEqual([24, 24, 7]);
  await page.getByTestId('tab-code').click();
  await stands(page, 'same');
  await expect(tabs(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(editor(page)).toContainText('block(i, 7)');
});

test('another script can be chosen, and a zip takes the place of it all; one press brings the code before back', async () => {
  const { page } = app;
  await page.getByTestId('code-script').selectOption('predict.py');
  await stands(page, 'same');
  await expect(tabs(page).first()).toHaveText('predict.py');
  // The same names would be newer versions of the files that are there.
  const entries = Object.entries(FILES).map(([name, text]) => [
    `cnn-main/${name.replace('nets', 'cnn')}`,
    new TextEncoder().encode(text.replace('nets', 'cnn').replace('6)', '5)')),
  ]);
  const path = test.info().outputPath('cnn-main.zip');
  await writeFile(path, zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>));
  await drop(page, path);
  await stands(page, 'same');
  await expect(tabs(page).first()).toHaveText('train.py');
  await expect.poll(async () => (await layersOf(page))[0]?.outputShape).toEqual([24, 24, 5]);
  await page.getByTestId('code-back').click();
  await stands(page, 'same');
  await expect(tabs(page).first()).toHaveText('predict.py');
  await expect.poll(async () => (await layersOf(page))[0]?.outputShape).toEqual([24, 24, 7]);
});

test('a zip that is damaged, or leads out of its folder, changes nothing', async () => {
  const { page } = app;
  const path = test.info().outputPath('bad.zip');
  await writeFile(path, zipSync({ 'a.py': new Uint8Array(3), '../b.py': new Uint8Array(3) }));
  await drop(page, path);
  await expect(page.getByTestId('code-drop-failed')).toContainText('leads out of it');
  await expect(tabs(page).first()).toHaveText('predict.py');
});

test('the files are there again after the page is opened anew, in the other language, too', async () => {
  const { page } = app;
  await page.evaluate(async () => {
    const app = document.querySelector('convscope-app') as unknown as AppElement & { written: Promise<void> };
    await app.written;
  });
  await page.reload();
  await ready(page);
  await expect(tabs(page)).toHaveText(['predict.py', 'model.py', 'blocks.py']);
  await chooseLanguage(page, 'ja');
  await expect(page.getByRole('combobox', { name: 'スクリプト' })).toHaveValue('predict.py');
  await expectAccessible(page, 'code files');
});

test('on a tablet, where the code is in a drawer, files that are dropped open it', async () => {
  const { page } = app;
  await page.setViewportSize({ width: 820, height: 1180 });
  await expect(page.getByTestId('code-editor')).toBeHidden();
  await drop(page, await written(FILES, 'cnn'));
  await expect(page.getByTestId('code-editor')).toBeVisible();
  await expect(page.getByTestId('code-dropped')).toBeVisible();
  await expectAccessible(page, 'code files in a drawer');
});
