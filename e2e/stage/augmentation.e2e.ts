// Layers of data augmentation: read from code, changed in their panel, where draws of the current picture show what they do,
// and passed over by everything but training.

import { expect, test, type Page } from '@playwright/test';
import { frames, layersOf, open, sessionOf, takeStep, type App } from '../support/app';

let app: App;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light', locale: 'en-GB' });
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const CODE = `import tensorflow as tf
from tensorflow.keras import layers

data_augmentation = tf.keras.Sequential([
    layers.RandomRotation(0.1, fill_mode="constant"),
    layers.experimental.preprocessing.RandomZoom(0.2),
])

model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    data_augmentation,
    layers.RandomTranslation(0.1, 0.1),
    layers.RandomBrightness(0.2),
    layers.Conv2D(8, 5, strides=2, activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`;

async function openLayer(page: Page, layer: string): Promise<void> {
  await page.locator(`[data-testid=stack-layer][data-layer=${layer}]`).click();
  await expect(page.getByTestId('layer-says')).toContainText('In training only.');
}

test('a block of them in a model is read, runs, and trains', async () => {
  const { page } = app;
  await takeStep(page);
  await page.getByTestId('tab-code').click();
  await page.getByTestId('code-editor').locator('.cm-content').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(CODE);
  await expect
    .poll(async () => (await layersOf(page)).map(({ name }) => name))
    .toEqual([
      ...['random_rotation', 'random_zoom', 'random_translation', 'random_brightness'],
      ...['conv2d', 'flatten', 'dense'],
    ]);
  await expect(page.getByTestId('code-standing')).toHaveAttribute('data-standing', 'same');
  await takeStep(page);
  expect((await sessionOf(page)).step).toBeGreaterThan(0);
  await frames(page, 3);
});

test('its panel shows draws of the current picture, others on request and with other options', async () => {
  const { page } = app;
  await page.getByTestId('tab-layers').click();
  await openLayer(page, 'random_rotation');
  const variants = page.getByTestId('variants');
  await expect(variants).toBeVisible();
  await frames(page, 3);
  const first = await variants.screenshot();
  await page.getByTestId('variants-again').click();
  await expect.poll(async () => (await variants.screenshot()).equals(first)).toBe(false);
  await frames(page, 3);
  const second = await variants.screenshot();
  await page.getByTestId('typed-factor').fill('0.4…0.5');
  await page.getByTestId('typed-factor').press('Enter');
  await expect.poll(async () => (await variants.screenshot()).equals(second)).toBe(false);
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('typed-factor')).toHaveValue('0.4…0.5');
  await page.getByTestId('tab-code').click();
  await expect(page.getByTestId('code-editor')).toContainText('layers.RandomRotation((0.4, 0.5)');
});

test('one from the menu is for pictures of 0 to 1', async () => {
  const { page } = app;
  await page.getByTestId('tab-layers').click();
  await openLayer(page, 'random_brightness');
  await page.getByTestId('layer-add').click();
  await page.locator('[data-testid=kind][data-kind=randomContrast]').click();
  await expect(page.getByTestId('variants')).toBeVisible();
  await expect(page.getByTestId('typed-factor')).toHaveValue('0.2…0.2');
  await page.getByTestId('apply').click();
  await page.getByTestId('tab-code').click();
  await expect(page.getByTestId('code-editor')).toContainText(
    'RandomContrast(factor=(0.2, 0.2), value_range=(0, 1))',
  );
});
