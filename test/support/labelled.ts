// A network of noise and a label, as the generator of a conditional GAN is: the label names rows of two tables.

import type { NetworkConfig } from '../../src/models/network';

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
