// Attention in Keras code: which layers it is here. Counts of parameters are those of Keras 3.16.

import { describe, expect, test } from 'vitest';
import { lintText } from '../../../../src/formats/keras/code/lints';
import { readCode } from '../../../../src/formats/keras/code/read';
import { writeCode } from '../../../../src/formats/keras/code/write';
import { randomWeights } from '../../../../src/fuzz/randomNetworks';
import { defineNetwork, type Network } from '../../../../src/models/network';
import { random } from '../../../../src/reference/ndArray';
import { ATTENTION } from '../../../support/attention';
import { referenceOutputs } from '../../../support/networkRun';

const script = (...lines: string[]): string =>
  ['import keras', 'import tensorflow as tf', 'from keras import layers, ops, Model, Input', ...lines].join(
    '\n',
  );

const said = (code: string): string[] =>
  readCode(code).lints.map(({ severity, problem }) => `${severity} ${lintText(problem)}`);

function networkOf(code: string): Network {
  expect(said(code)).toEqual([]);
  return defineNetwork(readCode(code).network!);
}

const kinds = (code: string): string =>
  networkOf(code)
    .layers.map(({ definition }) => definition.kind)
    .join(' ');

const VIT = script(
  'patch_size, num_patches, dim = 4, 16, 12',
  'class Patches(layers.Layer):',
  '    def __init__(self, patch_size):',
  '        super().__init__()',
  '        self.patch_size = patch_size',
  '    def call(self, images):',
  '        batch, height, width, channels = ops.shape(images)',
  '        patches = ops.image.extract_patches(images, size=self.patch_size)',
  '        count = (height // self.patch_size) * (width // self.patch_size)',
  '        return ops.reshape(patches, (batch, count, self.patch_size * self.patch_size * channels))',
  'class PatchEncoder(layers.Layer):',
  '    def __init__(self, num_patches, dim):',
  '        super().__init__()',
  '        self.num_patches = num_patches',
  '        self.projection = layers.Dense(dim)',
  '        self.position_embedding = layers.Embedding(input_dim=num_patches, output_dim=dim)',
  '    def call(self, patch):',
  '        positions = ops.expand_dims(ops.arange(start=0, stop=self.num_patches, step=1), axis=0)',
  '        return self.projection(patch) + self.position_embedding(positions)',
  'class ClassToken(layers.Layer):',
  '    def build(self, input_shape):',
  '        self.token = self.add_weight(shape=(1, 1, input_shape[-1]), initializer="zeros")',
  '    def call(self, x):',
  '        token = ops.broadcast_to(self.token, [ops.shape(x)[0], 1, x.shape[-1]])',
  '        return ops.concatenate([token, x], axis=1)',
  'inputs = Input((16, 16, 3))',
  'x = ClassToken()(PatchEncoder(num_patches, dim)(Patches(patch_size)(inputs)))',
  'for _ in range(2):',
  '    y = layers.LayerNormalization(epsilon=1e-6)(x)',
  '    x = layers.Add()([layers.MultiHeadAttention(num_heads=3, key_dim=5, dropout=0.1)(y, y), x])',
  'model = Model(inputs, layers.Dense(10)(x[:, 0]))',
);

describe('attention in code', () => {
  test('a Vision Transformer has the parameters of Keras', () => {
    const network = networkOf(VIT);
    expect(network.parameterCount).toBe(2524);
    expect(network.layers.at(-1)?.outputShape).toEqual([10]);
  });

  test.each([
    ['layers.Attention()([a, b])', 'dot softmax dot'],
    ['layers.MultiHeadAttention(1, 4)(a, b)', 'dense dense dense rescaling dot softmax dot dense'],
    ['tf.matmul(a, b, transpose_b=True)', 'dot'],
    ['a @ ops.transpose(b, (0, 2, 1))', 'permute dot'],
    ['tf.einsum("bik,bjk->bij", a, b)', 'dot'],
    ['keras.backend.batch_dot(a, b, axes=(2, 2))', 'dot'],
    ['layers.Dot(axes=(2, 2), normalize=True)([a, b])', 'unitNormalization unitNormalization dot'],
  ])('%s', (text, expected) => {
    const code = script('a, b = Input((5, 6)), Input((7, 6))', `m = Model([a, b], ${text})`);
    expect(kinds(code)).toBe(expected);
  });

  test('heads that a script has as an axis are multiplied by their counterparts', () => {
    const code = script(
      'a = Input((2, 5, 3))',
      's = tf.matmul(a, a, transpose_b=True)',
      's = ops.einsum("bhqk,bhkd->bqhd", s, a)',
      'm = Model(a, s)',
    );
    const { layers } = networkOf(code);
    expect(layers.map(({ definition, options }) => [definition.kind, options])).toEqual([
      ['dot', { axes: [3, 3] }],
      ['dot', { axes: [3, 2] }],
      ['permute', { dims: [2, 1, 3] }],
    ]);
  });

  test('a layer that is used twice has its weights once', () => {
    const code = script(
      'a = Input((5, 6))',
      'attend = layers.MultiHeadAttention(2, 3)',
      'm = Model(a, attend(attend(a, a), a))',
    );
    expect(networkOf(code).parameterCount).toBe(168);
  });

  test.each([
    ['attend(a, a, use_causal_mask=True)', "'use_causal_mask' must be None"],
    ['attend(a, a, attention_mask=a)', "'attention_mask' must be None"],
    ['layers.MultiHeadAttention(2, 3, attention_axes=2)(a, a)', "'attention_axes' must be None or [1]"],
    ['layers.MultiHeadAttention(2)(a, a)', "'key_dim' must be given"],
    ['layers.Attention(score_mode="concat")([a, a])', "'score_mode' must be dot"],
  ])('%s is refused', (text, reason) => {
    const code = script(
      'a = Input((5, 6))',
      'attend = layers.MultiHeadAttention(2, 3)',
      `m = Model(a, ${text})`,
    );
    expect(readCode(code).network).toBeNull();
    expect(said(code).join()).toContain(reason);
  });

  test('positions that are added are trained numbers, which no input changes', () => {
    const network = networkOf(
      script('a = Input((3, 2))', 'p = layers.Embedding(3, 2)(tf.range(3))', 'm = Model(a, a + p)'),
    );
    const weights = randomWeights(network, 1);
    const [table] = weights.values();
    const a = random([1, 3, 2], 1);
    const [answer] = referenceOutputs(network, weights, [a]).values();
    const expected = a.data.map((value, i) => value + table![i]!);
    answer!.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  test('is written with functions where Keras has no layer, and read again', () => {
    const code = writeCode(ATTENTION);
    expect(code).toContain('keras.ops.einsum("nhik,nhjk->nhij", scaled, key_heads)');
    expect(code).toContain('keras.ops.matmul(weights, value_heads)');
    const again = networkOf(code);
    const facts = ({ layers }: Network): unknown =>
      layers.map(({ definition, options, outputShape }) => [definition.kind, options, outputShape]);
    expect(facts(again)).toEqual(facts(defineNetwork(ATTENTION)));
  });
});
