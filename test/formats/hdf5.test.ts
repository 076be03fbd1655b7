import * as h5wasm from 'h5wasm';
import * as jsfive from 'jsfive';
import { describe, expect, test } from 'vitest';
import type { WeightGroup } from '../../src/formats/fitWeights';
import { fitWeights } from '../../src/formats/fitWeights';
import { readKerasHdf5, writeKerasModel, writeKerasWeights } from '../../src/formats/hdf5/kerasHdf5';
import { looksLikeHdf5, readHdf5 } from '../../src/formats/hdf5/library';
import { FormatError, type StoredModel } from '../../src/formats/storedModel';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import {
  hdf5,
  saveAttributes,
  saveKeras2Model,
  saveKeras2Weights,
  saveKeras3Weights,
  saveNestedWeights,
  type FixtureLayer,
} from '../support/peers/kerasFiles';
import { randomWeights } from '../../src/fuzz/randomNetworks';

const config: NetworkConfig = {
  name: 'tiny',
  input: [6, 6, 1],
  layers: [
    { name: 'conv1', kind: 'conv2d', options: { filters: 2, kernelSize: 3, activation: 'relu' } },
    { name: 'norm', kind: 'batchNormalization' },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'flat', kind: 'flatten' },
    { name: 'dense1', kind: 'dense', options: { units: 4, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
};

const numbers = (count: number, from: number) => Float32Array.from({ length: count }, (_, i) => from + i / 8);

/** As Keras would list them. */
const layers: readonly FixtureLayer[] = [
  {
    name: 'conv1',
    slot: 'conv2d',
    weights: [
      { name: 'kernel', shape: [3, 3, 1, 2], values: numbers(18, -1) },
      { name: 'bias', shape: [2], values: numbers(2, 5) },
    ],
  },
  {
    name: 'norm',
    slot: 'batch_normalization',
    weights: [
      { name: 'gamma', shape: [2], values: numbers(2, 1) },
      { name: 'beta', shape: [2], values: numbers(2, 2) },
      { name: 'moving_mean', shape: [2], values: numbers(2, 3) },
      { name: 'moving_variance', shape: [2], values: numbers(2, 4) },
    ],
  },
  { name: 'pool', slot: 'max_pooling2d', weights: [] },
  { name: 'flat', slot: 'flatten', weights: [] },
  {
    name: 'dense1',
    slot: 'dense',
    weights: [
      { name: 'kernel', shape: [8, 4], values: numbers(32, -2) },
      { name: 'bias', shape: [4], values: numbers(4, 6) },
    ],
  },
  {
    name: 'answer',
    slot: 'dense_1',
    weights: [
      { name: 'kernel', shape: [4, 3], values: numbers(12, -3) },
      { name: 'bias', shape: [3], values: numbers(3, 7) },
    ],
  },
];

/** The configuration by hand, as Keras 2 saves it. */
const modelConfig = {
  class_name: 'Sequential',
  config: {
    name: 'tiny',
    layers: [
      { class_name: 'InputLayer', config: { batch_input_shape: [null, 6, 6, 1], dtype: 'float32', sparse: false, ragged: false, name: 'input_1' } },
      { class_name: 'Conv2D', config: { name: 'conv1', trainable: true, dtype: 'float32', filters: 2, kernel_size: [3, 3], strides: [1, 1], padding: 'valid', data_format: 'channels_last', dilation_rate: [1, 1], groups: 1, activation: 'relu', use_bias: true } },
      { class_name: 'BatchNormalization', config: { name: 'norm', trainable: true, dtype: 'float32', axis: [3], momentum: 0.99, epsilon: 0.001, center: true, scale: true } },
      { class_name: 'MaxPooling2D', config: { name: 'pool', pool_size: [2, 2], padding: 'valid', strides: [2, 2], data_format: 'channels_last' } },
      { class_name: 'Flatten', config: { name: 'flat', data_format: 'channels_last' } },
      { class_name: 'Dense', config: { name: 'dense1', units: 4, activation: 'relu', use_bias: true } },
      { class_name: 'Dense', config: { name: 'answer', units: 3, activation: 'softmax', use_bias: true } },
    ],
  },
}; // prettier-ignore

const expected = new Map(
  defineNetwork(config).layers.flatMap(({ name, parameters }) =>
    parameters.map(({ name: parameter }, at) => [
      `${name}/${parameter}`,
      layers.find((layer) => layer.name === name)!.weights[at]!.values as Float32Array,
    ]),
  ),
);
const model: StoredModel = { network: defineNetwork(config).toJSON(), weights: expected, remarks: [] };

const plain = (groups: readonly WeightGroup[]) =>
  groups
    .filter(({ tensors }) => tensors.length > 0)
    .map(({ layer, slot, tensors }) => ({
      layer,
      slot,
      tensors: tensors.map(({ shape, values }) => ({ shape, values })),
    }));
const plainLayers = (of: (layer: FixtureLayer) => { layer: string; slot: string | null }) =>
  layers
    .filter(({ weights }) => weights.length > 0)
    .map((layer) => ({
      ...of(layer),
      tensors: layer.weights.map(({ shape, values }) => ({ shape, values })),
    }));

async function groupsOf(bytes: Uint8Array): Promise<readonly WeightGroup[]> {
  const read = await readKerasHdf5('w.h5', bytes);
  if ('network' in read) throw new Error('a whole model');
  return read;
}

describe('files of Keras', () => {
  test('a whole model: architecture and weights', async () => {
    const bytes = await hdf5((file) => saveKeras2Model(file, modelConfig, layers));
    const read = await readKerasHdf5('m.h5', bytes);
    if (!('network' in read)) throw new Error('weights alone');
    expect(read.weights).toEqual(expected);
    const shapes = ({ layers: some }: NetworkConfig) =>
      defineNetwork({ ...config, layers: some }).layers.map(({ name, outputShape }) => [name, outputShape]);
    expect(
      shapes({
        ...read.network,
        input: [6, 6, 1],
        layers: read.network.layers.map(({ name, kind, options }) => ({
          name: name!,
          kind,
          options: options!,
        })),
      }),
    ).toEqual(shapes(config));
  });

  test('weights of Keras 2, f64 too', async () => {
    const wide = layers.map((layer) => ({
      ...layer,
      weights: layer.weights.map((weight) => ({ ...weight, values: Float64Array.from(weight.values) })),
    }));
    for (const some of [layers, wide]) {
      const groups = await groupsOf(await hdf5((file) => saveKeras2Weights(file, some)));
      expect(plain(groups)).toEqual(plainLayers(({ name }) => ({ layer: name, slot: null })));
    }
  });

  test('weights of Keras 3, with the names of layers and without', async () => {
    const byNumber = await groupsOf(await hdf5((file) => saveKeras3Weights(file, layers)));
    const order = ['batch_normalization', 'conv2d', 'dense', 'dense_1'];
    const sort = <T extends { slot: string | null }>(some: readonly T[]) =>
      [...some].sort((a, b) => order.indexOf(a.slot!) - order.indexOf(b.slot!));
    expect(plain(byNumber)).toEqual(sort(plainLayers(({ slot }) => ({ layer: slot, slot }))));
    const byName = await groupsOf(await hdf5((file) => saveKeras3Weights(file, layers, { names: true })));
    expect(plain(byName)).toEqual(sort(plainLayers(({ name, slot }) => ({ layer: name, slot }))));
  });

  test('a list of names of more than 64 KB, which Keras splits', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({
      name: `a_rather_long_name_of_a_layer_${String(i).padStart(5, '0')}`,
      slot: '',
      weights: i % 1000 === 0 ? [{ name: 'kernel', shape: [1], values: Float32Array.of(i) }] : [],
    }));
    const bytes = await hdf5((file) => saveKeras2Weights(file, many));
    const groups = await groupsOf(bytes);
    expect(groups.map(({ layer }) => layer)).toEqual(many.map(({ name }) => name));
    expect(plain(groups).map(({ tensors }) => tensors[0]!.values[0])).toEqual([0, 1000, 2000]);
  });
});

const whole = await hdf5((file) => saveKeras2Model(file, modelConfig, layers));

describe('bad files', () => {
  const fixture = (build: (file: h5wasm.File) => void) => hdf5(build);
  const cases: [string, () => Promise<Uint8Array> | Uint8Array, RegExp][] = [
    ['nothing', () => new Uint8Array(0), /is not an HDF5 file/],
    ['noise', () => new Uint8Array(4000).fill(7), /is not an HDF5 file/],
    ['the signature alone', () => whole.slice(0, 8), /cannot be read as HDF5 \(.+\)/],
    ['half of it', () => whole.slice(0, whole.byteLength / 2), /cannot be read as HDF5 \(truncated file/],
    ['all but a byte', () => whole.slice(0, -1), /cannot be read as HDF5 \(truncated file/],
    ['a file of something else', () => fixture((f) => f.create_dataset({ name: 'pictures', data: new Float32Array(4) })), /neither the attribute 'layer_names' nor the group 'layers'. It holds pictures/],
    ['no list of layers', () => fixture((f) => f.create_group('model_weights')), /'model_weights': its attribute 'layer_names' is missing/],
    ['a list of layers that are numbers', () => fixture((f) => f.create_attribute('layer_names', [1, 2])), /its attribute 'layer_names' must be a list of strings/],
    ['a layer without its group', () => fixture((f) => saveAttributes(f, 'layer_names', ['conv1'])), /lists the layer 'conv1', but has no group for it/],
    ['a layer without its list', () => fixture((f) => { saveAttributes(f, 'layer_names', ['conv1']); f.create_group('conv1'); }), /'conv1': its attribute 'weight_names' is missing/],
    ['a weight that is missing', () => fixture((f) => { saveAttributes(f, 'layer_names', ['conv1']); saveAttributes(f.create_group('conv1'), 'weight_names', ['conv1/kernel:0']); }), /'conv1\/conv1\/kernel:0': is missing/],
    ['a weight that is a text', () => fixture((f) => { saveAttributes(f, 'layer_names', ['a']); const g = f.create_group('a'); saveAttributes(g, 'weight_names', ['k']); g.create_dataset({ name: 'k', data: ['one', 'two'] }); }), /'a\/k': must hold numbers/],
    ['a configuration that is no JSON', () => fixture((f) => { f.create_attribute('model_config', '{"class_name": '); saveKeras2Weights(f.create_group('model_weights'), layers); }), /'model_config': expected JSON/],
    ['a configuration that is a number', () => fixture((f) => { f.create_attribute('model_config', 3); saveKeras2Weights(f.create_group('model_weights'), layers); }), /its attribute 'model_config' must be a string/],
    ['an unknown layer', () => fixture((f) => saveKeras2Model(f, { class_name: 'Sequential', config: { name: 'x', layers: [{ class_name: 'LSTM', config: { name: 'memory', units: 3, batch_input_shape: [null, 3, 4] } }] } }, layers)), /memory.*LSTM/],
    ['a weight of another shape', () => fixture((f) => saveKeras2Model(f, modelConfig, layers.map((l) => l.name === 'answer' ? { ...l, weights: [{ name: 'kernel', shape: [3, 4], values: numbers(12, 0) }, l.weights[1]!] } : l))), /layer 'answer' needs weights of 4×3, 3. The file has 3×4, 3/],
    ['a layer without weights', () => fixture((f) => saveKeras2Model(f, modelConfig, layers.map((l) => l.name === 'answer' ? { ...l, weights: [] } : l))), /layer 'answer' needs weights of 4×3, 3. The file has none/],
    ['a weight that is no number', () => fixture((f) => saveKeras2Model(f, modelConfig, layers.map((l) => l.name === 'conv1' ? { ...l, weights: [{ ...l.weights[0]!, values: numbers(18, NaN) }, l.weights[1]!] } : l))), /'conv1\/weight': number 1 of 18 is NaN/],
  ]; // prettier-ignore

  test.each(cases)('refused, with what and where: %s', async (_, make, message) => {
    const bytes = await make();
    const failure: unknown = await readKerasHdf5('m.h5', bytes).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(FormatError);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).toMatch(/^m\.h5/);
    // And the library still works, with nothing left behind.
    expect('network' in (await readKerasHdf5('m.h5', whole))).toBe(true);
  });

  test('numbers that were never written and only claimed are not read', async () => {
    const bytes = await hdf5((file) => {
      saveAttributes(file, 'layer_names', ['a']);
      const group = file.create_group('a');
      saveAttributes(group, 'weight_names', ['k']);
      // Chunks that hold nothing take no room.
      group
        .create_dataset({ name: 'k', data: new Float32Array(4), shape: [4], maxshape: [null], chunks: [4] })
        .resize([2 ** 40]);
    });
    expect(bytes.byteLength).toBeLessThan(20_000);
    await expect(groupsOf(bytes)).rejects.toThrow(/'a\/k': claims 1099511627776 numbers/);
  });

  test('groups that contain themselves end', async () => {
    const bytes = await hdf5((file) => {
      file.create_group('layers').create_group('dense').create_hard_link('/layers', 'layers');
    });
    await expect(groupsOf(bytes)).rejects.toThrow(/nested too deeply/);
  });

  test('any byte of the structure may be another: an error or a file, never a crash', async () => {
    let state = 12345;
    const next = (below: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % below;
    for (let i = 0; i < 300; i++) {
      const bytes = whole.slice();
      for (let flips = 0; flips < 4; flips++) bytes[next(bytes.byteLength)] = next(256);
      await readKerasHdf5('m.h5', bytes).catch((error: unknown) => expect(error).toBeInstanceOf(FormatError));
    }
    expect('network' in (await readKerasHdf5('m.h5', whole))).toBe(true);
  });

  test('files are closed and gone, whatever happens', async () => {
    const { FS } = await h5wasm.ready;
    const files = () => (FS.readdir('/') as string[]).length;
    const before = files();
    await readKerasHdf5('m.h5', whole);
    await readHdf5('m.h5', whole, () => {
      throw new Error('on the way');
    }).catch(() => undefined);
    await writeKerasModel(model);
    expect(files()).toBe(before);
  });
});

test('names may be in any script: numpy does not say that its bytes are UTF-8', async () => {
  const named = [
    { name: '畳み込み１', slot: '', weights: [{ name: 'kernel', shape: [1], values: Float32Array.of(4) }] },
  ];
  const groups = await groupsOf(await hdf5((file) => saveKeras2Weights(file, named)));
  expect(groups.map(({ layer, tensors }) => [layer, tensors[0]!.values[0]])).toEqual([['畳み込み１', 4]]);
  const japanese = defineNetwork({
    ...config,
    layers: config.layers.map((layer) => ({ ...layer, name: `層 ${layer.name}` })),
  });
  const written = { network: japanese.toJSON(), weights: randomWeights(japanese, 1), remarks: [] };
  const read = await readKerasHdf5('x.h5', await writeKerasModel(written));
  expect('network' in read && read.weights).toEqual(written.weights);
});

describe('what we write, read by jsfive', () => {
  const open = (bytes: Uint8Array) => new jsfive.File(bytes.slice().buffer, 'x.h5');
  /** As numpy gives byte strings: without the zeros that fill them up. */
  const texts = (value: unknown) => Array.from(value as string[], (text) => text.replace(/\0+$/, ''));
  const read = (file: jsfive.File, path: string) => {
    const { value, shape, dtype } = file.get(path);
    expect(dtype).toBe('<f4');
    return { shape, values: Float32Array.from(value) };
  };

  test('a whole model', async () => {
    const bytes = await writeKerasModel(model);
    expect(looksLikeHdf5(bytes)).toBe(true);
    const file = open(bytes);
    const written = JSON.parse(file.attrs.model_config as string) as typeof modelConfig;
    expect(written.config.layers.map(({ config: { name } }) => name).slice(1)).toEqual(
      layers.map(({ name }) => name),
    );
    const root = file.get('model_weights');
    expect(texts(root.attrs.layer_names)).toEqual(layers.map(({ name }) => name));
    for (const { name, weights } of layers) {
      const names = weights.map((weight) => `${name}/${weight.name}:0`);
      expect(texts(root.get(name).attrs.weight_names)).toEqual(names);
      for (const { name: weight, shape, values } of weights)
        expect(read(file, `model_weights/${name}/${name}/${weight}:0`)).toEqual({ shape, values });
    }
  });

  test('weights of Keras 3', async () => {
    const file = open(await writeKerasWeights(model, 'keras3'));
    expect(file.get('layers').keys.sort()).toEqual(['batch_normalization', 'conv2d', 'dense', 'dense_1']);
    for (const { name, slot, weights } of layers.filter((layer) => layer.weights.length > 0)) {
      expect(file.get(`layers/${slot}/vars`).attrs.name).toBe(name);
      weights.forEach(({ shape, values }, i) =>
        expect(read(file, `layers/${slot}/vars/${i}`)).toEqual({ shape, values }),
      );
    }
  });

  test('weights of Keras 2', async () => {
    const file = open(await writeKerasWeights(model, 'keras2'));
    expect(texts(file.attrs.layer_names)).toEqual(layers.map(({ name }) => name));
    expect(read(file, 'conv1/conv1/kernel:0').values).toEqual(expected.get('conv1/weight'));
  });

  test('names of more than 64 KB are split as Keras splits them', async () => {
    const long = defineNetwork({
      name: 'long',
      input: [2],
      layers: Array.from({ length: 1500 }, (_, i) => ({
        name: `a_rather_long_name_of_an_activation_layer_${i}`,
        kind: 'reLU',
      })),
    });
    const bytes = await writeKerasWeights(
      { network: long.toJSON(), weights: new Map(), remarks: [] },
      'keras2',
    );
    const { layer_names0, layer_names1, layer_names } = open(bytes).attrs as Record<string, string[]>;
    expect(layer_names).toBeUndefined();
    expect(texts([...layer_names0!, ...layer_names1!])).toEqual(long.layers.map(({ name }) => name));
  });
});

describe('a model that is a layer of another', () => {
  const entry = (class_name: string, name: string, settings: object = {}) => ({
    class_name,
    config: { name, trainable: true, ...settings },
  });
  const sequence = (name: string, entries: readonly object[], settings: object = {}) =>
    entry('Sequential', name, { layers: entries, ...settings });
  const input = entry('InputLayer', 'in', { batch_shape: [null, 2] });
  const dense = (name: string) => entry('Dense', name, { units: 2 });
  const inner = sequence('inner', [input, dense('d')]);
  /** Three layers called 'd', of one shape: nothing but their places tells them apart. */
  const outer = (settings: object = {}) =>
    sequence('outer', [
      input,
      sequence('mid', [input, inner, entry('BatchNormalization', 'b'), dense('d')], settings),
      dense('d'),
    ]);

  const pairs: Readonly<
    Record<string, readonly [parameter: string, shape: readonly number[], from: number]>
  > = {
    'inner/d/kernel': ['d/weight', [2, 2], 10],
    'inner/d/bias': ['d/bias', [2], 20],
    'mid/b/gamma': ['b/gamma', [2], 30],
    'mid/b/beta': ['b/beta', [2], 40],
    'mid/d/kernel': ['d_2/weight', [2, 2], 50],
    'mid/d/bias': ['d_2/bias', [2], 60],
    'mid/b/moving_mean': ['b/movingMean', [2], 70],
    'mid/b/moving_variance': ['b/movingVariance', [2], 80],
    'outer/d/kernel': ['d_3/weight', [2, 2], 90],
    'outer/d/bias': ['d_3/bias', [2], 99],
  };
  const stored = (path: string) => {
    const [, shape, from] = pairs[path]!;
    return { path, shape, values: numbers(shape.length === 2 ? 4 : 2, from) };
  };
  const flat = new Map(
    Object.values(pairs).map(([parameter, shape, from]) => [
      parameter,
      numbers(shape.length === 2 ? 4 : 2, from),
    ]),
  );
  const [head, mid] = [
    { name: 'd', weights: ['outer/d/kernel', 'outer/d/bias'].map(stored) },
    { name: 'mid', weights: Object.keys(pairs).slice(0, 8).map(stored) },
  ];
  const sorted = (weights: ReadonlyMap<string, Float32Array>) =>
    [...weights].sort(([a], [b]) => (a < b ? -1 : 1));
  const readWhole = async (groups: Parameters<typeof saveNestedWeights>[1], config: object) => {
    const read = await readKerasHdf5('n.h5', await hdf5((file) => saveNestedWeights(file, groups, config)));
    if (!('network' in read)) throw new Error('weights alone');
    return read;
  };

  test('is read flattened: trained weights lie before the averages', async () => {
    const { network, weights } = await readWhole([mid, head], outer());
    expect(network.layers.map(({ name }) => name)).toEqual(['d', 'b', 'd_2', 'd_3']);
    expect(sorted(weights!)).toEqual(sorted(flat));
  });

  test('that is frozen has its weights layer by layer', async () => {
    const order = [0, 1, 2, 3, 6, 7, 4, 5];
    const weights = order.map((at) => mid.weights[at]!);
    const read = await readWhole([{ ...mid, weights }, head], outer({ trainable: false }));
    expect(read.network.layers.map(({ trainable }) => trainable)).toEqual([false, false, false, undefined]);
    expect(sorted(read.weights!)).toEqual(sorted(flat));
  });

  test('is found by names, where the order says nothing', async () => {
    const base = sequence('outer', [input, sequence('mid', [input, dense('a'), dense('b')])]);
    const weights = ['b/bias', 'a/kernel', 'b/kernel', 'a/bias'].map((path, i) => {
      const shape = path.endsWith('bias') ? [2] : [2, 2];
      return { path, shape, values: numbers(path.endsWith('bias') ? 2 : 4, i) };
    });
    const read = await readWhole([{ name: 'mid', weights }], base);
    expect(Object.fromEntries(read.weights!)).toEqual({
      'a/weight': numbers(4, 1),
      'a/bias': numbers(2, 3),
      'b/weight': numbers(4, 2),
      'b/bias': numbers(2, 0),
    });
  });

  test('is refused with what its layers need, where weights are missing', async () => {
    const weights = mid.weights.slice(1);
    await expect(readWhole([{ ...mid, weights }, head], outer())).rejects.toThrow(
      "n.h5, model 'mid': its layers need weights of 2×2, 2, 2, 2, 2, 2, 2×2, 2. The file has 2, 2, 2, 2×2, 2, 2, 2",
    );
  });

  test('gives weights alone layer by layer, with names', async () => {
    const weights = ['base/c/kernel', 'base/b/gamma', 'base/c/bias', 'base/b/beta'].map((path, i) => {
      const shape = path.endsWith('kernel') ? [2, 2] : [2];
      return { path, shape, values: numbers(path.endsWith('kernel') ? 4 : 2, i) };
    });
    const groups = await groupsOf(await hdf5((file) => saveNestedWeights(file, [{ name: 'base', weights }])));
    expect(groups.map(({ layer, tensors }) => [layer, tensors.map(({ name }) => name)])).toEqual([
      ['c', ['base/base/c/kernel', 'base/base/c/bias']],
      ['b', ['base/base/b/gamma', 'base/base/b/beta']],
    ]);
  });

  test('leaves open in a .weights.h5 which layer of several of one name it is', async () => {
    const layer = (slot: string, name: string, from: number): FixtureLayer => ({
      ...{ name, slot },
      weights: [{ name: 'kernel', shape: [2, 2], values: numbers(4, from) }],
    });
    const bytes = await hdf5((file) => {
      file.create_group('layers').create_group('sequential').create_group('layers');
      saveKeras3Weights(
        file,
        [layer('dense', 'd', 1), layer('sequential/layers/dense', 'd', 2), layer('dense_1', 'e', 3)],
        { names: true },
      );
    });
    const network = defineNetwork({
      name: 'flat',
      input: [2],
      layers: ['d', 'd_2', 'e'].map((name) => ({
        name,
        kind: 'dense',
        options: { units: 2, useBias: false },
      })),
    });
    const { weights, report } = fitWeights(network, await groupsOf(bytes));
    expect(Object.fromEntries(weights)).toEqual({ 'e/weight': numbers(4, 3) });
    expect(report.missing.map(({ parameter }) => parameter)).toEqual(['d/weight', 'd_2/weight']);
    expect(report.unused).toHaveLength(2);
  });
});
