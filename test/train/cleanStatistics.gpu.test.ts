// After training on augmented pictures, the statistics of batch normalization become those of the pictures as they are.

import { expect, it } from 'vitest';
import { uploadArrays } from '../../src/data/deviceDataset';
import { defineNetwork } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { measureStatistics } from '../../src/train/cleanStatistics';
import { testDevice } from '../support/device';

const options = { loss: 'sparseCategoricalCrossentropy', batchSize: 4, seed: 1 };

/** Four pictures, one batch: its mean is 3 and its variance 5. */
async function pictures(): Promise<ReturnType<typeof uploadArrays>> {
  return uploadArrays(
    await testDevice(),
    { values: Float32Array.of(0, 2, 4, 6), shape: [1] },
    { values: Uint32Array.of(0, 1, 0, 1), shape: [] },
  );
}

const dense = { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } };

it('means and variances are those of the data, and no parameter changes', async () => {
  const network = defineNetwork({
    ...{ name: 'n', input: [1] },
    layers: [{ name: 'norm', kind: 'batchNormalization', options: { momentum: 0.5 } }, dense],
  });
  const store = new ParameterStore(await testDevice(), network);
  store.initialize(3);
  store.write('norm/movingMean', Float32Array.of(-7));
  const data = await pictures();
  const before = new Map((await store.read()).map(({ name, values }) => [name, values]));
  expect(await measureStatistics(store, { ...options, data })).toBe(true);
  for (const { name, values } of await store.read()) {
    if (name === 'norm/movingMean') expect(Math.abs(values[0]! - 3)).toBeLessThan(0.01 * 10);
    else if (name === 'norm/movingVariance') expect(Math.abs(values[0]! - 5)).toBeLessThan(0.01 * 5);
    else expect(values, name).toEqual(before.get(name));
  }
  data.destroy();
  store.destroy();
});

it('a network without batch normalization has none', async () => {
  const network = defineNetwork({ name: 'n', input: [1], layers: [dense] });
  const store = new ParameterStore(await testDevice(), network);
  const data = await pictures();
  expect(await measureStatistics(store, { ...options, data })).toBe(false);
  data.destroy();
  store.destroy();
});
