import { unzipSync, zipSync } from 'fflate';
import type * as h5wasm from 'h5wasm';
import * as jsfive from 'jsfive';
import { describe, expect, test } from 'vitest';
import { readKerasArchive, writeKerasArchive } from '../../src/formats/keras/archive';
import { inKerasOrder, kerasSnakeCase, slotsOf } from '../../src/formats/keras/kerasOrder';
import { FormatError } from '../../src/formats/storedModel';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { hdf5, saveKeras3Weights, type FixtureLayer } from '../support/peers/kerasFiles';

const text = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
const numbers = (count: number, from: number) => Float32Array.from({ length: count }, (_, i) => from + i / 8);

/** By hand, as Keras 3 saves it: two branches of dense layers that are added. */
const kerasTensor = (layer: string, shape: readonly (number | null)[]) => ({
  class_name: '__keras_tensor__',
  config: { shape, dtype: 'float32', keras_history: [layer, 0, 0] },
});
const layer = (class_name: string, name: string, config: object, inbound_nodes: unknown[]) => ({
  module: 'keras.layers',
  class_name,
  config: { name, trainable: true, ...config },
  registered_name: null,
  name,
  inbound_nodes,
});
const call = (...args: unknown[]) => [{ args, kwargs: {} }];
const dense = (name: string, units: number, from: string, width: number) =>
  layer(
    'Dense',
    name,
    { units, activation: 'linear', use_bias: true },
    call(kerasTensor(from, [null, width])),
  );
const config = {
  module: 'keras.src.models.functional',
  class_name: 'Functional',
  config: {
    name: 'branches',
    trainable: true,
    layers: [
      layer('InputLayer', 'in', { batch_shape: [null, 3], dtype: 'float32' }, []),
      dense('left', 2, 'in', 3),
      dense('right', 2, 'in', 3),
      layer('Add', 'sum', {}, call([kerasTensor('left', [null, 2]), kerasTensor('right', [null, 2])])),
      dense('answer', 2, 'sum', 2),
    ],
    input_layers: [['in', 0, 0]],
    output_layers: [['answer', 0, 0]],
  },
  registered_name: 'Functional',
};
const weights = (name: string, slot: string, inputs: number, from: number): FixtureLayer => ({
  name,
  slot,
  weights: [
    { name: 'kernel', shape: [inputs, 2], values: numbers(inputs * 2, from) },
    { name: 'bias', shape: [2], values: numbers(2, from + 10) },
  ],
});
const layers = [
  weights('left', 'dense', 3, 1),
  weights('right', 'dense_1', 3, 2),
  weights('answer', 'dense_2', 2, 3),
];
const h5 = await hdf5((file) => saveKeras3Weights(file, layers));
const files = {
  'metadata.json': text({ keras_version: '3.4.1', date_saved: '2024-07-01@10:00:00' }),
  'config.json': text(config),
  'model.weights.h5': h5,
};

describe('a .keras file', () => {
  test('is read: layers are found by the numbers of their class', async () => {
    for (const level of [0, 9] as const) {
      const read = await readKerasArchive('m.keras', zipSync(files, { level }));
      expect(read.network.name).toBe('branches');
      expect(Object.fromEntries(read.weights!)).toEqual({
        'left/weight': numbers(6, 1),
        'left/bias': numbers(2, 11),
        'right/weight': numbers(6, 2),
        'right/bias': numbers(2, 12),
        'answer/weight': numbers(4, 3),
        'answer/bias': numbers(2, 13),
      });
    }
  });

  test('of a model in a model: its layers are numbered within it', async () => {
    const inner = {
      ...config,
      name: 'inner',
      config: { ...config.config, name: 'inner' },
      inbound_nodes: call(kerasTensor('outer_in', [null, 3])),
    };
    const outer = {
      ...config,
      config: {
        name: 'outer',
        layers: [
          layer('InputLayer', 'outer_in', { batch_shape: [null, 3], dtype: 'float32' }, []),
          inner,
          dense('head', 2, 'inner', 2),
        ],
        input_layers: [['outer_in', 0, 0]],
        output_layers: [['head', 0, 0]],
      },
    };
    const nested = [
      ...layers.map((one) => ({ ...one, slot: `functional/layers/${one.slot}` })),
      weights('head', 'dense', 2, 4),
    ];
    const bytes = await hdf5((file) => {
      file.create_group('layers').create_group('functional').create_group('layers');
      saveKeras3Weights(file, nested);
    });
    const read = await readKerasArchive(
      'm.keras',
      zipSync({ ...files, 'config.json': text(outer), 'model.weights.h5': bytes }),
    );
    expect(read.network.layers.map(({ name }) => name)).toEqual(['left', 'right', 'sum', 'answer', 'head']);
    expect(read.weights!.get('right/weight')).toEqual(numbers(6, 2));
    expect(read.weights!.get('head/bias')).toEqual(numbers(2, 14));
  });

  test('of nested models with layers of the same name: each gets its own weights', async () => {
    const sequence = (name: string, entries: readonly object[]) => ({
      class_name: 'Sequential',
      config: { name, layers: entries },
    });
    const [d, input] = [
      { class_name: 'Dense', config: { name: 'd', units: 2, use_bias: false } },
      { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 2] } },
    ];
    const outer = sequence('outer', [input, sequence('mid', [input, sequence('inner', [input, d]), d]), d]);
    const one = (slot: string, from: number): FixtureLayer => ({
      ...{ name: 'd', slot },
      weights: [{ name: 'kernel', shape: [2, 2], values: numbers(4, from) }],
    });
    const bytes = await hdf5((file) => {
      file.create_group('layers').create_group('sequential').create_group('layers');
      (file.get('layers/sequential/layers') as h5wasm.Group)
        .create_group('sequential')
        .create_group('layers');
      saveKeras3Weights(
        file,
        [
          one('dense', 3),
          one('sequential/layers/dense', 2),
          one('sequential/layers/sequential/layers/dense', 1),
        ],
        { names: true },
      );
    });
    const read = await readKerasArchive(
      'm.keras',
      zipSync({ ...files, 'config.json': text(outer), 'model.weights.h5': bytes }),
    );
    expect(Object.fromEntries(read.weights!)).toEqual({
      'd/weight': numbers(4, 1),
      'd_2/weight': numbers(4, 2),
      'd_3/weight': numbers(4, 3),
    });
  });

  test('is written as Keras lays it out', async () => {
    const { network, weights: written } = await readKerasArchive('m.keras', zipSync(files));
    const entries = unzipSync(
      await writeKerasArchive({ network, weights: written, remarks: [] }, new Date(0)),
    );
    expect(Object.keys(entries).sort()).toEqual(['config.json', 'metadata.json', 'model.weights.h5']);
    const json = (name: string) =>
      JSON.parse(new TextDecoder().decode(entries[name])) as Record<string, unknown>;
    expect(json('metadata.json')).toMatchObject({ date_saved: '1970-01-01@00:00:00' });
    expect(json('config.json')).toMatchObject({
      class_name: 'Functional',
      module: 'keras.src.models.functional',
    });
    const file = new jsfive.File(entries['model.weights.h5']!.slice().buffer, 'x');
    expect(file.get('layers').keys.sort()).toEqual(['dense', 'dense_1', 'dense_2']);
    expect(file.get('layers/dense_1/vars/0')).toMatchObject({ shape: [3, 2], value: [...numbers(6, 2)] });
  });

  test.each<[string, () => Uint8Array | Promise<Uint8Array>, RegExp]>([
    ['no zip', () => h5, /not a complete zip archive/],
    ['cut off', () => zipSync(files).subarray(0, 900), /not a complete zip archive/],
    ['no configuration', () => zipSync({ 'model.weights.h5': h5 }), /holds no 'config.json'/],
    ['no weights', () => zipSync({ 'config.json': text(config) }), /holds no 'model.weights.h5'/],
    [
      'weights of another kind',
      () => zipSync({ 'config.json': text(config), 'model.weights.npz': h5 }),
      /does not store its weights in/,
    ],
    [
      'a configuration that is no JSON',
      () => zipSync({ ...files, 'config.json': h5 }),
      /entry 'config.json': expected JSON/,
    ],
    [
      'a configuration of nothing',
      () => zipSync({ ...files, 'config.json': text({}) }),
      /entry 'config.json'/,
    ],
    [
      'weights that are no h5',
      () => zipSync({ ...files, 'model.weights.h5': text(config) }),
      /entry 'model.weights.h5': is not an HDF5 file/,
    ],
    [
      'weights of a layer missing',
      async () =>
        zipSync({
          ...files,
          'model.weights.h5': await hdf5((f) => saveKeras3Weights(f, layers.slice(0, 2))),
        }),
      /layer 'answer' needs weights of 2×2, 2. The file has none/,
    ],
  ])('refused, with what and where: %s', async (_, make, message) => {
    const failure: unknown = await Promise.resolve(make())
      .then((bytes) => readKerasArchive('m.keras', bytes))
      .then(
        () => null,
        (error: unknown) => error,
      );
    expect(failure).toBeInstanceOf(FormatError);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).toMatch(/^m\.keras/);
  });
});

describe("Keras's order of layers", () => {
  const order = (layers: NetworkConfig['layers'], outputs?: readonly string[]) =>
    inKerasOrder(defineNetwork({ name: 'x', input: [4], layers, ...(outputs ? { outputs } : {}) })).map(
      ({ name }) => name,
    );
  const of = (name: string, ...inputs: string[]) => ({
    name,
    kind: inputs.length > 1 ? 'add' : 'reLU',
    inputs,
  });

  test('a chain stays as it is', () => {
    expect(order([of('a', 'input'), of('b', 'a'), of('c', 'b')])).toEqual(['a', 'b', 'c']);
  });

  test('deeper layers come first, however the network lists them', () => {
    // The short way is listed first; the long way is deeper. Worked out from map_graph by hand.
    const layers = [
      of('short', 'input'),
      of('long1', 'input'),
      of('long2', 'long1'),
      of('sum', 'short', 'long2'),
    ];
    expect(order(layers)).toEqual(['long1', 'short', 'long2', 'sum']);
  });

  test('of equals, the one that the walk from the outputs meets first', () => {
    const layers = [of('a', 'input'), of('b', 'input'), of('sum', 'b', 'a')];
    expect(order(layers)).toEqual(['b', 'a', 'sum']);
    const two = [of('a', 'input'), of('b', 'input')];
    expect(order(two, ['b', 'a'])).toEqual(['b', 'a']);
  });

  test('what leads to no output is left out', () => {
    expect(order([of('a', 'input'), of('idle', 'a'), of('b', 'a')])).toEqual(['a', 'b']);
  });

  test('classes become names as Keras makes them', () => {
    // keras.src.utils.naming.to_snake_case
    expect(['Conv2D', 'MaxPooling2D', 'ReLU', 'LeakyReLU', 'DepthwiseConv2D', 'BatchNormalization'].map(kerasSnakeCase)).toEqual([
      'conv2d', 'max_pooling2d', 're_lu', 'leaky_re_lu', 'depthwise_conv2d', 'batch_normalization',
    ]); // prettier-ignore
    expect(slotsOf(['Dense', 'ReLU', 'Dense', 'Dense'])).toEqual(['dense', 're_lu', 'dense_1', 'dense_2']);
  });
});
