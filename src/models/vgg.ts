// VGG-16: sixteen weighted layers of nothing but 3×3 convolutions, 2×2 pooling and three dense layers.
// Source: Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014,
// arXiv:1409.1556, table 1, column D. Dropout (0.5 after the first two dense layers, §3.1) is for training.

import type { LayerConfig, NetworkConfig } from './network';

/** Convolutions of a block, then the pooling that halves the map. */
function block(number: number, filters: readonly number[]): LayerConfig[] {
  return [
    ...filters.map((count, index) => ({
      name: `conv${number}_${index + 1}`,
      kind: 'conv2d',
      options: {
        filters: count,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: 'heNormal',
      },
    })),
    { name: `pool${number}`, kind: 'maxPooling2d', options: { poolSize: 2 } },
  ];
}

/** 138,357,544 parameters, 123,642,856 of them in the three dense layers. */
export const vgg16: NetworkConfig = {
  name: 'vgg16',
  input: [224, 224, 3],
  layers: [
    ...block(1, [64, 64]),
    ...block(2, [128, 128]),
    ...block(3, [256, 256, 256]),
    ...block(4, [512, 512, 512]),
    ...block(5, [512, 512, 512]),
    { name: 'flatten', kind: 'flatten' },
    { name: 'fc6', kind: 'dense', options: { units: 4096, activation: 'relu' } },
    { name: 'dropout6', kind: 'dropout', options: { rate: 0.5 } },
    { name: 'fc7', kind: 'dense', options: { units: 4096, activation: 'relu' } },
    { name: 'dropout7', kind: 'dropout', options: { rate: 0.5 } },
    { name: 'fc8', kind: 'dense', options: { units: 1000, activation: 'softmax' } },
  ],
};
