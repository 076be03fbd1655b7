// fruitnet: a small network for photographs of 64 × 64 pixels, to be trained from nothing on some hundred of them.
//
// Three blocks of a 3×3 convolution, pooling, batch normalization and ReLU. Each halves the map and doubles the filters, so
// every block costs about as much as the one before. Normalization lets so small a set be learned in few epochs; after
// the pooling it has a quarter of the numbers to do. The mean of each map, in place of a dense layer on all its places, keeps the network from learning places by heart, and says
// of a crate of fruit what it says of one. Dropout for the same reason.
// Sources: Ioffe & Szegedy, "Batch Normalization", 2015, arXiv:1502.03167; Lin, Chen, Yan, "Network In Network", 2013,
// arXiv:1312.4400, §3.2 (the mean of a map).

import type { LayerConfig, NetworkConfig } from './network';

function block(number: number, filters: number): LayerConfig[] {
  return [
    {
      name: `conv${number}`,
      kind: 'conv2d',
      options: { filters, kernelSize: 3, padding: 'same', useBias: false, kernelInitializer: 'heNormal' },
    },
    { name: `pool${number}`, kind: 'maxPooling2d', options: { poolSize: 2 } },
    { name: `norm${number}`, kind: 'batchNormalization', options: { momentum: 0.9 } },
    { name: `relu${number}`, kind: 'reLU' },
  ];
}

export const fruitnet: NetworkConfig = {
  name: 'fruitnet',
  input: [64, 64, 3],
  layers: [
    ...block(1, 16),
    ...block(2, 32),
    ...block(3, 64),
    { name: 'mean', kind: 'globalAveragePooling2d' },
    { name: 'dropout', kind: 'dropout', options: { rate: 0.3 } },
    { name: 'answer', kind: 'dense', options: { units: 8, activation: 'softmax' } },
  ],
};
