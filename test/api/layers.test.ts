// What needs no GPU: options of layers, models as data, weights on the host, and what is refused.

import { describe, expect, test } from 'vitest';
import * as tf from '../../src/index';
import type { RequiredOptions } from '../../src/api/layerOptions';

const required: { readonly [Kind in keyof RequiredOptions]: readonly RequiredOptions[Kind][] } = {
  conv2d: ['filters', 'kernelSize'],
  depthwiseConv2d: ['kernelSize'],
  conv2dTranspose: ['filters', 'kernelSize'],
  separableConv2d: ['filters', 'kernelSize'],
  groupedConv2d: ['filters', 'kernelSize', 'groups'],
  dense: ['units'],
  embedding: ['inputDim', 'outputDim'],
  dropout: ['rate'],
  reshape: ['targetShape'],
  activation: ['activation'],
  resizing: ['height', 'width'],
  centerCrop: ['height', 'width'],
  rescaling: ['scale'],
  spatialDropout2d: ['rate'],
  permute: ['dims'],
  randomRotation: ['factor'],
  randomZoom: ['heightFactor'],
  randomTranslation: ['heightFactor', 'widthFactor'],
  randomContrast: ['factor'],
  randomBrightness: ['factor'],
  customScaleLayer: ['scale'],
  dot: ['axes'],
};

test("the types ask for exactly the options that have no default in the layers' tables", () => {
  for (const [kind, definition] of Object.entries(tf.LAYERS) as [string, tf.LayerDefinition][]) {
    const without = Object.entries(definition.options).flatMap(([name, option]) =>
      option.default === undefined ? [name] : [],
    );
    expect(without, kind).toEqual((required as Record<string, readonly string[]>)[kind] ?? []);
  }
});

test('every kind of layer has a function that makes it', () => {
  expect(Object.keys(tf.layers)).toEqual(expect.arrayContaining(Object.keys(tf.LAYERS)));
});

test('tfjs spellings of options', () => {
  const layer = tf.layers.conv2d({
    filters: 8,
    kernelSize: [3, 5],
    kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
    kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }),
    biasInitializer: tf.initializers.constant({ value: 0.1 }),
    biasRegularizer: tf.regularizers.l1l2({ l1: 0.25 }),
    dataFormat: 'channelsLast',
    trainable: true,
    dtype: 'float32',
  });
  expect(layer.getConfig()).toMatchObject({
    filters: 8,
    kernelSize: [3, 5],
    kernelInitializer: 'heNormal',
    kernelL2: 0.5,
    biasInitializer: { kind: 'constant', value: 0.1 },
    ...{ biasL1: 0.25, biasL2: 0.01 },
  });
  const initializer = (given: unknown): unknown =>
    tf.layers.dense({ units: 1, kernelInitializer: given as 'zeros' }).getConfig().kernelInitializer;
  expect(initializer('varianceScaling')).toBe('leCunNormal');
  expect(initializer(tf.initializers.varianceScaling({ scale: 2, distribution: 'uniform' }))).toBe(
    'heUniform',
  );
  expect(initializer('GlorotNormal')).toBe('glorotNormal');
  expect(initializer('he_uniform')).toBe('heUniform');
  expect(tf.layers.batchNormalization({ axis: -1 }).getConfig()).toMatchObject({ epsilon: 1e-3 });
  expect(tf.layers.maxPooling2d({ poolSize: 3 }).getConfig()).toMatchObject({
    poolSize: [3, 3],
    strides: null,
  });
});

describe('sequential', () => {
  const build = (): tf.Sequential =>
    tf.sequential({
      name: 'small',
      layers: [
        tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, name: 'c1' }),
        tf.layers.batchNormalization(),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });

  test('names, shapes and parameters', () => {
    const model = build();
    expect(model.layers.map(({ name }) => name)).toEqual([
      'c1',
      'batchNormalization_1',
      'flatten_1',
      'dense_1',
    ]);
    expect(model.layers.map(({ outputShape }) => outputShape)).toEqual([
      [null, 4, 4, 2],
      [null, 4, 4, 2],
      [null, 32],
      [null, 3],
    ]);
    expect(model.inputs[0]!.shape).toEqual([null, 6, 6, 1]);
    expect(model.outputs[0]!.shape).toEqual([null, 3]);
    expect(model.countParams()).toBe(20 + 8 + 99);
    expect(model.layers[3]!.countParams()).toBe(99);
    expect(model.getLayer('c1')).toBe(model.layers[0]);
    expect(model.getLayer(undefined, 1)).toBe(model.layers[1]);
    const lines: string[] = [];
    model.summary(null, null, (line) => lines.push(line));
    expect(lines[0]).toBe('Model: "small"');
    expect(lines.join('\n')).toContain('Total params: 127');
    expect(tf.defineNetwork(model.toJSON()).toJSON()).toEqual(model.toJSON());
  });

  test('weights are on the host at first, in the order of tfjs', () => {
    const model = build();
    const shapes = (weights: readonly tf.Tensor[]): string[] => weights.map(({ shape }) => shape.join('×'));
    expect(shapes(model.getWeights())).toEqual(['3×3×1×2', '2', '2', '2', '32×3', '3', '2', '2']);
    expect(shapes(model.layers[1]!.getWeights())).toEqual(['2', '2', '2', '2']);
    const [gamma, beta, mean, variance] = model.layers[1]!.getWeights().map((weight) => [
      ...weight.dataSync(),
    ]);
    expect([gamma, beta, mean, variance]).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
    model.layers[3]!.setWeights([tf.ones([32, 3]), tf.tensor1d([1, 2, 3])]);
    expect([...model.getWeights()[5]!.dataSync()]).toEqual([1, 2, 3]);
    model.add(tf.layers.dense({ units: 2, weights: [tf.zeros([3, 2]), tf.ones([2])] }));
    expect([...model.getLayer('dense_1').getWeights()[1]!.dataSync()]).toEqual([1, 2, 3]);
    expect([...model.getLayer('dense_2').getWeights()[1]!.dataSync()]).toEqual([1, 1]);
  });

  test('the seed makes the weights', () => {
    const first = (seed?: number): number[] => {
      const model = tf.sequential(seed === undefined ? {} : { seed });
      model.add(tf.layers.dense({ units: 4, inputShape: [5] }));
      return [...model.getWeights()[0]!.dataSync()];
    };
    expect(first()).toEqual(first(0));
    expect(first(1)).not.toEqual(first(0));
  });
});

describe('what is refused says class, layer, expected and received', () => {
  const dense = (): tf.Sequential => {
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 3, inputShape: [4], activation: 'softmax' }));
    return model;
  };
  const compiled = (loss = 'categoricalCrossentropy'): tf.Sequential => {
    const model = dense();
    model.compile({ optimizer: 'sgd', loss, metrics: ['accuracy'] });
    return model;
  };
  const given = (options: object): never => options as never;

  test.each<[title: string, action: () => unknown, message: string]>([
    [
      'an option that is missing',
      () => tf.layers.conv2d(given({ filters: 3 })),
      "Conv2D: 'kernelSize' must be given",
    ],
    [
      'an option out of range',
      () => tf.layers.conv2d({ filters: 0, kernelSize: 3, name: 'c1' }),
      "Conv2D 'c1': 'filters' must be at least 1. Received 0",
    ],
    [
      'an option that is not there',
      () => tf.layers.dense(given({ units: 1, kernelsize: 3 })),
      "Dense: has no option 'kernelsize'. Known: units",
    ],
    [
      'channelsFirst',
      () => tf.layers.conv2d(given({ filters: 1, kernelSize: 1, dataFormat: 'channelsFirst' })),
      `Conv2D: 'dataFormat' must be "channelsLast". Received "channelsFirst"`,
    ],
    [
      'trainable',
      () => tf.layers.dense(given({ units: 1, trainable: 'no' })),
      `Dense: 'trainable' must be true or false. Received "no"`,
    ],
    [
      'a negative λ',
      () => tf.layers.dense(given({ units: 1, kernelRegularizer: { className: 'L1L2', l1: -1 } })),
      "Dense: 'kernelRegularizer' must be L1(λ), L2(λ) or L1L2(λ, λ)",
    ],
    [
      'constraints',
      () => tf.layers.dense(given({ units: 1, kernelConstraint: 'nonNeg' })),
      `Dense: 'kernelConstraint' is not supported. Received "nonNeg"`,
    ],
    [
      'no input shape',
      () => tf.sequential({ layers: [tf.layers.flatten()] }),
      "model 'sequential': add expects an inputShape for the first layer. Received none with Flatten 'flatten'",
    ],
    [
      'a window that does not fit',
      () =>
        tf.sequential({
          layers: [tf.layers.conv2d({ inputShape: [2, 2, 1], filters: 1, kernelSize: 3, name: 'c1' })],
        }),
      "Conv2D 'c1': the window is larger than its input: 3×3 on 2×2",
    ],
    [
      'a layer twice in one model',
      () => {
        const layer = tf.layers.dense({ units: 2, inputShape: [2] });
        return tf.sequential({ layers: [layer, layer] });
      },
      "model 'sequential': add expects each layer once; use model(). Received 'dense_1' again",
    ],
    [
      'shapes that can not be added',
      () => tf.layers.add().apply([tf.input({ shape: [2] }), tf.input({ shape: [3] })]),
      "Add 'add': ",
    ],
    [
      'numbers given to apply',
      () => tf.layers.flatten().apply(given(tf.ones([1]))),
      "Flatten 'flatten': apply expects what input() or apply() returned. Received Tensor",
    ],
    [
      'an input that is not listed',
      () =>
        tf.model({
          inputs: tf.input({ shape: [2] }),
          outputs: tf.layers.dense({ units: 1 }).apply(tf.input({ shape: [2], name: 'other' })),
        }),
      "model 'model': its outputs also need input 'other'",
    ],
    [
      'an unknown optimizer',
      () => dense().compile({ optimizer: 'ftrl', loss: 'mse' }),
      "there is no optimizer 'ftrl'. Known: sgd, adam",
    ],
    [
      'an unknown loss',
      () => dense().compile({ optimizer: 'sgd', loss: 'hinge' }),
      "there is no loss 'hinge'. Known: categoricalCrossentropy",
    ],
    [
      "a loss of one's own",
      () => dense().compile({ optimizer: 'sgd', loss: given(() => tf.scalar(0)) }),
      'compile: a loss of your own is not supported, because operations on tensors have no gradients here. Use the name of a loss: categoricalCrossentropy',
    ],
    [
      'an optimizer without layers',
      () => tf.train.sgd(0.1).minimize(() => tf.scalar(0)),
      "optimizer 'sgd': minimize is not here, because operations on tensors have no gradients",
    ],
    ['a variable', () => tf.variable(tf.scalar(0)), 'tf.variable is not here: operations on tensors have no'],
    [
      "a layer of one's own",
      () => new (class extends tf.layers.Layer {})(),
      'tf.layers.Layer: layers of your own are not supported in programs',
    ],
    [
      'an unknown metric',
      () => dense().compile({ optimizer: 'sgd', loss: 'mse', metrics: ['precision'] }),
      "compile: metrics must be 'accuracy'. Received 'precision'",
    ],
    [
      'a negative learning rate',
      () => tf.train.sgd(-1),
      "optimizer 'sgd': 'learningRate' must be at least 0. Received -1",
    ],
    [
      'too few weights',
      () => dense().setWeights([tf.ones([4, 3])]),
      "model 'sequential': setWeights expects 2 tensors (dense_1/weight, dense_1/bias). Received 1",
    ],
    [
      'weights of another shape',
      () => dense().layers[0]!.setWeights([tf.ones([3, 4]), tf.ones([3])]),
      "Dense 'dense_1': weight 'dense_1/weight' must be a tensor of shape 4×3. Received 3×4",
    ],
    [
      'samples of another shape',
      () => dense().predict(tf.ones([2, 5])),
      "predict: input 'input' of model 'sequential': expects samples×4. Received 2×5",
    ],
    [
      'one sample without batch axis',
      () => dense().predict(tf.ones([4])),
      'expects samples×4. Received 4; a single sample needs a batch axis of 1 before it',
    ],
    [
      'numbers that fill no samples',
      () => dense().predict(new Float32Array(6)),
      'expects samples of 4, 4 numbers each. Received 6 numbers',
    ],
    [
      'evaluate before compile',
      () => dense().evaluate(tf.ones([2, 4]), tf.ones([2, 3])),
      "model 'sequential': evaluate needs a compiled model",
    ],
    [
      'targets of another shape',
      () => compiled().evaluate(tf.ones([2, 4]), tf.ones([2, 4])),
      "evaluate: loss 'categoricalCrossentropy' on Dense 'dense_1': expects targets of shape samples×3. Received 2×4",
    ],
    [
      'class numbers for one-hot',
      () => compiled().evaluate(tf.ones([2, 4]), tf.ones([2])),
      "Received 2. Class numbers go with loss 'sparseCategoricalCrossentropy', or through oneHot(labels, classes)",
    ],
    [
      'one-hot for class numbers',
      () => compiled('sparseCategoricalCrossentropy').evaluate(tf.ones([2, 4]), tf.ones([2, 3])),
      "One-hot targets go with loss 'categoricalCrossentropy'",
    ],
    [
      'fewer targets than samples',
      () => compiled().evaluate(tf.ones([3, 4]), tf.ones([2, 3])),
      'expects as many targets as samples, 3. Received 2',
    ],
    [
      'an argument that is not there',
      () => compiled().evaluate(tf.ones([3, 4]), tf.ones([3, 3]), given({ sampleWeight: tf.ones([3]) })),
      "evaluate: has no argument 'sampleWeight'. Known: batchSize, verbose",
    ],
  ])('%s', (_, action, message) => {
    expect(action).toThrow(message);
  });

  test.each<[title: string, action: () => Promise<unknown>, message: string]>([
    [
      'fit before compile',
      () => dense().fit(tf.ones([2, 4]), tf.ones([2, 3])),
      "model 'sequential': fit needs a compiled model",
    ],
    [
      'fewer sample weights than samples',
      () => compiled().fit(tf.ones([2, 4]), tf.ones([2, 3]), { sampleWeight: tf.ones([1]) }),
      'fit: sampleWeight must have 2 numbers. Received 1',
    ],
    [
      'weights of samples and of classes',
      () => compiled().fit(tf.ones([2, 4]), tf.ones([2, 3]), { sampleWeight: [1, 2], classWeight: { 0: 2 } }),
      'fit: expected sampleWeight or classWeight. Received both',
    ],
    [
      'a batch size of 0',
      () => compiled().fit(tf.ones([2, 4]), tf.ones([2, 3]), { batchSize: 0 }),
      'fit: batchSize must be a whole number of at least 1. Received 0',
    ],
    [
      'a validation split of everything',
      () => compiled().fit(tf.ones([2, 4]), tf.ones([2, 3]), { validationSplit: 0.9 }),
      'fit: validationSplit must be between 0 and 1 and leave samples on both sides. Received 0.9 of 2 samples',
    ],
    [
      'a class that is not there',
      () => compiled('sparseCategoricalCrossentropy').fit(tf.ones([2, 4]), [0, 3]),
      "fit: loss 'sparseCategoricalCrossentropy' on Dense 'dense_1': targets must be class numbers 0…2. Received 3 as number 1",
    ],
  ])('%s', async (_, action, message) => {
    await expect(action()).rejects.toThrow(message);
  });
});

describe('trainable', () => {
  const build = (): tf.Sequential =>
    tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [4], units: 3, trainable: false }),
        tf.layers.batchNormalization(),
        tf.layers.dense({ units: 2 }),
      ],
    });
  const totals = (model: tf.LayersModel): string[] => {
    const lines: string[] = [];
    model.summary(null, null, (line) => lines.push(line));
    return lines.slice(-2).map((line) => line.trim());
  };

  test('is an option, a property of a layer, and one of a model', () => {
    const model = build();
    expect(model.layers.map(({ trainable }) => trainable)).toEqual([false, true, true]);
    expect(model.network.trainedCount).toBe(6 + 8);
    model.getLayer(undefined, 1).trainable = false;
    expect(model.network.layers.map(({ trainable }) => trainable)).toEqual([false, false, true]);
    model.trainable = false;
    expect(model.trainable).toBe(false);
    expect(model.network.trainedCount).toBe(0);
    model.trainable = true;
    expect(model.toJSON().layers.every((layer) => !('trainable' in layer))).toBe(true);
    expect(() => {
      model.getLayer(undefined, 1).trainable = 1 as unknown as boolean;
    }).toThrow("BatchNormalization 'batchNormalization_1': trainable must be true or false. Received 1");
  });

  test('is saved and loaded, and in what toJSON() gives', async () => {
    const saved: tf.ModelArtifacts[] = [];
    const handler = tf.io.withSaveHandler((artifacts) => {
      saved.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: {} } as tf.SaveResult);
    });
    await build().save(handler);
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved[0]!));
    const written = await tf.models.modelFromJSON(build().toJSON());
    for (const model of [loaded, written])
      expect(model.layers.map(({ trainable }) => trainable)).toEqual([false, true, true]);
  });

  test('is counted by summary(), and orders weights as in tfjs: what is trained first', () => {
    const model = build();
    expect(totals(model)).toEqual(['Trainable params: 14 (56.00 B)', 'Non-trainable params: 21 (84.00 B)']);
    expect(model.getWeights().map(({ shape }) => shape.join('×'))).toEqual([
      ...['3', '3', '3×2', '2'],
      ...['4×3', '3', '3', '3'],
    ]);
  });
});

describe('models.modelFromJSON', () => {
  test('builds a model of a topology of Keras, of a model.json, and of what toJSON() gives', async () => {
    const topology = {
      class_name: 'Sequential',
      config: {
        name: 'written',
        layers: [
          { class_name: 'Dense', config: { name: 'hidden', units: 3, batch_input_shape: [null, 4] } },
          { class_name: 'Dense', config: { name: 'answer', units: 2, activation: 'softmax' } },
        ],
      },
    };
    for (const config of [topology, { modelTopology: topology }, JSON.stringify(topology)]) {
      const model = await tf.models.modelFromJSON(config);
      expect(model.layers.map(({ name, outputShape }) => [name, ...outputShape])).toEqual([
        ['hidden', null, 3],
        ['answer', null, 2],
      ]);
    }
    const own = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 3, name: 'hidden' })] });
    const again = await tf.models.modelFromJSON(own.toJSON());
    expect(again.toJSON()).toEqual(own.toJSON());
    await expect(tf.models.modelFromJSON({ class_name: 'Tree' })).rejects.toThrow('modelFromJSON');
  });
});

describe('adapt of a Normalization', () => {
  const values = [1, 10, 3, 20, 5, 60];

  test('keeps mean and variance of each channel as the weights that it begins with', async () => {
    const layer = tf.layers.normalization({ inputShape: [1, 2] });
    await layer.adapt(tf.tensor(values, [3, 1, 2]));
    const [mean, variance] = layer.initialWeights ?? [];
    // By hand: (1 + 3 + 5) / 3 = 3 and (4 + 0 + 4) / 3; (10 + 20 + 60) / 3 = 30 and (400 + 100 + 900) / 3.
    expect([...(await mean!.data())]).toEqual([3, 30]);
    expect([...(await variance!.data())]).toEqual([8 / 3, 1400 / 3].map(Math.fround));
  });

  test('of no axis it measures one mean for all', async () => {
    const layer = tf.layers.normalization({ inputShape: [2], axis: 'none' });
    await layer.adapt(tf.tensor(values, [3, 2]));
    const [mean, variance] = layer.initialWeights ?? [];
    expect([mean!.shape, [...(await mean!.data())]]).toEqual([[], [16.5]]);
    const sum = values.reduce((total, value) => total + (value - 16.5) ** 2, 0);
    expect([...(await variance!.data())]).toEqual([Math.fround(sum / 6)]);
  });

  test('is refused where there is nothing to measure', async () => {
    const given = tf.layers.normalization({ mean: 0.5, variance: 1 });
    await expect(given.adapt(tf.tensor([[1]]))).rejects.toThrow('adapt is for a Normalization without');
    await expect(tf.layers.flatten().adapt(tf.tensor([[1]]))).rejects.toThrow(
      "Flatten 'flatten': adapt is for",
    );
    await expect(tf.layers.normalization().adapt(tf.tensor([1]))).rejects.toThrow(
      'samples with the batch axis first',
    );
  });
});
