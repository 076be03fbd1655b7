// The same script on tfjs and on Convscope: only the module is swapped. Then the same training, step by step.

import * as tfjs from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import * as convscope from '../../src/index';
import { relativeError } from '../support/compare';
import { mulberry } from './random';
import {
  branches,
  curve,
  normalized,
  shared,
  shapesOf,
  smallCnn,
  stripes,
  trainAndTest,
  type Library,
} from './scripts';

const tf = tfjs as unknown as Library;

beforeAll(async () => {
  tfjs.env().set('PROD', true); // no advice on the console
  await tfjs.setBackend('cpu');
});

const data = stripes(64, 8, 1);

test.each([
  ['tfjs', tf],
  ['convscope', convscope],
  // The initial weights of tfjs have no seed: some learn too slowly.
])('one script builds, trains, evaluates and predicts: %s', { retry: 3 }, async (_, library) => {
  const result = await trainAndTest(library, stripes(96, 8, 1), stripes(24, 8, 2));
  expect(result.shape).toEqual([24, 4]);
  expect(result.accuracy).toBeGreaterThan(0.9);
  expect(result.valAcc).toBeGreaterThan(0.9);
  expect(result.loss).toBeLessThan(0.5);
  for (const sum of result.rows) expect(sum).toBeCloseTo(1, 4);
  expect(result.classes.filter((label, i) => label === i % 4).length / 24).toBeCloseTo(result.accuracy, 5);
});

function initialWeights(build: (library: Library) => ReturnType<typeof smallCnn>, seed: number): number[][] {
  const random = mulberry(seed);
  const shapes = shapesOf(tf, build);
  expect(shapesOf(convscope, build)).toEqual(shapes);
  // Positive where it may be a variance.
  return shapes.map((shape) =>
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
      shape.length === 1 ? 0.2 + 0.4 * random() : random() - 0.5,
    ),
  );
}

const optimizers = {
  sgd: (library: Library) => library.train.sgd(0.05),
  momentum: (library: Library) => library.train.momentum(0.02, 0.9),
  // Keras and Convscope add epsilon to the uncorrected average, tfjs to the corrected one: the same when it is small.
  adam: (library: Library) => library.train.adam(0.01, 0.9, 0.999, 1e-10),
  rmsprop: (library: Library) => library.train.rmsprop(0.003),
};

test.each([
  ['conv, pools, dense', 'sgd', smallCnn],
  ['conv, pools, dense', 'momentum', smallCnn],
  ['conv, pools, dense', 'adam', smallCnn],
  ['conv, pools, dense', 'rmsprop', smallCnn],
  ['add and concatenate', 'adam', branches],
  ['batch normalization and dropout of 0', 'sgd', normalized],
  ['layers at several places', 'sgd', shared],
  ['layers at several places', 'momentum', shared],
] as const)('%s with %s: 20 steps follow tfjs', async (_, optimizer, build) => {
  const weights = initialWeights(build, 7);
  // 64 samples in batches of 13: the fifth of an epoch has 12.
  const run = (library: Library) => curve(library, build, optimizers[optimizer], weights, data, 13, 4);
  const [expected, actual] = [await run(tf), await run(convscope)];
  expect(actual.batches).toHaveLength(20);
  expect(expected.batches).toHaveLength(20);
  actual.batches.forEach((loss, step) =>
    expect(Math.abs(loss - expected.batches[step]!), `loss of step ${step}`).toBeLessThan(1e-3),
  );
  actual.weights.forEach((values, i) => {
    expect(relativeError(values, expected.weights[i]!), `weight ${i}`).toBeLessThan(1e-3);
  });
  expect(relativeError(actual.outputs, expected.outputs), 'predictions').toBeLessThan(1e-3);
});

test.each([
  ['tfjs', tf, ['training', 'validation']],
  // sampleWeight of fit() is more than tfjs has.
  ['convscope', convscope, ['validation']],
] as const)('weights of single samples are refused: %s', async (_, library, places) => {
  const { pixels, labels, count, size } = stripes(8, 8, 3);
  const model = smallCnn(library);
  model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  const x = library.tensor4d(pixels, [count, size, size, 1]);
  const y = library.oneHot(library.tensor1d(labels, 'int32'), 4);
  const weights = library.ones([count]);
  const refused: Readonly<Record<string, object>> = {
    training: { sampleWeight: weights },
    validation: { validationData: [x, y, weights] },
  };
  for (const place of places)
    await expect(model.fit(x, y, { epochs: 1, ...refused[place] })).rejects.toThrow(
      /sample ?weight|samples have no weights/i,
    );
});
