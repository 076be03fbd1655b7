import { describe, expect, test } from 'vitest';
import { fitWeights, groupTensors, type FitReport, type WeightGroup } from '../../src/formats/fitWeights';
import type { StoredTensor } from '../../src/formats/storedModel';
import { parametersOf } from '../../src/formats/weights';
import { lenet5 } from '../../src/models/lenet';
import { defineNetwork, type Network } from '../../src/models/network';
import { randomNetwork, randomWeights } from '../../src/fuzz/randomNetworks';
import { inKerasOrder, slotsOf } from '../../src/formats/keras/kerasOrder';
import { KERAS_LAYERS } from '../../src/formats/keras/layers';
import type { LayerKind } from '../../src/layers/all';

const tensor = (name: string, shape: readonly number[], first = 0): StoredTensor => ({
  name,
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => first + i),
});
const dense = (layer: string, from: number, to: number, first: number): WeightGroup => ({
  layer,
  slot: null,
  tensors: [tensor(`${layer}/kernel:0`, [from, to], first), tensor(`${layer}/bias:0`, [to], first + 0.5)],
});
const stack = (names: readonly string[], widths: readonly number[]): Network =>
  defineNetwork({
    name: 'stack',
    input: [widths[0]!],
    layers: names.map((name, i) => ({ name, kind: 'dense', options: { units: widths[i + 1] } })),
  });
const pairs = ({ matched }: FitReport) =>
  matched.map(({ parameter, tensor: from, by }) => `${from} → ${parameter}, ${by}`);

describe('weights are fitted to a network', () => {
  test('by the names of layers, in any order of the file', () => {
    const { weights, report } = fitWeights(stack(['a', 'b'], [2, 3, 3]), [
      dense('b', 3, 3, 100),
      dense('a', 2, 3, 0),
    ]);
    expect(pairs(report)).toEqual([
      'a/kernel:0 → a/weight, name',
      'a/bias:0 → a/bias, name',
      'b/kernel:0 → b/weight, name',
      'b/bias:0 → b/bias, name',
    ]);
    expect(weights.get('b/weight')![0]).toBe(100);
    expect(report).toMatchObject({ missing: [], unused: [] });
  });

  test('of a flat list, by what stands before the last dot or slash', () => {
    const network = defineNetwork({
      name: 'x',
      input: [4, 4, 2],
      layers: [{ name: 'norm', kind: 'batchNormalization' }],
    });
    const { report } = fitWeights(
      network,
      groupTensors(
        ['running_var', 'bias', 'running_mean', 'weight'].map((name) => tensor(`norm.${name}`, [2])),
      ),
    );
    // PyTorch calls gamma and beta weight and bias.
    expect(pairs(report)).toEqual([
      'norm.weight → norm/gamma, name',
      'norm.bias → norm/beta, name',
      'norm.running_mean → norm/movingMean, name',
      'norm.running_var → norm/movingVariance, name',
    ]);
  });

  test('by order where automatic names are counted otherwise: every layer is the one of its place', () => {
    // Both have a dense_1, but Keras begins with dense: names alone would put every layer one too far.
    const network = stack(['dense_1', 'dense_2', 'dense_3'], [4, 4, 4, 4]);
    const { weights, report } = fitWeights(network, [
      dense('dense', 4, 4, 0),
      dense('dense_1', 4, 4, 100),
      dense('dense_2', 4, 4, 200),
    ]);
    expect(report.matched.every(({ by }) => by === 'order')).toBe(true);
    expect(['dense_1', 'dense_2', 'dense_3'].map((layer) => weights.get(`${layer}/weight`)![0])).toEqual([
      0, 100, 200,
    ]);
  });

  test('by the numbers that Keras 3 gives layers of a class, which are no names', () => {
    const network = stack(['dense_1', 'dense_2'], [4, 4, 4]);
    const numbered = (slot: string, first: number): WeightGroup => ({
      layer: slot,
      slot,
      tensors: [tensor(`layers/${slot}/vars/0`, [4, 4], first), tensor(`layers/${slot}/vars/1`, [4], first)],
    });
    const { weights } = fitWeights(network, [numbered('dense', 7), numbered('dense_1', 9)]);
    expect(weights.get('dense_1/weight')![0]).toBe(7);
    expect(weights.get('dense_2/weight')![0]).toBe(9);
  });

  test('by order and shape where names differ and layers are missing, never out of order', () => {
    const network = stack(['a', 'b', 'c', 'd'], [2, 5, 3, 3, 4]);
    const { report } = fitWeights(network, [
      dense('x', 5, 3, 0),
      dense('y', 3, 3, 0),
      dense('z', 7, 7, 0),
      dense('w', 2, 5, 0),
    ]);
    expect(pairs(report).filter((text) => text.includes('weight'))).toEqual([
      'x/kernel:0 → b/weight, order',
      'y/kernel:0 → c/weight, order',
    ]);
    expect(report.missing.map(({ parameter }) => parameter)).toEqual([
      'a/weight',
      'a/bias',
      'd/weight',
      'd/bias',
    ]);
    expect(report.unused.map(({ tensor: name }) => name)).toEqual([
      'z/kernel:0',
      'z/bias:0',
      'w/kernel:0',
      'w/bias:0',
    ]);
  });

  test('a layer of the name but of another shape is told with what the file has', () => {
    const network = defineNetwork(lenet5);
    const groups = parametersOf(network).map(({ name, shape }) =>
      tensor(name, name === 'answer/weight' ? [84, 12] : shape),
    );
    const { report } = fitWeights(network, groupTensors(groups));
    expect(report.missing).toEqual([
      { parameter: 'answer/weight', shape: [84, 10], found: { tensor: 'answer/weight', shape: [84, 12] } },
    ]);
    expect(report.unused).toEqual([{ tensor: 'answer/weight', shape: [84, 12] }]);
    expect(report.matched).toHaveLength(9);
  });

  test('without names at all, by order', () => {
    const network = defineNetwork(lenet5);
    const flat = parametersOf(network).map(({ shape }, i) => tensor(`arr_${i}`, shape, i));
    const { report, weights } = fitWeights(network, groupTensors(flat));
    expect(report.matched).toHaveLength(10);
    expect(weights.get('dense2/weight')![0]).toBe(6);
  });

  test('a file of something else fits nowhere', () => {
    const { report } = fitWeights(defineNetwork(lenet5), [dense('x', 3, 3, 0)]);
    expect(report.matched).toEqual([]);
    expect(report.missing).toHaveLength(10);
    expect(report.unused).toHaveLength(2);
  });

  test('random architectures are found again, by name, by number and by order', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const network = randomNetwork(seed);
      const weights = randomWeights(network, seed);
      const layers = inKerasOrder(network);
      const slots = slotsOf(
        layers.map(({ definition }) => KERAS_LAYERS[definition.kind as LayerKind].className),
      );
      const group = (rename: (name: string) => string, numbered: boolean): WeightGroup[] =>
        network.layers
          .filter(({ parameters }) => parameters.length > 0)
          .map(({ name, parameters }) => {
            const slot = slots[layers.findIndex((layer) => layer.name === name)]!;
            return {
              layer: numbered ? slot : rename(name),
              slot: numbered ? slot : null,
              tensors: parameters.map(({ name: parameter, shape }, i) => ({
                name: numbered ? `layers/${slot}/vars/${i}` : `${rename(name)}/${parameter}`,
                shape,
                values: weights.get(`${name}/${parameter}`)!,
              })),
            };
          });
      expect(fitWeights(network, group((name) => name, false).reverse()).weights, `${seed} by name`).toEqual(
        weights,
      );
      expect(
        fitWeights(
          network,
          group((name) => name, true),
        ).weights,
        `${seed} by number`,
      ).toEqual(weights);
      expect(
        fitWeights(
          network,
          group((name) => `their ${name}`, false),
        ).weights,
        `${seed} by order`,
      ).toEqual(weights);
    }
  });
});
