// Models' configurations as Keras 2, Keras 3 and tfjs write them: what is read, what is written, what is refused.

import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  MAX_LAYERS,
  modelFromKeras,
  networkFromKeras,
  networkToKeras,
} from '../../../src/formats/keras/topology';
import { FormatError } from '../../../src/formats/storedModel';
import { defineNetwork, type NetworkConfig } from '../../../src/models/network';
import { preset, PRESETS } from '../../../src/models/presets';
import { randomNetwork } from '../../../src/fuzz/randomNetworks';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const read = (value: unknown): { network: NetworkConfig; remarks: readonly string[] } =>
  networkFromKeras('model.json', json(value));

function failure(value: unknown): string {
  try {
    read(value);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return (error as FormatError).message;
  }
  throw new Error('expected a FormatError');
}

const input = (name: string, shape: unknown = [null, 4, 4, 1]): object => ({
  class_name: 'InputLayer',
  name,
  config: { name, batch_input_shape: shape, dtype: 'float32', sparse: false },
  inbound_nodes: [],
});
const node = (className: string, name: string, from: readonly string[], config: object = {}): object => ({
  class_name: className,
  name,
  config: { name, trainable: true, ...config },
  inbound_nodes: [from.map((layer) => [layer, 0, 0, {}])],
});
const conv = (name: string, from: string): object =>
  node('Conv2D', name, [from], { filters: 2, kernel_size: 3 });
const functional = (
  layers: readonly object[],
  inputs: readonly string[],
  outputs: readonly string[],
): object => ({
  class_name: 'Functional',
  config: {
    name: 'net',
    layers,
    input_layers: inputs.map((name) => [name, 0, 0]),
    output_layers: outputs.map((name) => [name, 0, 0]),
  },
});

it('a ThresholdedReLU of Keras 2 is a ReLU with a threshold', () => {
  const layers = [input('x'), node('ThresholdedReLU', 'cut', ['x'], { theta: 0.5 })];
  expect(read(functional(layers, ['x'], ['cut'])).network.layers).toMatchObject([
    { name: 'cut', kind: 'reLU', options: { threshold: 0.5 } },
  ]);
});

it("sparsemax is refused with the reason: Keras's is another function", () => {
  const layers = [input('x'), node('Dense', 'odds', ['x'], { units: 3, activation: 'sparsemax' })];
  expect(failure(functional(layers, ['x'], ['odds']))).toContain(
    "what Keras 3 computes as 'sparsemax' is not the",
  );
});

describe('a network', () => {
  it.each(['keras2', 'keras3'] as const)(
    'comes back from %s as it was, for 200 random architectures',
    (spelling) => {
      for (let seed = 0; seed < 200; seed++) {
        const network = randomNetwork(seed, { ends: 'any' });
        const { network: back, remarks } = read(networkToKeras(network, spelling));
        expect(back, `seed ${seed}`).toEqual(network.toJSON());
        expect(remarks).toEqual([]);
      }
    },
  );

  it.each(Object.keys(PRESETS))('%s comes back as it was, in both spellings', (name) => {
    const network = defineNetwork(preset(name));
    for (const spelling of ['keras2', 'keras3'] as const)
      expect(read(networkToKeras(network, spelling))).toEqual({ network: network.toJSON(), remarks: [] });
  });

  it('is written as a Sequential where it is a chain, and as a Functional elsewhere', () => {
    const kinds = [0, 1].map((seed) => networkToKeras(randomNetwork(seed, { layers: 9 }), 'keras2'));
    expect(kinds).toMatchObject([{ class_name: 'Sequential' }, { class_name: 'Functional' }]);
  });

  it('calls the slope of a LeakyReLU as each Keras does', () => {
    const leaky = { kind: 'leakyReLU', options: { alpha: 0.1 } };
    const network = defineNetwork({ name: 'n', input: [4], layers: [leaky] });
    const text = (spelling: 'keras2' | 'keras3'): string => JSON.stringify(networkToKeras(network, spelling));
    expect(text('keras2')).toContain('"alpha":0.1');
    expect(text('keras3')).toContain('"negative_slope":0.1');
    expect(text('keras3')).not.toContain('alpha');
  });

  it('is not written with a layer that leads nowhere', () => {
    const network = defineNetwork({
      name: 'net',
      input: [4],
      layers: [
        { kind: 'dense', name: 'a', options: { units: 2 } },
        { kind: 'dense', name: 'b', options: { units: 2 }, inputs: ['input'] },
      ],
      outputs: ['a'],
    });
    expect(() => networkToKeras(network, 'keras2')).toThrow("net: no output depends on 'b'");
  });
});

describe('what tfjs writes is read', () => {
  const topology = (model: tf.LayersModel): unknown => model.toJSON(null, false);

  it('of a Sequential', () => {
    const model = tf.sequential({ name: 'seq' });
    model.add(
      tf.layers.conv2d({ inputShape: [9, 9, 1], filters: 4, kernelSize: 3, activation: 'relu', name: 'c' }),
    );
    model.add(tf.layers.batchNormalization({ name: 'bn' }));
    model.add(tf.layers.reLU({ maxValue: 6, name: 'r' }));
    model.add(tf.layers.flatten({ name: 'f' }));
    model.add(tf.layers.softmax({ name: 's' })); // saved with axis 1
    model.add(tf.layers.reshape({ targetShape: [-1, 2], name: 'rs' })); // saved as [null, 2]
    const { network, remarks } = read(topology(model));
    expect(remarks).toEqual([]);
    expect(network.name).toBe('seq');
    expect(network.input).toEqual([{ name: 'input', shape: [9, 9, 1] }]);
    expect(network.layers.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'c conv2d',
      'bn batchNormalization',
      'r reLU',
      'f flatten',
      's softmax',
      'rs reshape',
    ]);
    expect(network.layers[0]?.options).toMatchObject({ filters: 4, kernelSize: [3, 3], activation: 'relu' });
    expect(network.layers[5]?.options).toEqual({ targetShape: [-1, 2] });
  });

  it('of a model with branches, two inputs and two outputs', () => {
    const [a, b] = [tf.input({ shape: [4, 4, 2], name: 'a' }), tf.input({ shape: [4, 4, 2], name: 'b' })];
    const sum = tf.layers.add({ name: 'sum' }).apply([a, b]) as tf.SymbolicTensor;
    const both = tf.layers.concatenate({ name: 'both' }).apply([sum, a, sum]) as tf.SymbolicTensor;
    const { network } = read(topology(tf.model({ inputs: [b, a], outputs: [both, sum], name: 'two' })));
    expect(network.input).toEqual([
      { name: 'b', shape: [4, 4, 2] },
      { name: 'a', shape: [4, 4, 2] },
    ]);
    expect(network.layers.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['sum', ['a', 'b']],
      ['both', ['sum', 'a', 'sum']],
    ]);
    expect(network.outputs).toEqual(['both', 'sum']);
  });

  it('of models that are layers, written out in their place', () => {
    const inner = tf.sequential({ name: 'inner' });
    inner.add(tf.layers.dense({ units: 3, inputShape: [4], name: 'd1' }));
    inner.add(tf.layers.dense({ units: 2, name: 'd2' }));
    const outer = tf.sequential({ name: 'outer' });
    outer.add(inner);
    outer.add(tf.layers.dense({ units: 1, name: 'd3' }));
    const { network, remarks } = read(topology(outer));
    expect(network.input).toEqual([{ name: 'input', shape: [4] }]);
    expect(network.layers.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['d1', ['input']],
      ['d2', ['d1']],
      ['d3', ['d2']],
    ]);
    expect(remarks).toEqual([]);
  });
});

describe('what Keras writes is read', () => {
  it('a .keras file of Keras 3', () => {
    const tensor = (layer: string, shape: readonly (number | null)[]): object => ({
      class_name: '__keras_tensor__',
      config: { shape, dtype: 'float32', keras_history: [layer, 0, 0] },
    });
    const policy = {
      module: 'keras',
      class_name: 'DTypePolicy',
      config: { name: 'float32' },
      registered_name: null,
    };
    const entry = (name: string, className: string, config: object, args: readonly unknown[]): object => ({
      module: 'keras.layers',
      class_name: className,
      config: { name, trainable: true, dtype: policy, ...config },
      registered_name: null,
      build_config: { input_shape: [null, 6, 6, 1] },
      name,
      inbound_nodes: [{ args, kwargs: { mask: null } }],
    });
    const initializer = (className: string, config: object): object => ({
      module: 'keras.initializers',
      class_name: className,
      config,
      registered_name: null,
    });
    const { network, remarks } = read({
      module: 'keras.src.models.functional',
      class_name: 'Functional',
      config: {
        name: 'functional_1',
        trainable: true,
        layers: [
          {
            module: 'keras.layers',
            class_name: 'InputLayer',
            config: { batch_shape: [null, 6, 6, 1], dtype: 'float32', sparse: false, name: 'input_layer' },
            registered_name: null,
            name: 'input_layer',
            inbound_nodes: [],
          },
          entry(
            'conv2d',
            'Conv2D',
            {
              filters: 2,
              kernel_size: [3, 3],
              strides: [1, 1],
              padding: 'same',
              data_format: 'channels_last',
              dilation_rate: [1, 1],
              groups: 1,
              activation: 'relu',
              use_bias: true,
              kernel_initializer: initializer('GlorotUniform', { seed: null }),
              bias_initializer: initializer('Zeros', {}),
              kernel_regularizer: null,
              bias_regularizer: null,
              activity_regularizer: null,
              kernel_constraint: null,
              bias_constraint: null,
            },
            [tensor('input_layer', [null, 6, 6, 1])],
          ),
          entry('bn', 'BatchNormalization', { axis: -1, momentum: 0.9, epsilon: 0.001 }, [
            tensor('conv2d', [null, 6, 6, 2]),
          ]),
          entry('add', 'Add', {}, [[tensor('conv2d', [null, 6, 6, 2]), tensor('bn', [null, 6, 6, 2])]]),
        ],
        // A single tensor is not wrapped in a list.
        input_layers: ['input_layer', 0, 0],
        output_layers: [['add', 0, 0]],
      },
      registered_name: 'Functional',
      build_config: { input_shape: null },
    });
    expect(remarks).toEqual([]);
    expect(network.layers.map(({ name, kind, inputs }) => [name, kind, inputs])).toEqual([
      ['conv2d', 'conv2d', ['input_layer']],
      ['bn', 'batchNormalization', ['conv2d']],
      ['add', 'add', ['conv2d', 'bn']],
    ]);
    expect(network.layers[1]?.options).toMatchObject({ momentum: 0.9 });
  });

  it('a Sequential without an InputLayer, by the shape it was built with', () => {
    const dense = { class_name: 'Dense', config: { name: 'd', units: 2 } };
    for (const config of [
      { name: 's', layers: [dense], build_input_shape: [null, 7] },
      { name: 's', layers: [{ ...dense, build_config: { input_shape: [null, 7] } }] },
      [{ class_name: 'Dense', config: { name: 'd', units: 2, batch_input_shape: [null, 7] } }],
    ]) {
      expect(read({ class_name: 'Sequential', config }).network.input).toEqual([
        { name: 'input', shape: [7] },
      ]);
    }
  });

  it('as a text within a file, as .h5 files hold it', () => {
    const model = networkToKeras(randomNetwork(4), 'keras2');
    const { network } = read({ keras_version: '2.9.0', model_config: JSON.stringify(model) });
    expect(network).toEqual(randomNetwork(4).toJSON());
  });

  it('in any order of its layers', () => {
    const layers = [node('ReLU', 'b', ['a']), input('in'), conv('a', 'in')];
    const { network } = read(functional(layers, ['in'], ['b']));
    expect(network.layers.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('with a remark on what is not kept', () => {
    const frozen = node('BatchNormalization', 'bn', ['in'], { trainable: false });
    const called = {
      ...node('Dropout', 'drop', ['bn'], { rate: 0.5 }),
      inbound_nodes: [[['bn', 0, 0, { training: true, mask: null }]]],
    };
    const { network, remarks } = read(functional([input('in'), frozen, called], ['in'], ['drop']));
    expect(remarks).toEqual(["model.json: Dropout 'drop': was called with training=true, which is not kept"]);
    expect(network.layers.map(({ trainable }) => trainable)).toEqual([false, undefined]);
  });

  it('with the layers of a model that is not trainable', () => {
    const inner = (name: string, extra: readonly object[]): object => ({
      ...functional([input('in'), conv('c', 'in'), ...extra], ['in'], ['c']),
      name,
      inbound_nodes: [[['x', 0, 0, { training: false }]]],
    });
    const frozen = (model: object): object => {
      const { config } = model as { config: object };
      return { ...model, config: { ...config, trainable: false } };
    };
    const outer = (base: object, name: string): object =>
      functional([input('x'), base, node('Flatten', 'f', [name])], ['x'], ['f']);
    const base = read(outer(frozen(inner('base', [])), 'base'));
    expect(base.network.layers.map(({ name, trainable }) => [name, trainable])).toEqual([
      ['c', false],
      ['f', undefined],
    ]);
    // The averages of a frozen base stay as they are without the call's saying so; a Dropout would need it.
    expect(base.remarks).toEqual([]);
    const called = 'was called with training=false, which is not kept';
    expect(read(outer(inner('base', []), 'base')).remarks).toEqual([
      `model.json: Functional 'base': ${called}`,
    ]);
  });

  it('by the name that our own classes are registered by, and by no other', () => {
    const lrn = (registered: object, className = 'LocalResponseNormalization'): object => ({
      ...node(className, 'lrn', ['in']),
      ...registered,
    });
    const of = (layer: object): object => functional([input('in'), layer], ['in'], ['lrn']);
    for (const layer of [
      lrn({ registered_name: 'convscope>LocalResponseNormalization' }),
      lrn({ registered_name: null }),
      lrn({}, 'convscope>LocalResponseNormalization'),
    ])
      expect(read(of(layer)).network.layers[0]?.kind).toBe('localResponseNormalization');
    for (const layer of [
      lrn({ registered_name: 'Custom>LocalResponseNormalization' }),
      lrn({}, 'Custom>LocalResponseNormalization'),
    ])
      expect(failure(of(layer))).toContain("there is no layer 'Custom>LocalResponseNormalization'");
  });
});

it('a layer that is called twice becomes two layers that share its weights', () => {
  const json = functional(
    [
      input('a'),
      input('b'),
      { ...conv('c', 'a'), inbound_nodes: [[['a', 0, 0, {}]], [['b', 0, 0, {}]]] },
      { ...node('Add', 'sum', []), inbound_nodes: [[['c', 0, 0, {}], ['c', 1, 0, {}]]] }, // prettier-ignore
    ],
    ['a', 'b'],
    ['sum'],
  );
  const { network, remarks, firstCalls } = modelFromKeras('model.json', json);
  const reads = network.layers.map(({ name, inputs, sharesWith }) => [name, inputs, sharesWith]);
  expect(reads).toEqual([
    ['c', ['a'], undefined],
    ['c_2', ['b'], 'c'],
    ['sum', ['c', 'c_2'], undefined],
  ]);
  expect([...firstCalls]).toEqual([['c_2', 'c']]);
  expect(remarks).toEqual([]);
});

describe('what cannot be a network is refused, with the reason and the place', () => {
  it.each<[string, unknown, string]>([
    [
      'no configuration',
      { a: 1 },
      "model.json: expected a model's configuration with 'class_name' and 'config'",
    ],
    [
      'no JSON',
      { model_config: '{"class_name"' },
      "the model's configuration: expected JSON. It cannot be read",
    ],
    ['a list', [1], "model.json: the model's configuration must be an object {…}. Received [1]"],
    ['another class', { class_name: 'MyModel', config: {} }, "there is no model class 'MyModel'"],
    [
      'no layers',
      { class_name: 'Sequential', config: { name: 's' } },
      "'layers' of Sequential 's' must be a list […]. Received nothing",
    ],
    [
      'an unknown layer',
      functional([input('in'), node('Conv3D', 'c', ['in'])], ['in'], ['c']),
      "model.json: 'c': there is no layer 'Conv3D'. Similar: Conv2D, DepthwiseConv2D, SeparableConv2D. Known: Conv2D,",
    ],
    [
      'a missing argument',
      functional([input('in'), node('Conv2D', 'c', ['in'], { filters: 2 })], ['in'], ['c']),
      "model.json: 'c': Conv2D: 'kernel_size' must be given",
    ],
    [
      'a layer without a name',
      { class_name: 'Sequential', config: { layers: [{ class_name: 'Dense', config: { units: 2 } }] } },
      "model.json: layer 1: 'name' must be a string. Received nothing",
    ],
    [
      'a layer without a class',
      { class_name: 'Sequential', config: { layers: [{ config: { units: 2 } }] } },
      "model.json: layer 1: 'class_name' must be a string",
    ],
    [
      'shapes that do not fit',
      functional([input('in'), conv('a', 'in'), conv('b', 'a')], ['in'], ['b']),
      "model.json: 'b': the window is larger than its input: 3×3 on 2×2",
    ],
    [
      'an open shape',
      functional([input('in', [null, null, null, 3]), conv('a', 'in')], ['in'], ['a']),
      "input 'in' needs a shape of whole numbers, as in [null, 28, 28, 1]. Received [null,null,null,3]",
    ],
    [
      'no shape at all',
      { class_name: 'Sequential', config: { layers: [{ class_name: 'Flatten', config: { name: 'f' } }] } },
      "Sequential 'model' needs a shape of whole numbers",
    ],
    [
      'a circle',
      functional([input('in'), node('Add', 'a', ['in', 'b']), node('ReLU', 'b', ['a'])], ['in'], ['b']),
      "model.json: 'net': layers read one another in a circle: 'a', 'b'",
    ],
    [
      'a layer that is not there',
      functional([input('in'), conv('a', 'ghost')], ['in'], ['a']),
      "model.json: 'net': Conv2D 'a' reads 'ghost', which is not one of its layers",
    ],
    [
      'an output that is not there',
      functional([input('in'), conv('a', 'in')], ['in'], ['ghost']),
      "model.json: 'net': there is no layer 'ghost' to read",
    ],
    [
      'an output beyond those there are',
      functional([input('in'), { ...conv('a', 'in'), inbound_nodes: [[['in', 0, 3, {}]]] }], ['in'], ['a']),
      "'in' has 1 outputs; output 3 was asked for",
    ],
    [
      'an input that is an output',
      functional([input('in'), conv('a', 'in')], ['in'], ['in']),
      "output 'in' is an input",
    ],
    [
      'two layers of one name',
      functional([input('in'), conv('a', 'in'), conv('a', 'in')], ['in'], ['a']),
      "model.json: 'net': two layers are called 'a'",
    ],
    [
      'too few inputs',
      functional([input('in'), node('Add', 'a', ['in'])], ['in'], ['a']),
      "model.json: 'a': Add takes at least 2 inputs. Received 1",
    ],
    [
      '10,000 layers',
      {
        class_name: 'Sequential',
        config: {
          layers: Array.from({ length: 10_000 }, (_, i) => ({
            class_name: 'ReLU',
            config: { name: `r${i}` },
          })),
        },
      },
      `model.json: expected at most ${MAX_LAYERS} layers. Received 10000`,
    ],
  ])('%s', (_, value, message) => {
    expect(failure(value)).toContain(message);
  });

  it('models in models without end', () => {
    let model: object = {
      class_name: 'ReLU',
      name: 'r',
      config: { name: 'r', batch_input_shape: [null, 3] },
    };
    for (let i = 0; i < 40; i++)
      model = { class_name: 'Sequential', name: `s${i}`, config: { name: `s${i}`, layers: [model] } };
    expect(failure(model)).toContain('models lie in models, more than 16 deep');
  });
});

it('a BatchNormalization over rows or columns is one of the channels between two permutes', () => {
  const { network } = read({
    class_name: 'Functional',
    config: {
      name: 'model',
      layers: [
        input('i', [null, 8, 7, 5]),
        node('BatchNormalization', 'bn', ['i'], { axis: [1], momentum: 0.9, epsilon: 0.001 }),
        node('Flatten', 'f', ['bn']),
      ],
      input_layers: [['i', 0, 0]],
      output_layers: [['f', 0, 0]],
    },
  });
  expect(
    defineNetwork(network).layers.map(({ name, outputShape, parameterCount }) => [
      name,
      outputShape.join('×'),
      parameterCount,
    ]),
  ).toEqual([
    [expect.stringContaining('bn_permute'), '7×5×8', 0],
    ['bn', '7×5×8', 32],
    [expect.stringContaining('bn_permute'), '8×7×5', 0],
    ['f', '280', 0],
  ]);
});
