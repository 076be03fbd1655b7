// Language and theme: every text changes, and the choice is remembered.

import { expect, test } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import { load, open, stateIs, takeStep, chooseLanguage } from '../support/app';
import { textsOf } from '../support/texts';

/** Words that stay as they are: names of Keras and of formulas, products, units, keys, and the other language. */
const NAMES = [
  'Convscope',
  'Conv2D',
  'MaxPooling2D',
  'Max',
  'Pooling2D',
  'Flatten',
  'MNIST',
  'Dense',
  'LeNet',
  'ReLU',
  'relu',
  'softmax',
  'same',
  'Adam',
  'GPU',
  'WebGPU',
  'EN',
  'English',
  'Esc',
  'Alt',
  'Page',
  'Up',
  'Down',
  'Enter',
  'Delete',
  'K',
  'NaN',
  'x',
  'w',
  'z',
  'm',
  'Chrome',
  'Chromium',
  'PNG',
  'SVG',
  'Edge',
  'Safari',
  'Firefox',
  'Windows',
  'macOS',
  'ChromeOS',
  'Android',
  'iOS',
  'iPadOS',
  'Linux',
  'Apple',
  'https',
  'localhost',
];

/** Latin words that are none of the names; an operation is called `conv2/forward` in every language. */
function english(text: string): string[] {
  const rest = text.replace(/chrome:\/\/\S+|#[a-z-]+|\b[a-z]\w*\/[a-z]+\b/g, '');
  return (rest.match(/[A-Za-z][A-Za-z0-9]*/g) ?? []).filter(
    (word) => !NAMES.includes(word) && !/^e\d*$/.test(word),
  );
}

/** Left in English; the name of a layer, the title of its column, is the network's in every language. */
const isEnglish = ({ text, where }: { readonly text: string; readonly where: string }): boolean =>
  english(text).length > 0 && !/div\.header\S* @title$/.test(where);

test('日本語 changes every text, and the page remembers it with the theme', async ({ browser }) => {
  const { page, watched } = await open(browser, { colorScheme: 'light', locale: 'en-GB' });
  const html = page.locator('html');
  await expect(html).toHaveAttribute('lang', 'en');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await takeStep(page);
  const before = await textsOf(page);
  expect(before.length).toBeGreaterThan(100);
  expect(before.some(({ text }) => english(text).length > 3)).toBe(true);

  await chooseLanguage(page, 'ja');
  await expect(page.getByTestId('language-ja')).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveTitle(/ニューラルネットワーク/);
  const expectJapanese = async (state: string): Promise<void> => {
    const left = (await textsOf(page)).filter(isEnglish);
    expect(left, state).toEqual([]);
  };
  await expectJapanese('after the switch');
  for (const layer of ['input', 'conv2', 'pool1', 'dense1', 'answer']) {
    await page.locator(`[data-testid=tile][data-layer=${layer}]`).first().click();
    await expect(page.getByTestId('value')).toBeVisible();
    await expectJapanese(`with ${layer} pointed at`);
  }
  await page.getByTestId('more').first().click();
  await expectJapanese('with all maps open');
  for (const layer of ['conv2', 'answer']) {
    await page.locator(`[data-testid=tile][data-layer=${layer}]`).first().focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('opened-sum')).toHaveText(/\d/);
    await expectJapanese(`with a map of ${layer} opened`);
    for (let steps = 0; steps < 4; steps++) await page.getByTestId('opened-step').click();
    await expectJapanese(`on the way through ${layer}`);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('opened')).toHaveCount(0);
  }
  await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    session.setLearningRate(1e20);
  });
  await page.getByTestId('play').click();
  await stateIs(page, 'failed');
  await expect(page.getByTestId('failure')).toContainText('学習が止まりました');
  // The engine's error messages are meant for searching: in English in both languages.
  const panel = (await textsOf(page)).filter((one) => isEnglish(one) && !one.where.endsWith('p.mono'));
  expect(panel, 'in the error panel').toEqual([]);

  await page.getByTestId('theme').click();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(html).toHaveAttribute('lang', 'ja');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByTestId('opening')).toContainText('ネットワークを準備しています');
  await expectJapanese('while it opens');
  expect(watched.complaints).toEqual([]);
  await page.close();
});

test('the first language and theme are those of the browser', async ({ browser }) => {
  const { page } = await load(browser, {
    colorScheme: 'dark',
    locale: 'ja-JP',
    prepare: async (page) => {
      await page.addInitScript(() => {
        delete (Navigator.prototype as { gpu?: GPU }).gpu;
      });
    },
  });
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByTestId('recording-canvas')).toBeVisible();
  const left = (await textsOf(page)).filter(isEnglish);
  expect(left).toEqual([]);
  // The system's theme is followed until one is chosen.
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.close();
});

test('the language stays where the other’s words do not arrive, and the next click tries again', async ({
  browser,
}) => {
  const { page } = await open(browser, { locale: 'en-GB' });
  const words = '**/assets/ja-*.js';
  await page.route(words, (route) => route.abort());
  const refused = page.waitForEvent('requestfailed');
  await page.getByTestId('language-ja').click();
  await refused;
  await expect(page.getByTestId('language-en')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.unroute(words);
  await chooseLanguage(page, 'ja');
  await expect(page).toHaveTitle(/ニューラルネットワーク/);
});
