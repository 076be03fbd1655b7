// λ of both penalties for each run of 64 parameters, at the offsets of the parameters they belong to.

import { expect, test } from 'vitest';
import { defineNetwork } from '../../src/models/network';
import { DECAY_NUMBERS, ParameterLayout } from '../../src/models/parameterLayout';

test('each parameter has its own λ of L2 and of L1', () => {
  const layout = new ParameterLayout(
    defineNetwork({
      name: 'penalties',
      input: [5, 5, 1],
      layers: [
        // 9·10 = 90 weights in two runs, 10 biases in one.
        { kind: 'conv2d', options: { filters: 10, kernelSize: 3, kernelL2: 0.5, kernelL1: 0.25, biasL1: 2 } },
        { kind: 'flatten' },
        // 900 weights and 1 bias: fifteen runs and one.
        { kind: 'dense', options: { units: 10, useBias: false, kernelL1: 0.125 } },
        { kind: 'dense', options: { units: 1, biasL2: 3 } },
      ],
    }),
  );
  const decay = [...layout.decay()];
  const runs = Array.from({ length: decay.length / DECAY_NUMBERS }, (_, run) => [
    decay[2 * run],
    decay[2 * run + 1],
  ]);
  const dense = new Array<[number, number]>(Math.ceil(900 / 64)).fill([0, 0.125]);
  expect(runs).toEqual([[0.5, 0.25], [0.5, 0.25], [0, 2], ...dense, [0, 0], [3, 0]]);
});
