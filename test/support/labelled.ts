// Networks whose inputs name rows of tables.

import type { NetworkConfig } from '../../src/models/network';

/** Noise and a label, as in the generator of a conditional GAN: the label names rows of two tables. */
export const LABELLED: NetworkConfig = {
  name: 'conditional',
  input: [
    { name: 'noise', shape: [12] },
    { name: 'label', shape: [1] },
  ],
  layers: [
    { name: 'row', kind: 'embedding', options: { inputDim: 4, outputDim: 12 }, inputs: ['label'] },
    { name: 'flat', kind: 'flatten', inputs: ['row'] },
    { name: 'chosen', kind: 'multiply', inputs: ['noise', 'flat'] },
    { name: 'map', kind: 'reshape', options: { targetShape: [2, 2, 3] }, inputs: ['chosen'] },
    { name: 'short', kind: 'embedding', options: { inputDim: 4, outputDim: 5 }, inputs: ['label'] },
    { name: 'spread', kind: 'dense', options: { units: 4 }, inputs: ['short'] },
    { name: 'plane', kind: 'reshape', options: { targetShape: [2, 2, 1] }, inputs: ['spread'] },
    { name: 'both', kind: 'concatenate', inputs: ['map', 'plane'] },
    {
      name: 'answer',
      kind: 'conv2d',
      options: { filters: 2, kernelSize: 1, activation: 'tanh' },
      inputs: ['both'],
    },
  ],
};

/** A row and a step without an axis, as in networks of diffusion. */
export const STEPPED: NetworkConfig = {
  name: 'stepped',
  input: [
    { name: 'row', shape: [6] },
    { name: 'step', shape: [] },
  ],
  layers: [
    { name: 'time', kind: 'embedding', options: { inputDim: 5, outputDim: 6 }, inputs: ['step'] },
    { name: 'moved', kind: 'add', inputs: ['row', 'time'] },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'tanh' }, inputs: ['moved'] },
  ],
};
