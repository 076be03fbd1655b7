import { describe, expect, it } from 'vitest';
import { defineNetwork, type LayerConfig } from '../../src/models/network';
import { lenet5 } from '../../src/models/lenet';

const net = (layers: readonly LayerConfig[], input: readonly number[] = [28, 28, 1]) =>
  defineNetwork({ name: 'n', input, layers });

describe('a network', () => {
  it('infers every shape and parameter count of LeNet-5', () => {
    const network = defineNetwork(lenet5);
    expect(
      network.layers.map(({ name, outputShape, parameterCount }) => [
        name,
        outputShape.join('×'),
        parameterCount,
      ]),
    ).toEqual([
      ['conv1', '28×28×6', 156],
      ['pool1', '14×14×6', 0],
      ['conv2', '10×10×16', 2416],
      ['pool2', '5×5×16', 0],
      ['flatten', '400', 0],
      ['dense1', '120', 48120],
      ['dense2', '84', 10164],
      ['answer', '10', 850],
    ]);
    expect(network.parameterCount).toBe(61706);
  });

  it('names layers by kind and number where no name is given', () => {
    const network = net([
      { kind: 'conv2d', options: { filters: 2, kernelSize: 3 } },
      { kind: 'conv2d', options: { filters: 2, kernelSize: 3 } },
      { kind: 'flatten' },
    ]);
    expect(network.layers.map(({ name }) => name)).toEqual(['conv2d_1', 'conv2d_2', 'flatten_1']);
  });

  it('may branch and join', () => {
    const network = net([
      { name: 'a', kind: 'conv2d', options: { filters: 4, kernelSize: 3, padding: 'same' } },
      { name: 'b', kind: 'conv2d', options: { filters: 4, kernelSize: 1 }, inputs: ['input'] },
      { name: 'sum', kind: 'add', inputs: ['a', 'b'] },
    ]);
    expect(network.layers.at(-1)?.outputShape).toEqual([28, 28, 4]);
  });

  it('is the same network after a file', () => {
    const network = defineNetwork(lenet5);
    expect(defineNetwork(JSON.parse(JSON.stringify(network)) as typeof lenet5).toJSON()).toEqual(
      network.toJSON(),
    );
  });
});

describe('a layer that is not trainable', () => {
  const layers: readonly LayerConfig[] = [
    { name: 'frozen', kind: 'dense', options: { units: 3 }, trainable: false },
    { name: 'head', kind: 'dense', options: { units: 2 }, trainable: true },
  ];

  it('is told in the configuration, where it is false only, and after a file', () => {
    const network = net(layers, [4]);
    expect(network.layers.map(({ trainable }) => trainable)).toEqual([false, true]);
    const { layers: told } = network.toJSON();
    expect(told.map((layer) => ('trainable' in layer ? layer.trainable : 'absent'))).toEqual([
      false,
      'absent',
    ]);
    const file = JSON.parse(JSON.stringify(network)) as Parameters<typeof defineNetwork>[0];
    expect(defineNetwork(file).toJSON()).toEqual(network.toJSON());
  });

  it('has parameters, but none that are trained', () => {
    const network = net(layers, [4]);
    expect([network.parameterCount, network.trainedCount]).toEqual([15 + 8, 8]);
  });
});

describe('an impossible network says what is wrong, where, and what it received', () => {
  it.each<[string, readonly LayerConfig[], string]>([
    [
      'a kernel larger than its input',
      [{ name: 'c1', kind: 'conv2d', options: { filters: 4, kernelSize: 29 } }],
      "Conv2D 'c1': the window is larger than its input: 29×29 on 28×28. Choose padding 'same', or a window of at most 28×28 (input 28×28×1)",
    ],
    [
      'zero filters',
      [{ name: 'c1', kind: 'conv2d', options: { filters: 0, kernelSize: 3 } }],
      "Conv2D 'c1': 'filters' must be at least 1. Received 0",
    ],
    [
      'a missing option',
      [{ name: 'c1', kind: 'conv2d', options: { filters: 2 } }],
      "Conv2D 'c1': 'kernelSize' must be given",
    ],
    [
      'a misspelt option',
      [{ name: 'd', kind: 'dense', options: { units: 2, activaton: 'relu' } }],
      "Dense 'd': has no option 'activaton'. Known: units, activation, useBias, kernelInitializer, biasInitializer, kernelL2",
    ],
    [
      'an unknown activation',
      [{ name: 'd', kind: 'dense', options: { units: 2, activation: 'rleu' } }],
      "Dense 'd': 'activation' must be one of 'linear', 'relu', 'relu6', 'leakyRelu', 'sigmoid', 'tanh', 'elu', 'silu', 'gelu', 'mish', 'hardSilu', 'hardSigmoid', 'selu', 'softplus', 'softsign', 'exponential', 'geluTanh', 'hardTanh', 'tanhShrink', 'softShrink', 'hardShrink', 'squareplus', 'sparsePlus', 'logSigmoid', 'sparseSigmoid', 'softmax', 'logSoftmax'. Received \"rleu\"",
    ],
    [
      'a convolution after a flattening',
      [{ kind: 'flatten' }, { name: 'c', kind: 'conv2d', options: { filters: 2, kernelSize: 3 } }],
      "Conv2D 'c': input must be height × width × channels. Received 784 (input 784)",
    ],
    [
      'a layer that reads what is not there',
      [{ name: 'f', kind: 'flatten', inputs: ['nobody'] }],
      "Flatten 'f': reads 'nobody', but no earlier layer has that name",
    ],
    [
      'two layers of one name',
      [
        { name: 'f', kind: 'flatten' },
        { name: 'f', kind: 'flatten' },
      ],
      "two layers are called 'f'; names must differ",
    ],
    [
      'a layer that is trainable in a way of its own',
      [{ name: 'f', kind: 'flatten', trainable: 'no' as unknown as boolean }],
      "Flatten 'f': 'trainable' must be true or false. Received \"no\"",
    ],
    ['no layers', [], "network 'n': has no layers"],
  ])('%s', (_, layers, message) => {
    expect(() => net(layers)).toThrow(message);
  });

  it('an input without an axis, where layers read more than a label', () => {
    const input = [{ name: 'label', shape: [] }];
    const reads = (kind: string, options: Readonly<Record<string, unknown>>) => ({
      name: 'first',
      kind,
      options,
      inputs: ['label'],
    });
    expect(() => defineNetwork({ name: 'n', input, layers: [reads('dense', { units: 2 })] })).toThrow(
      "Dense 'first': input needs at least one axis. Received a scalar",
    );
    const named = reads('embedding', { inputDim: 3, outputDim: 4 });
    expect(defineNetwork({ name: 'n', input, layers: [named] }).layers[0]?.outputShape).toEqual([4]);
    expect(() => net([{ kind: 'flatten' }], [])).toThrow(
      "input 'input': every axis must be a whole number of at least 1. Received []",
    );
  });

  it('an input without a size', () => {
    expect(() => net([{ kind: 'flatten' }], [28, 0, 1])).toThrow(
      "input 'input': every axis must be a whole number of at least 1. Received [28,0,1]",
    );
  });
});
