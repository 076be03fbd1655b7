// Layers that share weights, from code to maps: a siamese network is built and trained, its panels say whose weights are used,
// and what is changed at one place changes at all, in the code as well.

import { expect, test, type Page } from '../support/test';
import { frames, layersOf } from '../support/app';
import { onePage } from '../support/onePage';
import { trainTyped } from '../support/typedCode';

test.describe.configure({ mode: 'serial' });

const app = onePage({ colorScheme: 'light', locale: 'en-GB' });

const CODE = `from tensorflow import keras
from tensorflow.keras import layers

picture = keras.Input(shape=(28, 28, 1))
conv = layers.Conv2D(4, 5, activation="relu", name="conv")
left = conv(layers.Cropping2D(((0, 0), (0, 14)), name="left")(picture))
right = conv(layers.Cropping2D(((0, 0), (14, 0)), name="right")(picture))
x = layers.Flatten(name="row")(layers.Subtract(name="difference")([left, right]))
model = keras.Model(picture, layers.Dense(10, activation="softmax", name="answer")(x))
`;

const shapesOf = async (page: Page): Promise<ReadonlyMap<string, readonly number[]>> =>
  new Map((await layersOf(page)).map(({ name, outputShape }) => [name, outputShape]));

test('a layer that is called twice is built, drawn and trained with one set of weights', async () => {
  const { page } = app;
  const { before, after } = await trainTyped(page, CODE, 'conv_2');
  expect([...(after.get('conv/kernel')?.data ?? [])]).not.toEqual([
    ...(before.get('conv/kernel')?.data ?? []),
  ]);
  expect(after.get('conv_2/kernel')).toEqual(after.get('conv/kernel'));
  await frames(page, 3);
});

test('its panel says whose weights it uses, and changes of it change the owner', async () => {
  const { page } = app;
  await page.getByTestId('tab-layers').click();
  await page.locator('[data-testid=stack-layer][data-layer=conv]').click();
  await expect(page.getByTestId('shares-with')).toHaveCount(0);
  await page.locator('[data-testid=stack-layer][data-layer=conv_2]').click();
  await expect(page.getByTestId('shares-with')).toContainText('Uses the weights of conv');
  await page.getByTestId('option-padding').getByText('same').click();
  await expect.poll(async () => (await shapesOf(page)).get('conv')).toEqual([28, 14, 4]);
  expect((await shapesOf(page)).get('conv_2')).toEqual([28, 14, 4]);
  await page.getByTestId('tab-code').click();
  await expect(page.getByTestId('code-editor')).toContainText(
    'conv = layers.Conv2D(4, 5, activation="relu", name="conv", padding="same")',
  );
  await expect(page.getByTestId('code-standing')).toHaveAttribute('data-standing', 'same');
});
