// Training with several inputs and outputs, beside the numbers of Keras 3 (endsAsKeras.py wrote them); and the same bits
// however the work is divided.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aliveByOwner } from '../../src/gpu/buffers';
import * as tf from '../../src/index';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';

type Logs = Readonly<Record<string, number>>;

interface Case {
  readonly epochs: readonly { readonly logs: Logs; readonly weights: Readonly<Record<string, number[]>> }[];
  readonly evaluated: Logs;
}

const CASES = JSON.parse(readFileSync(new URL('endsAsKeras.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Case>
>;
const [ROWS, BATCH] = [8, 5];

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
  tf.setDevice(device);
});
afterAll(() => {
  tf.setDevice(null);
});

/** As in endsAsKeras.py. */
const spread = (size: number, factor: number): number[] =>
  Array.from({ length: size }, (_, i) => ((i * i * factor + i * 13) % 101) / 50 - 1);
const given = (shape: number[], factor: number): tf.Tensor =>
  tf.tensor(
    spread(
      shape.reduce((a, b) => a * b, 1),
      factor,
    ),
    shape,
  );

const LABELS = [0, 1, 2, 0, 0, 1, 2, 0];
const picture = (): tf.Tensor => given([ROWS, 6, 6, 2], 7);
const row = (): tf.Tensor => given([ROWS, 5], 11);
const classes = (): tf.Tensor => tf.oneHot(LABELS, 3);
const value = (): tf.Tensor => given([ROWS, 1], 17);
const maps = (): tf.Tensor => given([ROWS, 4, 4, 2], 19);
const answers = (): tf.Tensor =>
  tf.tensor(Array.from({ length: ROWS }, (_, i) => [Number(i % 3 === 0), Number(i % 3 === 1)]));

const L = tf.layers;
type Node = tf.SymbolicTensor;
const a = (): Node => tf.input({ shape: [6, 6, 2], name: 'a' });
const b = (): Node => tf.input({ shape: [5], name: 'b' });
const front = (x: Node): Node =>
  L.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', name: 'conv' }).apply(x);
const dense = (
  name: string,
  units: number,
  activation: 'softmax' | 'tanh' | 'relu' | 'sigmoid' | 'linear',
  x: Node,
): Node => L.dense({ name, units, activation }).apply(x);
const flat = (x: Node): Node => L.flatten({ name: 'flat' }).apply(x);
const joined = (name: string, some: Node[]): Node => L.concatenate({ name }).apply(some);

function twoInputs(): tf.LayersModel {
  const [x, y] = [a(), b()];
  const both = joined('both', [dense('left', 4, 'tanh', flat(front(x))), dense('right', 4, 'tanh', y)]);
  return tf.model({ inputs: [x, y], outputs: dense('y', 3, 'softmax', both) });
}

function twoOutputs(): tf.LayersModel {
  const x = a();
  const row = flat(front(x));
  const y = dense('y', 1, 'linear', dense('hidden', 4, 'relu', row));
  return tf.model({ inputs: x, outputs: [dense('x', 3, 'softmax', row), y] });
}

function both(): tf.LayersModel {
  const [left, right] = [a(), b()];
  const map = front(left);
  const norm = L.batchNormalization({ momentum: 0.8, name: 'norm' }).apply(map);
  const x = dense('x', 3, 'softmax', joined('joined', [flat(norm), right]));
  const y = dense('y', 2, 'sigmoid', joined('with_x', [x, right]));
  const z = L.conv2d({ filters: 2, kernelSize: 1, name: 'z' }).apply(map);
  return tf.model({ inputs: [left, right], outputs: [x, y, z] });
}

interface Setting {
  readonly build: () => tf.LayersModel;
  readonly compile: Omit<tf.CompileArgs, 'optimizer'>;
  readonly x: () => tf.DataList;
  readonly y: () => tf.DataList;
  readonly fit?: tf.FitArgs;
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'two inputs': {
    build: twoInputs,
    compile: { loss: 'categoricalCrossentropy', metrics: ['accuracy'] },
    x: () => [picture(), row()],
    y: classes,
  },
  'two outputs': {
    build: twoOutputs,
    compile: {
      ...{ loss: ['categoricalCrossentropy', 'meanSquaredError'], lossWeights: [0.7, 0.3] },
      metrics: [['accuracy'], []],
    },
    x: picture,
    y: () => [classes(), value()],
  },
  both: {
    build: both,
    compile: {
      loss: { x: 'sparse_categorical_crossentropy', y: 'binary_crossentropy', z: 'mse' },
      ...{ lossWeights: { y: 2, z: 0.25 }, metrics: { x: ['accuracy'] } },
    },
    x: () => ({ b: row(), a: picture() }),
    y: () => ({ x: tf.tensor1d(LABELS), y: answers(), z: maps() }),
  },
  'an output that another one reads': {
    build: () => {
      const x = b();
      const y = dense('x', 3, 'linear', x);
      return tf.model({ inputs: x, outputs: [y, L.softmax({ name: 'y' }).apply(y)] });
    },
    compile: { loss: ['meanSquaredError', 'categoricalCrossentropy'], lossWeights: [0.5, 1] },
    x: row,
    y: () => [classes(), classes()],
  },
  'two outputs, with a weight for each sample': {
    build: twoOutputs,
    compile: { loss: ['categoricalCrossentropy', 'meanSquaredError'], lossWeights: [2, 0.5] },
    x: picture,
    y: () => [classes(), value()],
    fit: { sampleWeight: [1, 2, 0.5, 0, 1, 3, 1, 0.25] },
  },
};

const NAMES: Readonly<Record<string, readonly string[]>> = {
  norm: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
};

/** By the names of Keras. */
async function weightsOf(model: tf.LayersModel): Promise<Record<string, number[]>> {
  const all = await Promise.all(
    model.layers.map(async (layer) => {
      const names = NAMES[layer.name] ?? ['kernel', 'bias'];
      const values = await Promise.all(layer.getWeights().map((weight) => weight.data()));
      return values.map((numbers, i): [string, number[]] => [`${layer.name}/${names[i]}`, [...numbers]]);
    }),
  );
  return Object.fromEntries(all.flat());
}

function compiled({ build, compile }: Setting): tf.LayersModel {
  const model = build();
  for (const layer of model.layers) {
    const names = NAMES[layer.name] ?? [];
    const weights = layer.getWeights().map((weight, i) => {
      const shift = names[i] === 'gamma' || names[i] === 'moving_variance' ? 1.5 : 0;
      return tf.tensor(
        spread(weight.size, 37).map((one) => one / 2 + shift),
        weight.shape,
      );
    });
    if (weights.length > 0) layer.setWeights(weights);
  }
  model.compile({ optimizer: tf.train.adam(0.02), ...compile });
  return model;
}

/** Of one output tfjs's name, of several those of Keras. */
const asLogged = (name: string): string => name.replace(/^accuracy$/, 'acc');

describe.each(Object.entries(SETTINGS))('%s', (name, setting) => {
  const expected = CASES[name]!;

  test('losses, accuracies and weights are those of Keras', async () => {
    const model = compiled(setting);
    let before = await weightsOf(model);
    for (const { logs, weights } of expected.epochs) {
      const { history } = await model.fit(setting.x(), setting.y(), {
        ...{ batchSize: BATCH, epochs: 1, shuffle: false },
        ...setting.fit,
      });
      expect(Object.keys(history).sort()).toEqual(Object.keys(logs).map(asLogged).sort());
      for (const [key, loss] of Object.entries(logs))
        expect(relativeError([history[asLogged(key)]![0]!], [loss]), key).toBeLessThanOrEqual(2e-5);
      const after = await weightsOf(model);
      expect(Object.keys(after).sort()).toEqual(Object.keys(weights).sort());
      for (const [key, values] of Object.entries(weights)) {
        const moved = (list: readonly number[]): number[] => list.map((w, i) => w - before[key]![i]!);
        // Adam makes a step of any gradient, also of one that is hardly more than rounding.
        expect(relativeError(moved(after[key]!), moved(values)), key).toBeLessThanOrEqual(2e-4);
      }
      before = after;
    }
    const scores = [await model.evaluate(setting.x(), setting.y(), { batchSize: BATCH })].flat();
    const evaluated = await Promise.all(scores.map(async (score) => (await score.data())[0]!));
    expect(model.metricsNames.sort()).toEqual(Object.keys(expected.evaluated).map(asLogged).sort());
    model.metricsNames.forEach((key, i) => {
      const wanted = Object.entries(expected.evaluated).find(([one]) => asLogged(one) === key)?.[1];
      expect(relativeError([evaluated[i]!], [wanted!]), key).toBeLessThanOrEqual(2e-5);
    });
  });
});

const bits = async (model: tf.LayersModel): Promise<Record<string, number[]>> => weightsOf(model);

describe('the same bits', () => {
  const { both: setting } = SETTINGS;
  const start = (): tf.LayersModel => compiled(setting!);
  const train = async (
    model: tf.LayersModel,
    epochs: number,
    fit: tf.FitArgs = {},
  ): Promise<tf.LayersModel> => {
    await model.fit(setting!.x(), setting!.y(), { batchSize: BATCH, epochs, seed: 3, ...fit });
    return model;
  };

  test('at once, read after every batch, with callbacks, in two halves', async () => {
    const whole = await bits(await train(start(), 4));
    expect(await bits(await train(start(), 4, { yieldEvery: 'batch' }))).toEqual(whole);
    const logged: tf.Logs[] = [];
    const callbacks = { onBatchEnd: (_: number, logs?: tf.Logs) => void logged.push(logs ?? {}) };
    expect(await bits(await train(start(), 4, { callbacks }))).toEqual(whole);
    expect(Object.keys(logged[0]!)).toEqual(
      expect.arrayContaining(['loss', 'x_loss', 'z_loss', 'x_accuracy']),
    );
    expect(await bits(await train(await train(start(), 2), 2))).toEqual(whole);
  });

  test('from a saved model, with the state of the optimizer', async () => {
    const whole = await bits(await train(start(), 4));
    const half = await train(start(), 2);
    let saved: tf.ModelArtifacts = {};
    const handler = tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    });
    await half.save(handler, { includeOptimizer: true });
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
    expect(loaded.loss).toEqual(['sparseCategoricalCrossentropy', 'binaryCrossentropy', 'meanSquaredError']);
    expect(loaded.metricsNames).toEqual(['loss', 'x_loss', 'y_loss', 'z_loss', 'x_accuracy']);
    // The epochs of the order of samples are not in the format of tfjs.
    const [rest, again] = [await train(loaded, 2, { shuffle: false }), await train(start(), 2)];
    expect(await bits(rest)).toEqual(await bits(await train(again, 2, { shuffle: false })));
    expect(whole).not.toEqual(await bits(half));
  });

  test('batch by batch as from the whole data', async () => {
    const { x, y } = { x: [picture(), row()], y: [tf.tensor1d(LABELS), answers(), maps()] };
    const part = (some: tf.Tensor[], from: number, rows: number): tf.Tensor[] =>
      some.map((all) => all.slice(from, rows));
    const whole = await train(start(), 1, { shuffle: false });
    const streamed = start();
    const batches = function* (): Generator<tf.Batch> {
      yield { xs: part(x, 0, 5), ys: part(y, 0, 5) };
      yield { xs: part(x, 5, 3), ys: part(y, 5, 3) };
    };
    const { history } = await streamed.fitDataset(batches, { epochs: 1 });
    expect(Object.keys(history)).toEqual(['loss', 'x_loss', 'y_loss', 'z_loss', 'x_accuracy']);
    expect(await bits(streamed)).toEqual(await bits(whole));
    const single = start();
    expect(await single.trainOnBatch(part(x, 0, 5), part(y, 0, 5))).toHaveLength(5);
    await single.trainOnBatch(part(x, 5, 3), part(y, 5, 3));
    expect(await bits(single)).toEqual(await bits(whole));
    const [first] = [await single.evaluateDataset(batches)].flat();
    const [second] = [await whole.evaluate(x, y)].flat();
    expect((await first!.data())[0]).toBeCloseTo((await second!.data())[0]!, 5);
  });
});

test('validation has every name; dataSync() of an evaluation is right before the device is asked', async () => {
  const { both: setting } = SETTINGS;
  const model = compiled(setting!);
  const scores = model.evaluate(setting!.x(), setting!.y()) as tf.Tensor[];
  const now = scores.map((score) => score.dataSync()[0]!);
  const later = await Promise.all(scores.map(async (score) => (await score.data())[0]!));
  expect(relativeError(now, later)).toBeLessThanOrEqual(1e-5);
  const { history } = await model.fit(setting!.x(), setting!.y(), { validationSplit: 0.25 });
  expect(Object.keys(history).filter((name) => name.startsWith('val_'))).toEqual(
    model.metricsNames.map((name) => `val_${name}`),
  );
});

test('one tensor may be input and target several times, and is uploaded once', async () => {
  const x = b();
  const model = tf.model({ inputs: x, outputs: [dense('x', 5, 'linear', x), dense('y', 5, 'tanh', x)] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const rows = row();
  const copies = (): number => aliveByOwner(device).tensor?.buffers ?? 0;
  const before = copies();
  await model.fit(rows, [rows, rows], { epochs: 2 });
  expect(copies() - before).toBe(1);
});

test('a loss that is not finite ends training, whichever output has it', async () => {
  const model = compiled(SETTINGS['two outputs']!);
  const before = await bits(model);
  const bad = tf.tensor([...Array<number>(7).fill(0), Infinity], [ROWS, 1]);
  await expect(model.fit(picture(), [classes(), bad], { batchSize: ROWS })).rejects.toThrow(
    tf.NonFiniteLossError,
  );
  expect(await bits(model)).toEqual(before);
});

test('what does not fit is refused by name, expected and received', async () => {
  const model = compiled(SETTINGS['two outputs']!);
  const compile = (args: Partial<Record<keyof tf.CompileArgs, unknown>>): (() => void) => {
    const all = { optimizer: 'sgd', loss: 'mse', ...args } as tf.CompileArgs;
    return () => model.compile(all);
  };
  expect(compile({ loss: ['mse'] })).toThrow(
    "compile: model 'model' expects 2 losses as an array. Received 1",
  );
  expect(compile({ loss: { x: 'mse', z: 'mse' } })).toThrow(
    "compile: model 'model' expects losses x, y. Received x, z",
  );
  expect(compile({ lossWeights: [1] })).toThrow('expects 2 loss weights as an array. Received 1');
  expect(compile({ lossWeights: [1, NaN] })).toThrow('lossWeights must be numbers. Received NaN');
  expect(compile({ lossWeights: { z: 1 } })).toThrow('expects loss weights x, y. Received x, y, z');
  expect(compile({ metrics: { x: ['auc'] } })).toThrow("metrics must be 'accuracy'. Received 'auc'");
  expect(compile({ loss: ['mse', 7] })).toThrow('a loss is a name. Received number');
  const fit = (y: tf.DataList, args?: tf.FitArgs): Promise<unknown> => model.fit(picture(), y, args);
  await expect(fit(classes())).rejects.toThrow(
    "fit: model 'model' expects 2 outputs as an array. Received one",
  );
  await expect(fit({ x: classes() })).rejects.toThrow("fit: model 'model' expects outputs x, y. Received x");
  await expect(fit([value(), classes()])).rejects.toThrow(
    "fit: loss 'categoricalCrossentropy' on Dense 'x': expects targets of shape samples×3",
  );
  await expect(fit([classes(), value()], { classWeight: { 0: 2 } })).rejects.toThrow(
    'classWeight is for models of one output. Received 2',
  );
});
