// What can be done with what was read: the plan that the dialog shows before anything is done.

import { expect, test } from 'vitest';
import { MNIST } from '../../src/data/dataSet';
import type { Read } from '../../src/elements/files/jobs';
import { inputsOf, planOf } from '../../src/elements/files/plan';
import { alexnet } from '../../src/models/alexnet';
import { lenet5 } from '../../src/models/lenet';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { randomWeights } from '../../src/fuzz/randomNetworks';

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at));
const here = { reference: MNIST, train: { height: 28, width: 28, channels: 1, classNames: names(10) } };

function model(
  config: NetworkConfig,
  more: Partial<Read & { kind: 'model' }> = {},
): Read & { kind: 'model' } {
  const network = defineNetwork(config);
  const weights = network.parameterCount < 1e6 ? randomWeights(network, 1) : null;
  const stored = { network: network.toJSON(), weights, remarks: [] };
  return { kind: 'model', format: 'onnx', file: 'a.onnx', model: stored, run: null, ...more };
}

const run = (dataset: string | null): Read & { kind: 'model' } => {
  const read = model(lenet5);
  const settings = {
    network: 'lenet5',
    optimizer: 'adam',
    learningRate: 0.1,
    batchSize: 8,
    epochs: 1,
    seed: 4,
  };
  const history = { step: [], loss: [], accuracy: [], testStep: [], testAccuracy: [], stride: 1 };
  const saved = {
    network: read.model.network,
    settings,
    history,
    checkpoint: { step: 9, halted: false, slabs: {} },
  };
  return { ...read, run: { ...saved, ...(dataset === null ? {} : { data: { name: dataset } }) } };
};

const ends = (activation: string, units: number): NetworkConfig => ({
  name: 'ends',
  input: [28, 28, 1],
  layers: [{ kind: 'flatten' }, { kind: 'dense', options: { units, activation } }],
});

test('a network of the page’s pictures with ten probabilities takes the place of the one there is', () => {
  expect(planOf(model(lenet5), here)).toEqual({ kind: 'network', fresh: false, fitted: null });
  const bare = model(lenet5);
  expect(planOf({ ...bare, model: { ...bare.model, weights: null } }, here)).toEqual({
    kind: 'network',
    fresh: true,
    fitted: null,
  });
  const named = { ...lenet5, input: [{ name: 'digits', shape: [28, 28, 1] }] };
  expect(inputsOf(named)).toEqual([[28, 28, 1]]);
});

test('other pictures are refused with both sizes', () => {
  expect(planOf(model(alexnet), here)).toEqual({
    kind: 'refused',
    refusal: {
      why: 'facts',
      facts: { code: 'pictures', network: 'alexnet', expected: [227, 227, 3], received: [28, 28, 1] },
    },
  });
});

test.each([['ten numbers that are no probabilities', ends('linear', 10)]])(
  '%s are refused with what is missing',
  (_, config) => {
    expect(planOf(model(config), here)).toMatchObject({
      kind: 'refused',
      refusal: { why: 'problem', problem: { why: 'answer', classes: 10 } },
    });
  },
);

test('two inputs are refused with their number', () => {
  const two: NetworkConfig = {
    name: 'two',
    input: [
      { name: 'a', shape: [28, 28, 1] },
      { name: 'b', shape: [28, 28, 1] },
    ],
    layers: [
      { name: 'sum', kind: 'add', inputs: ['a', 'b'] },
      { name: 'flat', kind: 'flatten' },
      { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
    ],
  };
  expect(planOf(model(two), here)).toMatchObject({
    kind: 'refused',
    refusal: { why: 'facts', facts: { code: 'ends', inputs: 2, outputs: 1 } },
  });
});

test('a session comes back, with its own data where they are not those of the page', () => {
  const session = { kind: 'session', step: 9, seed: 4 };
  expect(planOf(run('mnist'), here)).toEqual({ ...session, data: null });
  expect(planOf(run(null), here)).toEqual({ ...session, data: null });
  expect(planOf(run('fruit'), here)).toEqual({ ...session, data: 'fruit' });
});

test('a network for other pictures and classes is fitted, and what fits of its weights is counted', () => {
  const colour = { height: 32, width: 32, channels: 3, classNames: names(4) };
  const plan = planOf(model(lenet5), { reference: { name: 'colour' }, train: colour });
  // Of conv1 and the dense layers shapes change; conv2, dense2 and the biases but the last fit as they are.
  expect(plan).toMatchObject({ kind: 'network', fitted: { fits: 6, of: 10 } });
  const fitted = plan.kind === 'network' ? plan.fitted : null;
  expect([...(fitted?.weights?.keys() ?? [])]).toEqual([
    'conv1/bias',
    'conv2/weight',
    'conv2/bias',
    'dense1/bias',
    'dense2/weight',
    'dense2/bias',
  ]);
  expect(fitted && inputsOf(fitted.network)).toEqual([[32, 32, 3]]);
});

test('weights alone are counted', () => {
  const read = (matched: number, missing: number): Read => ({
    kind: 'weights',
    format: 'h5',
    file: 'w.h5',
    remarks: [],
    fit: {
      weights: new Map(),
      report: {
        matched: Array.from({ length: matched }, () => ({
          parameter: 'a',
          tensor: 'a',
          by: 'name' as const,
        })),
        missing: Array.from({ length: missing }, () => ({ parameter: 'b', shape: [1], found: null })),
        unused: [],
      },
    },
  });
  expect(planOf(read(7, 3), here)).toEqual({ kind: 'weights', fits: 7, of: 10 });
  expect(planOf(read(0, 10), here)).toEqual({ kind: 'nothing' });
});
