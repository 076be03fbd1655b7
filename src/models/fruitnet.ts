// fruitnet: a small network for photographs of 64 × 64 pixels, trained from scratch on some hundred of them.
//
// Three blocks of a 3×3 convolution, pooling, batch normalization and ReLU. Each block halves the map and doubles the
// filters, so all blocks cost about the same. Normalization lets a small set be learned in few epochs; after the
// pooling it processes a quarter of the numbers. The mean of each map, in place of a dense layer over all positions,
// keeps the network from memorizing positions, and gives the same answer for a crate of fruit as for a single one.
// Dropout has the same purpose.
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
