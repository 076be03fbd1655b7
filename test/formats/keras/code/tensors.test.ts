// Functions on tensors, read as layers that are here: the numbers of the network are those of the function, computed by a
// formula of its own.

import { describe, expect, test } from 'vitest';
import { lintText } from '../../../../src/formats/keras/code/lints';
import { readCode } from '../../../../src/formats/keras/code/read';
import { defineNetwork } from '../../../../src/models/network';
import { ndArray, type NdArray } from '../../../../src/reference/ndArray';

const script = (...lines: string[]): string =>
  [
    'import keras',
    'import tensorflow as tf',
    'from keras import layers, ops, Model, Input',
    ...lines,
    '',
  ].join('\n');

/** A model of one function: `x` is a tensor of that shape. */
const modelOf = (shape: readonly number[], expression: string): string =>
  script(`i = Input((${shape.join(', ')},))`, 'x = i', `m = Model(i, ${expression})`);

const said = (code: string): string[] =>
  readCode(code).lints.map(({ severity, problem }) => `${severity} ${lintText(problem)}`);

const MODE = { training: false, seed: 0, step: 0 };

/** The network's answer to one input, by the layers' reference. */
function answer(code: string, input: NdArray): NdArray {
  const { network } = readCode(code);
  if (network === null) throw new Error(said(code).join('; '));
  const { layers, inputs, outputs } = defineNetwork(network);
  const values = new Map([[inputs[0]?.name ?? '', input]]);
  for (const { name, definition, options, inputs: reads } of layers) {
    const given = reads.map((one) => values.get(one) ?? input);
    values.set(name, definition.reference.forward(options, given, {}, MODE));
  }
  return values.get(outputs[0] ?? '') ?? input;
}

/** Numbers that are all different, and of both signs. */
const numbers = (...shape: number[]): NdArray => {
  const count = shape.reduce((product, length) => product * length, 1);
  return ndArray(
    [1, ...shape],
    Array.from({ length: count }, (_, at) => ((at * 37) % count) - count / 3),
  );
};

/** The number at an index, the batch left out. */
const at = ({ shape, data }: NdArray, ...index: number[]): number =>
  data[index.reduce((flat, place, axis) => flat * (shape[axis + 1] ?? 1) + place, 0)] ?? NaN;

/** Every number of the result, by the formula. */
function expectNumbers(y: NdArray, shape: readonly number[], formula: (...index: number[]) => number): void {
  expect(y.shape).toEqual([1, ...shape]);
  const wanted = Array.from(y.data, (_, flat) => {
    let rest = flat;
    const index = shape.toReversed().map((length) => {
      const place = rest % length;
      rest = Math.floor(rest / length);
      return place;
    });
    return formula(...index.reverse());
  });
  Array.from(y.data).forEach((value, flat) => expect(value).toBeCloseTo(wanted[flat] ?? NaN, 9));
}

/** The row that a mirrored border has at a place before 0 or from `length` on. */
const mirrored = (place: number, length: number): number =>
  place < 0 ? -place : place < length ? place : 2 * length - 2 - place;

const X = numbers(4, 6, 8);
const x = (...index: number[]): number => at(X, ...index);
const sum = (count: number, term: (at: number) => number): number =>
  Array.from({ length: count }, (_, k) => term(k)).reduce((a, b) => a + b, 0);

describe('layers that are several of ours', () => {
  const rows = numbers(6, 8);
  const r = (...index: number[]): number => at(rows, ...index);

  test.each<[string, number[], (...index: number[]) => number]>([
    ['layers.MaxPooling1D()(x)', [3, 8], (i, c) => Math.max(r(2 * i, c), r(2 * i + 1, c))],
    ['layers.AveragePooling1D(3, strides=1)(x)', [4, 8], (i, c) => sum(3, (k) => r(i + k, c)) / 3],
    ['layers.ZeroPadding1D((1, 2))(x)', [9, 8], (i, c) => (i < 1 || i > 6 ? 0 : r(i - 1, c))],
    ['layers.Cropping1D()(x)', [4, 8], (i, c) => r(i + 1, c)],
    ['layers.UpSampling1D()(x)', [12, 8], (i, c) => r(Math.floor(i / 2), c)],
    ['layers.GlobalAvgPool1D()(x)', [8], (c) => sum(6, (i) => r(i, c)) / 6],
    [
      'layers.RepeatVector(3)(layers.GlobalMaxPooling1D()(x))',
      [3, 8],
      (_, c) => Math.max(...[0, 1, 2, 3, 4, 5].map((i) => r(i, c))),
    ],
    [
      'layers.Softmax(axis=1)(x * 0.01)',
      [6, 8],
      (i, c) => Math.exp(r(i, c) / 100) / sum(6, (k) => Math.exp(r(k, c) / 100)),
    ],
    [
      'layers.dot([layers.GlobalMaxPooling1D()(x), layers.GlobalAveragePooling1D()(x)], axes=1)',
      [1],
      () => sum(8, (c) => Math.max(...[0, 1, 2, 3, 4, 5].map((i) => r(i, c))) * (sum(6, (i) => r(i, c)) / 6)),
    ],
  ])('%s', (expression, shape, formula) => {
    expectNumbers(answer(modelOf([6, 8], expression), rows), shape, formula);
  });

  // Parameters: what Keras 3.16 counts, by weight.
  test('weights of a layer over one axis, and of a normalization over another axis', () => {
    const code = script(
      'i = Input((12, 6))',
      'x = layers.Conv1D(8, 3, activation="relu", padding="same")(i)',
      'x = layers.BatchNormalization(axis=1)(x)',
      'x = layers.MaxPooling1D()(x)',
      'x = layers.Conv1D(4, 3, dilation_rate=2, name="c")(x)',
      'x = layers.BatchNormalization(axis=1)(layers.GlobalAveragePooling1D()(x))',
      'm = Model(i, layers.Dense(5)(layers.Flatten()(layers.RepeatVector(3)(x))))',
    );
    const { network } = readCode(code);
    if (network === null) throw new Error(said(code).join('; '));
    const { layers, parameterCount } = defineNetwork(network);
    expect(parameterCount).toBe(381);
    expect(layers.filter(({ name }) => name.startsWith('batch')).map((one) => one.parameterCount)).toEqual([
      48, 16,
    ]);
    expect(layers.find(({ name }) => name === 'c')?.outputShape).toEqual([2, 1, 4]);
  });

  test('in a Sequential it begins with the shape that it is given; on maps the axis has the weights', () => {
    const code = script(
      'm = keras.Sequential([layers.Conv1D(16, 5, input_shape=(100, 3)), layers.Flatten()])',
    );
    expect(readCode(code).inputs).toMatchObject([{ shape: [100, 3] }]);
    const maps = script(
      'm = keras.Sequential([Input((8, 7, 5)), layers.BatchNormalization(axis=1), layers.BatchNormalization(axis=2)])',
    );
    expect(readCode(maps).layers.map(({ kind, outputShape }) => [kind, outputShape?.join('×')])).toEqual([
      ['permute', '7×5×8'],
      ['batchNormalization', '7×5×8'],
      ['permute', '8×7×5'],
      ['permute', '8×5×7'],
      ['batchNormalization', '8×5×7'],
      ['permute', '8×7×5'],
    ]);
  });

  test('called twice it has its weights once', () => {
    const code = script(
      'i = Input((12, 6))',
      'c = layers.Conv1D(6, 3, padding="same")',
      'm = Model(i, c(c(i)))',
    );
    const { network } = readCode(code);
    if (network === null) throw new Error(said(code).join('; '));
    expect(defineNetwork(network).parameterCount).toBe(3 * 6 * 6 + 6);
  });

  test('without a shape, or with what it can not do, it says so at its place', () => {
    expect(
      said(script('m = keras.Sequential([layers.BatchNormalization(axis=1), layers.Dense(3)])')),
    ).toEqual(['error input_shape: the value is known only when the script runs; write a number']);
    expect(said(modelOf([6, 8], 'layers.Conv1D(3, 3, padding="causal")(x)'))).toEqual([
      expect.stringMatching(/^error Conv2D: 'padding' must be .* Received "causal"$/),
    ]);
    expect(said(modelOf([6, 8, 3], 'layers.Conv1D(3, 3)(x)'))).toEqual([
      expect.stringContaining("error there is no layer 'Conv1D'"),
    ]);
  });
});

describe('parts of tensors', () => {
  test.each<[string, number[], (...index: number[]) => number]>([
    ['x[:, 1:3]', [2, 6, 8], (i, j, c) => x(i + 1, j, c)],
    ['x[:, :, 2:-1, :]', [4, 3, 8], (i, j, c) => x(i, j + 2, c)],
    ['x[:, :, :, 3:5]', [4, 6, 2], (i, j, c) => x(i, j, c + 3)],
    ['x[..., 7]', [4, 6], (i, j) => x(i, j, 7)],
    ['x[:, -1, :, :2]', [6, 2], (j, c) => x(3, j, c)],
    ['x[:, :, tf.newaxis, :, -2:]', [4, 1, 6, 2], (i, _, j, c) => x(i, j, c + 6)],
    ['tf.split(x, 4, axis=-1)[1]', [4, 6, 2], (i, j, c) => x(i, j, c + 2)],
    ['tf.split(x, [1, 3], axis=1)[1]', [3, 6, 8], (i, j, c) => x(i + 1, j, c)],
    ['ops.unstack(x, axis=2)[4]', [4, 8], (i, c) => x(i, 4, c)],
  ])('%s', (expression, shape, formula) => {
    expectNumbers(answer(modelOf([4, 6, 8], expression), X), shape, formula);
  });

  test('an index that a network has no place for is refused', () => {
    for (const part of ['x[0]', 'x[1:]', 'x[:, ::2]', 'x[:, 9]', 'x[:, 0, 0, 0, 0]', 'x[:, n]'])
      expect(said(modelOf([4, 6, 8], part)).join()).toContain(
        'there is no layer here that does this with a tensor',
      );
  });
});

describe('axes of tensors', () => {
  test.each<[string, number[], (...index: number[]) => number]>([
    ['tf.transpose(x, [0, 3, 1, 2])', [8, 4, 6], (c, i, j) => x(i, j, c)],
    ['ops.transpose(x, axes=(0, 2, 1, 3))', [6, 4, 8], (j, i, c) => x(i, j, c)],
    ['keras.backend.permute_dimensions(x, (0, 1, 3, 2))', [4, 8, 6], (i, c, j) => x(i, j, c)],
    ['tf.reshape(x, [-1, 24, 8])', [24, 8], (n, c) => x(Math.floor(n / 6), n % 6, c)],
    [
      'tf.reshape(x, [tf.shape(x)[0], -1, 2])',
      [96, 2],
      (n, c) => x(Math.floor(n / 24), Math.floor((n % 24) / 4), (n % 4) * 2 + c),
    ],
    ['ops.expand_dims(x[:, 0], axis=1)', [1, 6, 8], (_, j, c) => x(0, j, c)],
    ['tf.squeeze(x[:, 2:3], axis=[1])', [6, 8], (j, c) => x(2, j, c)],
    [
      'tf.nn.softmax(x, axis=1)',
      [4, 6, 8],
      (i, j, c) => Math.exp(x(i, j, c)) / sum(4, (k) => Math.exp(x(k, j, c))),
    ],
    // Four axes apart are permuted one after the other: a shuffle of channels, pixels and patches.
    [
      'tf.reshape(tf.transpose(tf.reshape(x, [-1, 4, 6, 2, 4]), [0, 1, 2, 4, 3]), [-1, 4, 6, 8])',
      [4, 6, 8],
      (i, j, c) => x(i, j, (c % 2) * 4 + Math.floor(c / 2)),
    ],
    [
      'tf.nn.depth_to_space(x, 2)',
      [8, 12, 2],
      (i, j, c) => x(Math.floor(i / 2), Math.floor(j / 2), ((i % 2) * 2 + (j % 2)) * 2 + c),
    ],
    [
      'tf.nn.space_to_depth(x, 2)',
      [2, 3, 32],
      (i, j, c) => x(i * 2 + Math.floor(c / 16), j * 2 + Math.floor((c % 16) / 8), c % 8),
    ],
    [
      'ops.image.extract_patches(x, 2)',
      [2, 3, 32],
      (i, j, c) => x(i * 2 + Math.floor(c / 16), j * 2 + Math.floor((c % 16) / 8), c % 8),
    ],
    ['tf.stack([x, x * 2], axis=1)', [2, 4, 6, 8], (n, i, j, c) => x(i, j, c) * (n + 1)],
    ['tf.tile(x, [1, 1, 2, 1])', [4, 12, 8], (i, j, c) => x(i, j % 6, c)],
    [
      'tf.pad(x, [[0, 0], [1, 0], [0, 2], [0, 3]])',
      [5, 8, 11],
      (i, j, c) => (i > 0 && j < 6 && c < 8 ? x(i - 1, j, c) : 0),
    ],
  ])('%s', (expression, shape, formula) => {
    expectNumbers(answer(modelOf([4, 6, 8], expression), X), shape, formula);
  });

  test('a shape that would take numbers of another picture is refused', () => {
    for (const target of ['[-1, 2]', '[-1, 24, -1]', '[2, 96]', '[-1, 25, 8]'])
      expect(said(modelOf([4, 6, 8], `tf.reshape(x, ${target})`)).join()).toContain(
        'no layer here that does this',
      );
  });
});

describe('numbers of tensors', () => {
  test.each<[string, number[], (...index: number[]) => number]>([
    ['tf.reduce_mean(x, [1, 2])', [8], (c) => sum(24, (k) => x(Math.floor(k / 6), k % 6, c)) / 24],
    ['tf.reduce_mean(x, axis=-1, keepdims=True)', [4, 6, 1], (i, j) => sum(8, (c) => x(i, j, c)) / 8],
    ['ops.max(x, axis=3)', [4, 6], (i, j) => Math.max(...Array.from({ length: 8 }, (_, c) => x(i, j, c)))],
    ['keras.backend.min(x, axis=1)', [6, 8], (j, c) => Math.min(...[0, 1, 2, 3].map((i) => x(i, j, c)))],
    ['tf.reduce_sum(x, axis=[1, 3])', [6], (j) => sum(32, (k) => x(Math.floor(k / 8), j, k % 8))],
    ['ops.square(x)', [4, 6, 8], (i, j, c) => x(i, j, c) ** 2],
    ['x ** 2 - x', [4, 6, 8], (i, j, c) => x(i, j, c) ** 2 - x(i, j, c)],
    ['-x + 1', [4, 6, 8], (i, j, c) => 1 - x(i, j, c)],
    ['tf.abs(x)', [4, 6, 8], (i, j, c) => Math.abs(x(i, j, c))],
    ['tf.clip_by_value(x, -2, 3.5)', [4, 6, 8], (i, j, c) => Math.min(3.5, Math.max(-2, x(i, j, c)))],
    ['tf.maximum(x, 1.5)', [4, 6, 8], (i, j, c) => Math.max(1.5, x(i, j, c))],
    ['tf.minimum(x, -1.5)', [4, 6, 8], (i, j, c) => Math.min(-1.5, x(i, j, c))],
    ['layers.Lambda(lambda t: t * 2 - 1)(x)', [4, 6, 8], (i, j, c) => 2 * x(i, j, c) - 1],
    // The length of a row: the root of the sum of its squares.
    [
      'keras.backend.sqrt(keras.backend.sum(keras.backend.square(x), axis=-1, keepdims=True))',
      [4, 6, 1],
      (i, j) => Math.hypot(...Array.from({ length: 8 }, (_, c) => x(i, j, c))),
    ],
    [
      'tf.sqrt(tf.reduce_sum((x - 1) ** 2, axis=[1, 3]))',
      [6],
      (j) => Math.sqrt(sum(32, (k) => (x(Math.floor(k / 8), j, k % 8) - 1) ** 2)),
    ],
    [
      'x / tf.sqrt(tf.reduce_sum(tf.square(x), axis=2, keepdims=True))',
      [4, 6, 8],
      (i, j, c) => x(i, j, c) / Math.sqrt(sum(6, (k) => x(i, k, c) ** 2)),
    ],
    [
      'keras.backend.l2_normalize(x, axis=-1)',
      [4, 6, 8],
      (i, j, c) => x(i, j, c) / Math.sqrt(sum(8, (k) => x(i, j, k) ** 2)),
    ],
    ['keras.backend.repeat_elements(x, 3, axis=3)', [4, 6, 24], (i, j, c) => x(i, j, Math.floor(c / 3))],
    ['keras.backend.repeat_elements(x, 2, axis=1)', [8, 6, 8], (i, j, c) => x(Math.floor(i / 2), j, c)],
    [
      'keras.backend.resize_images(x, 2, 3, "channels_last")',
      [8, 18, 8],
      (i, j, c) => x(Math.floor(i / 2), Math.floor(j / 3), c),
    ],
    [
      'tf.pad(x, [[0, 0], [2, 1], [0, 3], [0, 0]], mode="REFLECT")',
      [7, 9, 8],
      (i, j, c) => x(mirrored(i - 2, 4), mirrored(j, 6), c),
    ],
    [
      'tf.pad(x, [[0, 0], [1, 0], [0, 0], [0, 0]], "SYMMETRIC")',
      [5, 6, 8],
      (i, j, c) => x(Math.max(0, i - 1), j, c),
    ],
    [
      'layers.Activation(lambda t: t * tf.maximum(t, 0))(x)',
      [4, 6, 8],
      (i, j, c) => x(i, j, c) * Math.max(0, x(i, j, c)),
    ],
    ['layers.ZeroPadding2D(0)(x) if type(2) is int else x * 9', [4, 6, 8], x],
  ])('%s', (expression, shape, formula) => {
    expectNumbers(answer(modelOf([4, 6, 8], expression), X), shape, formula);
  });

  test('a softmax written out is one, along any axis', () => {
    const code = script(
      'i = Input((4, 6, 8))',
      'e = tf.exp(i / 100)',
      'm = Model(i, e / tf.reduce_sum(e, axis=1, keepdims=True))',
    );
    const power = (...index: number[]): number => Math.exp(x(...index) / 100);
    expectNumbers(answer(code, X), [4, 6, 8], (i, j, c) => power(i, j, c) / sum(4, (k) => power(k, j, c)));
  });

  test('what is only added so that a root has a slope is left out, with a remark', () => {
    const code = script(
      'K = keras.backend',
      'a = Input((5,))',
      'd = K.sum(K.square(a - 2), axis=1, keepdims=True)',
      'm = Model(a, K.sqrt(K.maximum(d, K.epsilon())))',
    );
    const row = numbers(5);
    expectNumbers(answer(code, row), [1], () => Math.sqrt(sum(5, (k) => (at(row, k) - 2) ** 2)));
    expect(said(code)).toEqual(['warning epsilon: left out; it is only for training']);
  });

  test('other quotients, and lengths over the batch, are refused', () => {
    for (const expression of [
      'x / tf.exp(x)',
      'tf.sqrt(tf.reduce_sum(x, axis=1))',
      'keras.backend.l2_normalize(x)',
    ])
      expect(said(modelOf([4, 6, 8], expression)).join()).toContain('there is no layer here');
  });

  test('pixels that TensorFlow 1 took elsewhere are said', () => {
    expect(said(modelOf([4, 6, 8], 'tf.compat.v1.image.resize_bilinear(x, (8, 8))'))).toEqual([
      'warning resize_bilinear: read as Resizing, which takes values between pixels at slightly other places',
    ]);
  });

  test('what drops a branch for some pictures is passed over', () => {
    const code = script(
      'def drop(t, keep):',
      '    mask = tf.floor(keep + tf.random.uniform((1, 1, 1, 1)))',
      '    return t / keep * mask',
      'i = Input((4, 6, 8))',
      'm = Model(i, layers.add([drop(i * 3, 0.8), i]))',
    );
    expectNumbers(answer(code, X), [4, 6, 8], (i, j, c) => 4 * x(i, j, c));
    expect(said(code)).toContain('warning uniform: left out; it is only for training');
    const phase = modelOf([4, 6, 8], 'keras.backend.in_train_phase(x * 5, x * 2)');
    expectNumbers(answer(phase, X), [4, 6, 8], (i, j, c) => 2 * x(i, j, c));
  });

  test('a Lambda gets its further arguments', () => {
    const code = modelOf([4, 6, 8], "layers.Lambda(lambda t, n=0: t[:, n:], arguments={'n': 3})(x)");
    expectNumbers(answer(code, X), [1, 6, 8], (_, j, c) => x(3, j, c));
  });

  test('rows are pooled by GlobalAveragePooling1D', () => {
    const code = modelOf([4, 6], 'layers.GlobalAveragePooling1D()(x)');
    const rows = numbers(4, 6);
    expectNumbers(answer(code, rows), [6], (c) => sum(4, (k) => at(rows, k, c)) / 4);
  });

  test('what no layer does is refused by the name of the function', () => {
    expect(said(modelOf([4, 6, 8], 'tf.sqrt(x)')).join()).toContain('sqrt: there is no layer here');
    expect(said(modelOf([4, 6, 8], 'tf.reduce_mean(x, axis=0)')).join()).toContain(
      'mean: there is no layer here',
    );
    expect(said(modelOf([4, 6, 8], 'ops.split(x, [2, 6], axis=3)[0]')).join()).toContain(
      'split: there is no layer',
    );
  });
});

describe('layers of the script itself', () => {
  const OWN = `
class Linear(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="he_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return ops.matmul(x, self.w) + self.b`;

  test('a product with a weight is a Dense, its bias what is added', () => {
    const code = script(OWN, 'i = Input((28, 28, 1))', 'm = Model(i, Linear(10)(layers.Flatten()(i)))');
    expect(said(code)).toEqual([]);
    const reading = readCode(code);
    expect(reading.layers.map(({ className }) => className)).toEqual(['Flatten', 'Dense']);
    expect(reading.layers[1]?.options).toMatchObject({
      units: 10,
      useBias: true,
      kernelInitializer: 'heNormal',
    });
    expect(reading.layers[1]?.outputShape).toEqual([10]);
  });

  test('without a bias it has none, and weights may be variables', () => {
    const own = OWN.replace(
      'self.add_weight(shape=(input_shape[-1], self.units), initializer="he_normal")',
      'tf.Variable(tf.random_normal_initializer()(shape=(input_shape[-1], self.units)))',
    ).replace(' + self.b', '');
    const code = script(own, 'i = Input((5,))', 'm = Model(i, Linear(3)(i))');
    expect(readCode(code).layers[0]?.options).toMatchObject({ units: 3, useBias: false });
  });

  test('what a class calculates otherwise is named', () => {
    const own = OWN.replace('ops.matmul(x, self.w)', 'ops.sqrt(x)');
    const code = script(own, 'i = Input((5,))', 'm = Model(i, Linear(3)(i))');
    expect(said(code)).toEqual([
      'error Linear (sqrt): there is no layer here for what this class calculates with tensors',
    ]);
  });

  test('a sequence of them is read once the shape of its input is known', () => {
    const code = script(
      'class Turned(layers.Layer):',
      '    def call(self, x):',
      '        return ops.transpose(x, (0, 2, 1))',
      'i = Input((4, 6))',
      's = keras.Sequential([Turned(), layers.Dense(3), Turned()])',
      'm = Model(i, s(i))',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).layers.map(({ outputShape }) => outputShape)).toEqual([
      [6, 4],
      [6, 3],
      [3, 6],
    ]);
  });

  const SCALE = [
    'class Scale(layers.Layer):',
    '    def build(self, shape):',
    '        self.gamma = self.add_weight(shape=(shape[-1],), initializer="ones")',
    '        self.beta = self.add_weight(shape=(shape[-1],), initializer="zeros")',
    '    def call(self, x):',
    '        return tf.reshape(self.gamma, (1, 1, 1, -1)) * x + self.beta',
  ];

  test('a factor and a summand by channel are a depthwise convolution of one pixel', () => {
    const code = script(...SCALE, 'i = Input((4, 6, 8))', 'm = Model(i, Scale()(i))');
    expect(said(code)).toEqual([]);
    const [only, ...rest] = readCode(code).layers;
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ kind: 'depthwiseConv2d', outputShape: [4, 6, 8] });
    expect(only?.options).toMatchObject({ kernelSize: [1, 1], useBias: true, depthwiseInitializer: 'ones' });
  });

  test('used twice, it is one layer with the same weights', () => {
    const code = script(
      ...SCALE,
      'i = Input((4, 6, 8))',
      's = Scale()',
      'm = Model(i, layers.add([s(i), s(i * 2)]))',
    );
    expect(said(code)).toEqual([]);
    const { layers } = readCode(code);
    const scales = layers.filter(({ kind }) => kind === 'depthwiseConv2d');
    expect(scales.map(({ owner }) => owner)).toEqual(['depthwise_conv2d', 'depthwise_conv2d']);
    expect(scales.map(({ options }) => options.useBias)).toEqual([true, true]);
  });

  test('a kernel that is used with other strides is no layer', () => {
    const code = script(
      'class Twice(layers.Layer):',
      '    def build(self, shape):',
      '        self.w = self.add_weight(shape=(3, 3, shape[-1], 7))',
      '    def call(self, x):',
      '        a = tf.nn.conv2d(x, self.w, strides=[1, 2, 2, 1], padding="SAME")',
      '        b = tf.nn.conv2d(x, self.w, strides=[1, 1, 1, 1], padding="SAME")',
      '        return tf.concat([layers.GlobalAveragePooling2D()(one) for one in (a, b)], -1)',
      'i = Input((8, 6, 2))',
      'm = Model(i, Twice()(i))',
    );
    expect(said(code)).toEqual([expect.stringContaining('error Twice (conv2d)')]);
  });

  test('rows are scaled by a LayerScale', () => {
    const own = SCALE.slice(0, 3).concat('    def call(self, x):', '        return x * self.gamma');
    const code = script(...own, 'i = Input((4, 6))', 'm = Model(i, Scale()(i))');
    expect(readCode(code).layers.map(({ kind, options }) => [kind, options.initValues])).toEqual([
      ['layerScale', 1],
    ]);
  });

  test('a convolution with the weights of the layer', () => {
    const code = script(
      'class Convolution(layers.Layer):',
      '    def build(self, shape):',
      '        self.w = self.add_weight(shape=(3, 5, shape[-1], 7))',
      '        self.b = self.add_weight(shape=(7,))',
      '    def call(self, x):',
      '        y = tf.nn.conv2d(x, self.w, strides=[1, 2, 2, 1], padding="SAME")',
      '        return tf.nn.bias_add(y, self.b)',
      'i = Input((8, 6, 2))',
      'm = Model(i, Convolution()(i))',
    );
    expect(said(code)).toEqual([]);
    const [only] = readCode(code).layers;
    expect(only).toMatchObject({ kind: 'conv2d', outputShape: [4, 3, 7] });
    expect(only?.options).toMatchObject({
      kernelSize: [3, 5],
      strides: [2, 2],
      padding: 'same',
      useBias: true,
    });
  });

  test('an activation that is a function of the script comes behind its layer', () => {
    const code = script(
      'def bounded(x):',
      '    return tf.nn.relu(x + 3) / 6',
      'm = keras.Sequential([layers.Dense(4, activation=bounded, input_shape=(5,)), layers.Dense(10)])',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).layers.map(({ className }) => className)).toEqual([
      ...['Dense', 'Rescaling', 'Activation', 'Rescaling', 'Dense'],
    ]);
  });
});
