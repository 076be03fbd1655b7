// Layers and activations beyond those of the preset networks, from code to maps: they are built, drawn, explained and trained.

import { expect, test } from '../support/test';
import { frames, layersOf, sessionOf } from '../support/app';
import { onePage } from '../support/onePage';
import { trainTyped } from '../support/typedCode';

const app = onePage({ colorScheme: 'light', locale: 'en-GB' });

const CODE = `from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(8, 3, strides=2, padding="same", activation="silu", name="conv"),
    layers.GroupNormalization(groups=4, name="groups"),
    layers.Conv2D(8, 3, groups=2, activation="gelu", name="dealt"),
    layers.PReLU(shared_axes=[1, 2], name="slopes"),
    layers.SeparableConv2D(6, 3, activation="hard_silu", name="separated"),
    layers.LayerNormalization(name="layers"),
    layers.Conv2DTranspose(4, 3, strides=2, padding="same", activation="mish", name="grown"),
    layers.ELU(0.5, name="bent"),
    layers.GlobalAveragePooling2D(name="mean"),
    layers.Dense(10, activation="softmax", name="answer"),
])
`;

test('a network of them is read from code, runs, and trains', async () => {
  const { page } = app;
  const { before, after } = await trainTyped(page, CODE, 'grown');
  const shapes = new Map((await layersOf(page)).map(({ name, outputShape }) => [name, outputShape]));
  expect(shapes.get('dealt')).toEqual([12, 12, 8]);
  expect(shapes.get('separated')).toEqual([10, 10, 6]);
  expect(shapes.get('grown')).toEqual([20, 20, 4]);
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [name, { data }] of after) expect(data.every(Number.isFinite), name).toBe(true);
  expect((await sessionOf(page)).step).toBeGreaterThan(0);
  await frames(page, 3);
});

test('each of them says what it does and shows its options', async () => {
  const { page } = app;
  await page.getByTestId('tab-layers').click();
  for (const [layer, says] of [
    ['groups', 'Scales groups of maps'],
    ['dealt', 'Convolves groups of maps'],
    ['slopes', 'learned factors'],
    ['separated', 'then mixes the maps'],
    ['layers', 'Scales the values at each position'],
    ['grown', 'Enlarges maps'],
    ['bent', 'Bends negative values'],
  ] as const) {
    await page.locator(`[data-testid=stack-layer][data-layer=${layer}]`).click();
    await expect(page.getByTestId('layer-says')).toContainText(says);
  }
});
