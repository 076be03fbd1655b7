// Models of layers of other models: parts of one, and larger ones that take them over.

import * as tfjs from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import * as convscope from '../../src/index';
import { testDevice } from '../support/device';
import { contextFor, type Library } from './examples/program';

const libraries = [
  ['tfjs', tfjs as unknown as Library],
  ['convscope', convscope],
] as const;

beforeAll(async () => {
  convscope.setDevice(await testDevice());
  tfjs.env().set('PROD', true);
  await tfjs.setBackend('cpu');
});

type Model = convscope.LayersModel;
const start = (tf: Library, model: Model): void => contextFor(tf, '', false).start(model);
const values = (answer: unknown): number[] => [...(answer as convscope.Tensor).dataSync()];

function valuesOf(data: ArrayLike<number>): number[] {
  return Array.from(data);
}

const base = (tf: Library): convscope.Sequential => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, activation: 'relu' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 5, activation: 'tanh' }),
      tf.layers.dense({ units: 3 }),
    ],
  });
  start(tf, model);
  return model;
};
const headOf = (tf: Library, inputs: number): convscope.Sequential => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [inputs], units: 4, activation: 'relu' }),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  start(tf, model);
  return model;
};
const pictures = (tf: Library, count = 5): convscope.Tensor =>
  tf.linspace(-1, 1, count * 36).reshape([count, 6, 6, 1]);
const labels = (tf: Library): convscope.Tensor =>
  tf.oneHot(tf.tensor1d([0, 1, 1, 0, 1], 'int32'), 2).toFloat();

/** The same on both libraries; the results must be near. */
async function both(run: (tf: Library) => Promise<Readonly<Record<string, number[]>>>): Promise<void> {
  const [expected, actual] = [await run(libraries[0][1]), await run(libraries[1][1])];
  for (const [name, numbers] of Object.entries(expected)) {
    expect(actual[name], name).toHaveLength(numbers.length);
    numbers.forEach((value, i) =>
      expect(Math.abs(value - actual[name]![i]!), `${name}, number ${i}`).toBeLessThan(1e-4),
    );
  }
}

test('a head on a model: both are trained, and the old models see it', () =>
  both(async (tf) => {
    const [bottom, head] = [base(tf), headOf(tf, 3)];
    const model = tf.model({ inputs: bottom.inputs, outputs: head.apply(bottom.outputs[0]!) });
    const before = values(model.predict(pictures(tf)));
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
    await model.fit(pictures(tf), labels(tf), { epochs: 3, batchSize: 2, shuffle: false });
    return {
      before,
      after: values(model.predict(pictures(tf))),
      bottom: values(bottom.predict(pictures(tf))),
      head: values(head.predict(tf.ones([2, 3]))),
      kernel: values(bottom.layers[0]!.getWeights()[0]),
    };
  }));

test('models as layers of a sequence, after they were used', () =>
  both(async (tf) => {
    const [bottom, head] = [base(tf), headOf(tf, 3)];
    const first = valuesOf(await (bottom.predict(pictures(tf)) as convscope.Tensor).data());
    const model = tf.sequential({ layers: [bottom, tf.layers.activation({ activation: 'tanh' }), head] });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
    const loss = await model.trainOnBatch(pictures(tf), labels(tf));
    return { first, loss: [loss].flat(), after: values(model.predict(pictures(tf))) };
  }));

test('a frozen base keeps its weights, the new layers learn', () =>
  both(async (tf) => {
    const bottom = base(tf);
    for (const layer of bottom.layers) layer.trainable = false;
    const cut = bottom.layers[2]!.output;
    const answer = tf.layers.dense({ units: 2, activation: 'softmax', name: 'answer' }).apply(cut);
    const model = tf.model({ inputs: bottom.inputs, outputs: answer });
    start(tf, model);
    const kernel = values(model.layers[1]!.getWeights()[0]);
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    await model.fit(pictures(tf), labels(tf), { epochs: 2, shuffle: false });
    expect(values(model.layers[1]!.getWeights()[0])).toEqual(kernel);
    const [loss] = model.evaluate(pictures(tf), labels(tf)) as convscope.Tensor[];
    return { after: values(model.predict(pictures(tf))), loss: values(loss), kernel };
  }));

test('inner layers behind a new input', () =>
  both(async (tf) => {
    const whole = base(tf);
    const input = tf.input({ shape: [5] });
    const end = tf.model({
      inputs: input,
      outputs: whole.layers[3]!.apply(input),
    });
    const front = tf.model({ inputs: whole.inputs, outputs: whole.layers[2]!.output });
    const inner = front.predict(pictures(tf)) as convscope.Tensor;
    return Promise.resolve({
      inParts: values(end.predict(inner)),
      whole: values(whole.predict(pictures(tf))),
    });
  }));

test('what is left of a model whose part was taken keeps its weights; names that clash are numbered', async () => {
  const tf = convscope;
  const whole = base(tf);
  const before = valuesOf(await (whole.predict(pictures(tf)) as convscope.Tensor).data());
  const cut = tf.model({ inputs: whole.inputs, outputs: whole.layers[2]!.output });
  const head = headOf(tf, 5);
  const model = tf.model({ inputs: cut.inputs, outputs: head.apply(cut.outputs[0]!) });
  expect(model.layers.map(({ name }) => name)).toEqual([
    ...['input', 'conv2d_1', 'flatten_1', 'dense_1', 'dense_2', 'dense_3'],
  ]);
  expect(head.layers.map(({ name }) => name)).toEqual(['dense_2', 'dense_3']);
  model.compile({ optimizer: tf.train.sgd(0.5), loss: 'categoricalCrossentropy' });
  await model.fit(pictures(tf), labels(tf), { epochs: 2 });
  expect(valuesOf(await (whole.predict(pictures(tf)) as convscope.Tensor).data())).toEqual(before);
  expect(values(cut.getWeights()[0])).toEqual(values(model.getWeights()[0]));
  expect(values(head.getWeights()[0])).toEqual(values(model.layers[4]!.getWeights()[0]));
  await expect(head.fit(tf.ones([1, 5]), tf.ones([1, 2]))).rejects.toThrow(
    "model 'sequential': fit is for the model that its layers are of",
  );
  for (const one of [whole, cut, head, model]) one.dispose();
});

test('weights set from the host stay when others are set from the GPU, before the first use and after it', async () => {
  const tf = convscope;
  const source = headOf(tf, 3);
  const model = base(tf);
  const bias = tf.tensor1d([7, 8, 9]);
  const last = model.layers[3]!;
  const kernel = last.getWeights()[0]!;
  for (const use of [false, true]) {
    if (use) await (model.predict(pictures(tf)) as convscope.Tensor).data();
    model.layers[2]!.setWeights([tf.fill([32, 5], use ? 2 : 1), tf.zeros([5])]);
    // A prediction is on the GPU.
    const onGpu = (source.predict(tf.ones([5, 3])) as convscope.Tensor).concat(tf.ones([5, 1]), 1);
    last.setWeights([onGpu, bias]);
    const weights = model.getWeights();
    expect(valuesOf(await weights[2]!.data()).every((value) => value === (use ? 2 : 1))).toBe(true);
    expect(valuesOf(await weights[4]!.data())).toEqual(valuesOf(await onGpu.data()));
    expect(valuesOf(await weights[5]!.data())).toEqual([7, 8, 9]);
    expect(weights[4]!.shape).toEqual(kernel.shape);
    const answer = model.predict(tf.zeros([1, 6, 6, 1])) as convscope.Tensor;
    expect(valuesOf(await answer.data())).toHaveLength(3);
  }
});

test.each<[title: string, run: (tf: Library) => unknown, message: string]>([
  [
    'a model on something of another shape',
    (tf) => headOf(tf, 5).apply(base(tf).outputs[0]!),
    "model 'sequential': apply expects samples×5. Received samples×3",
  ],
  [
    'a model of several outputs in a sequence',
    (tf) => {
      const whole = base(tf);
      const two = tf.model({ inputs: whole.inputs, outputs: [whole.layers[2]!.output, whole.outputs[0]!] });
      return tf.sequential({ layers: [two] });
    },
    "model 'sequential': add expects a model of one output. Received 'model' with 2",
  ],
  [
    'the only output of two',
    (tf) => {
      const whole = base(tf);
      return tf.model({ inputs: whole.inputs, outputs: [whole.layers[2]!.output, whole.outputs[0]!] }).output;
    },
    "model 'model': has 2 outputs, so use outputs",
  ],
])('%s is refused', (_, run, message) => expect(() => run(convscope)).toThrow(message));

test('a model at two places of a larger one shares its weights there', () =>
  both(async (tf) => {
    const front = base(tf);
    const x = tf.input({ shape: [6, 6, 1] });
    const squashed = tf.layers.activation({ activation: 'sigmoid' }).apply(x);
    const pair = [front.apply(x), front.apply(squashed)].flat();
    const sum = tf.layers.add().apply(pair);
    const y = tf.layers.dense({ units: 2, activation: 'softmax', name: 'answer' }).apply(sum);
    const model = tf.model({ inputs: x, outputs: y });
    const answer = model.getLayer('answer');
    answer.setWeights([tf.linspace(-1, 1, 6).reshape([3, 2]), tf.zeros([2])]);
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
    const before = values(model.predict(pictures(tf)));
    await model.fit(pictures(tf), labels(tf), { epochs: 4, batchSize: 5, shuffle: false });
    const part = values(front.predict(pictures(tf)));
    return {
      before,
      after: valuesOf(await (model.predict(pictures(tf)) as convscope.Tensor).data()),
      part,
      count: [model.countParams(), model.getWeights().length],
    };
  }));

test('a layer at two places is one layer of its model', async () => {
  const x = convscope.input({ shape: [4] });
  const twice = convscope.layers.dense({ units: 4, name: 'twice' });
  const model = convscope.model({ inputs: x, outputs: twice.apply(twice.apply(x)) });
  expect(model.layers.map(({ name }) => name)).toEqual(['input', 'twice']);
  expect(model.countParams()).toBe(20);
  expect(twice.getWeights().map(({ shape }) => shape)).toEqual([[4, 4], [4]]);
  twice.trainable = false;
  expect(model.network.layers.map(({ trainable }) => trainable)).toEqual([false, false]);
  twice.setWeights([
    convscope.tensor2d([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [4, 4]),
    convscope.ones([4]),
  ]);
  const y = model.predict(convscope.tensor2d([[1, 2, 3, 4]])) as convscope.Tensor;
  expect([...(await y.data())]).toEqual([3, 4, 5, 6]);
});
