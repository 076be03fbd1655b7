// shapenet: a small network for the generated shapes (src/shapes), from random weights to 99 % in seconds.
//
// The first convolution has room for eight filters that look for edges, the second combines them to corners, ends and
// stripes. Global maximum pooling asks for each of these whether it is anywhere in the picture, so the place of a shape does
// not matter. Batch normalization before the first ReLU keeps filters alive: pixels are never negative, so without it
// filters of negative sum answer 0 everywhere and do not learn. The L2 penalty lets the random start fade from the first
// kernels, so that what they learned is visible.

import type { NetworkConfig } from './network';

export const shapenet: NetworkConfig = {
  name: 'shapenet',
  input: [28, 28, 1],
  layers: [
    {
      name: 'conv1',
      kind: 'conv2d',
      options: { filters: 8, kernelSize: 5, padding: 'same', useBias: false, kernelL2: 0.04 },
    },
    { name: 'pool1', kind: 'maxPooling2d', options: { poolSize: 2 } },
    { name: 'norm1', kind: 'batchNormalization', options: { momentum: 0.9 } },
    { name: 'relu1', kind: 'reLU' },
    {
      name: 'conv2',
      kind: 'conv2d',
      options: {
        ...{ filters: 32, kernelSize: 5, strides: 2, padding: 'same', activation: 'relu' },
        kernelInitializer: 'heNormal',
      },
    },
    { name: 'pool2', kind: 'globalMaxPooling2d' },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};
