// The forward pass on the host: the layers' references in turn, and its own loops for convolutions and dense layers.

import { expect, test } from 'vitest';
import { sizeOf } from '../../src/graph/tensor';
import { forwardOnHost } from '../../src/models/hostForward';
import { defineNetwork, type LayerConfig, type Network } from '../../src/models/network';
import { random, type NdArray } from '../../src/reference/ndArray';

const layers: readonly (readonly [string, LayerConfig])[] = [
  ['a convolution', { kind: 'conv2d', options: { filters: 3, kernelSize: 3 } }],
  [
    'strides and a border',
    { kind: 'conv2d', options: { filters: 3, kernelSize: [3, 2], strides: [2, 1], padding: 'same' } },
  ],
  [
    'dilation, no bias',
    { kind: 'conv2d', options: { filters: 2, kernelSize: 2, dilationRate: 2, useBias: false } },
  ],
  ['an activation', { kind: 'conv2d', options: { filters: 4, kernelSize: 1, activation: 'leakyRelu' } }],
  ['a dense layer on the last axis', { kind: 'dense', options: { units: 5, activation: 'sigmoid' } }],
  ['a dense layer without bias', { kind: 'dense', options: { units: 2, useBias: false } }],
];

function parametersOf(network: Network): ReadonlyMap<string, NdArray> {
  return new Map(
    network.layers.flatMap(({ name, parameters }) =>
      parameters.map((spec, i) => [`${name}/${spec.name}`, random(spec.shape, 7 + i)] as const),
    ),
  );
}

test.each(layers)('%s is what the reference gives', (_, layer) => {
  const network = defineNetwork({ name: 'one', input: [7, 6, 2], layers: [{ name: 'it', ...layer }] });
  const parameters = parametersOf(network);
  const x = random([2, 7, 6, 2], 3);
  const [{ definition, options }] = network.layers as [Network['layers'][number]];
  const own = Object.fromEntries([...parameters].map(([name, values]) => [name.slice('it/'.length), values]));
  const expected = definition.reference.forward(options, [x], own, { training: false, seed: 0, step: 0 });
  const y = forwardOnHost(network, (name) => parameters.get(name)!.data, [x]).get('it')!;
  expect(y.shape).toEqual(expected.shape);
  expect(y.shape.slice(1)).toEqual(network.layers[0]!.outputShape);
  y.data.forEach((value, i) => expect(Math.abs(value - expected.data[i]!)).toBeLessThan(1e-12));
});

test('softmax, which kernels do not fuse, is applied; branches read what they name', () => {
  const network = defineNetwork({
    name: 'branches',
    input: [3],
    layers: [
      { name: 'a', kind: 'dense', options: { units: 2, activation: 'softmax' } },
      { name: 'b', kind: 'dense', options: { units: 2 }, inputs: ['input'] },
      { name: 'sum', kind: 'add', inputs: ['a', 'b'] },
    ],
  });
  const parameters = parametersOf(network);
  const x = random([4, 3], 9);
  const results = forwardOnHost(network, (name) => parameters.get(name)!.data, [x]);
  const [a, b, sum] = ['a', 'b', 'sum'].map((name) => [...results.get(name)!.data]) as [
    number[],
    number[],
    number[],
  ];
  for (let row = 0; row < 4; row++) expect(a[2 * row]! + a[2 * row + 1]!).toBeCloseTo(1, 12);
  const logits = Array.from({ length: 2 }, (_, k) =>
    [0, 1, 2].reduce(
      (total, i) => total + x.data[i]! * parameters.get('a/weight')!.data[i * 2 + k]!,
      parameters.get('a/bias')!.data[k]!,
    ),
  );
  expect(a[0]).toBeCloseTo(1 / (1 + Math.exp(logits[1]! - logits[0]!)), 12);
  sum.forEach((value, i) => expect(value).toBeCloseTo(a[i]! + b[i]!, 12));
  expect(sizeOf(results.get('sum')!.shape)).toBe(8);
});
