// A network with an auxiliary classifier, from Keras code to training: every output learns the class of the picture. Two
// inputs are refused in words.

import { expect, test } from '../support/test';
import { layersOf, type AppElement } from '../support/app';
import { onePage } from '../support/onePage';
import { trainTyped, typeCode } from '../support/typedCode';

test.describe.configure({ mode: 'serial' });

const app = onePage({ colorScheme: 'light', locale: 'en-GB' });

const CODE = `from tensorflow import keras
from tensorflow.keras import layers

picture = keras.Input(shape=(28, 28, 1))
front = layers.Flatten(name="row")(layers.MaxPooling2D(4, name="pool")(layers.Conv2D(4, 5, name="conv")(picture)))
early = layers.Dense(10, activation="softmax", name="early")(front)
late = layers.Dense(10, activation="softmax", name="late")(layers.Dense(16, activation="relu", name="hidden")(front))
model = keras.Model(picture, [late, early])
model.compile(optimizer="adam", loss={"late": "categorical_crossentropy", "early": "categorical_crossentropy"},
              loss_weights={"late": 1.0, "early": 0.3}, metrics=["accuracy"])
`;

test('both outputs are built and trained; the weights of the losses come from the code', async () => {
  const { page } = app;
  const { before, after } = await trainTyped(page, CODE, 'early');
  for (const name of ['conv/kernel', 'early/kernel', 'late/kernel'])
    expect([...(after.get(name)?.data ?? [])], name).not.toEqual([...(before.get(name)?.data ?? [])]);
  const weights = await page.evaluate(
    () => document.querySelector<AppElement>('convscope-app')?.session?.settings.lossWeights,
  );
  expect(weights).toEqual([1, 0.3]);
});

test('a network with two inputs is refused in words, and the one before stays', async () => {
  const { page } = app;
  const two = CODE.replace('keras.Model(picture,', 'keras.Model([picture, other],').replace(
    'front =',
    'other = keras.Input(shape=(10,), name="other")\nfront =',
  );
  await typeCode(page, two.replace('(front))', '(layers.Concatenate(name="both")([front, other])))'));
  await expect(page.getByTestId('code-standing')).not.toHaveAttribute('data-standing', 'same');
  await expect(page.getByTestId('code-problem')).toContainText('only networks with one input can be trained');
  expect((await layersOf(page)).map(({ name }) => name)).toContain('early');
});
