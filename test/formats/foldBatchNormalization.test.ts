// Folding changes how many passes there are, not what comes out.

import { describe, expect, it } from 'vitest';
import { readMobilenet } from '../../datasets/mobilenet/node';
import { mobilenetFeatures } from '../../datasets/mobilenet/files';
import { backbone } from '../../src/formats/backbone';
import { foldBatchNormalization } from '../../src/formats/foldBatchNormalization';
import { defineNetwork, type LayerConfig } from '../../src/models/network';
import { expectClose } from '../support/compare';
import { referenceOutputs } from '../support/networkRun';
import { randomInputs, randomNetwork, randomWeights } from '../../src/fuzz/randomNetworks';

const SUMS = ['conv2d', 'depthwiseConv2d', 'dense'];

describe('folding batch normalization', () => {
  it('changes no number of 300 random networks in which it happens', () => {
    const kinds = new Set<string>();
    for (let seed = 0, count = 0; count < 300; seed++) {
      const network = randomNetwork(seed, {
        ends: 'any',
        layers: 8,
        allows: ({ kind, options, inputShapes }) =>
          [...SUMS, 'batchNormalization', 'reLU', 'activation', 'add'].includes(kind) &&
          // Mostly nothing stands between the sum and what follows it.
          (options.activation === 'linear' || kind === 'activation' || String(inputShapes).length % 4 === 0),
      });
      const weights = randomWeights(network, seed);
      const folded = foldBatchNormalization({ network: network.toJSON(), weights, remarks: [] });
      const smaller = defineNetwork(folded.network);
      if (smaller.layers.length === network.layers.length) continue;
      count++;
      for (const { definition, options } of smaller.layers)
        kinds.add(`${definition.kind} ${(options.activation as string | undefined) ?? ''}`);
      const inputs = randomInputs(network, seed);
      const expected = referenceOutputs(network, weights, inputs);
      const actual = referenceOutputs(smaller, folded.weights!, inputs);
      expect([...actual.keys()]).toEqual([...expected.keys()]);
      for (const [name, y] of expected) expectClose(actual.get(name)!, y, `seed ${seed}, ${name}`, 1e-5);
      const needed = smaller.layers.flatMap(({ name, parameters }) =>
        parameters.map((spec) => `${name}/${spec.name}`),
      );
      expect([...folded.weights!.keys()].sort()).toEqual(needed.sort());
    }
    for (const kind of SUMS) for (const activation of ['relu', 'relu6', 'tanh']) expect(kinds).toContain(`${kind} ${activation}`); // prettier-ignore
  });

  it('leaves MobileNetV2 fewer than half of its passes', () => {
    const { layer } = mobilenetFeatures.block15;
    const front = backbone(readMobilenet(), layer, { input: [32, 32, 3] });
    const folded = foldBatchNormalization(front);
    expect([front, folded].map(({ network }) => network.layers.length)).toEqual([143, 63]);
    const kinds = new Set(folded.network.layers.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['add', 'conv2d', 'depthwiseConv2d', 'zeroPadding2d']);
    const [before, after] = [front, folded].map(({ network, weights }) => {
      const built = defineNetwork(network);
      return referenceOutputs(built, weights!, randomInputs(built, 3)).get(layer)!;
    });
    expectClose(after!, before!, layer, 1e-5);
  });

  it.each<[string, LayerConfig[], string[]]>([
    [
      'what others read as well',
      [
        { kind: 'conv2d', name: 'c', options: { filters: 2, kernelSize: 1 } },
        { kind: 'batchNormalization', name: 'b' },
        { kind: 'add', name: 'a', inputs: ['c', 'b'] },
      ],
      ['c', 'b', 'a'],
    ],
    [
      'a sum behind its activation',
      [
        { kind: 'conv2d', name: 'c', options: { filters: 2, kernelSize: 1, activation: 'relu' } },
        { kind: 'batchNormalization', name: 'b' },
      ],
      ['c', 'b'],
    ],
    [
      'a slope',
      [
        { kind: 'dense', name: 'd', options: { units: 2 } },
        { kind: 'batchNormalization', name: 'b' },
        { kind: 'reLU', name: 'r', options: { negativeSlope: 0.1 } },
      ],
      ['b', 'r'],
    ],
  ])('leaves %s', (_, layers, names) => {
    const network = defineNetwork({ name: 'net', input: [3, 3, 1], layers });
    const folded = foldBatchNormalization({
      network: network.toJSON(),
      weights: randomWeights(network, 1),
      remarks: [],
    });
    expect(folded.network.layers.map(({ name }) => name)).toEqual(names);
  });
});
